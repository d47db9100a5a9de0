import { z } from 'zod';
import {
  type CustomField,
  MAX_CUSTOM_FIELDS,
  MAX_DROPDOWN_OPTIONS,
  MAX_FIELD_LENGTH,
} from '#lib/domain/custom-field.ts';
import { ParamError } from '#lib/operations/param-error.ts';
import { flag, integer, list, text } from './param-schemas.ts';

const lengths = z.strictObject({
  default_value: text(MAX_FIELD_LENGTH).exactOptional(),
  maximum_length: integer(1, MAX_FIELD_LENGTH).exactOptional(),
  minimum_length: integer(1, MAX_FIELD_LENGTH).exactOptional(),
});

const customField = z.strictObject({
  key: z.string().regex(/^[0-9A-Za-z_-]{1,200}$/, 'must be letters, digits, - and _'),
  label: z.strictObject({ custom: text(50), type: z.literal('custom') }),
  optional: flag.exactOptional(),
  type: z.enum(['text', 'numeric', 'dropdown']),
  text: lengths.exactOptional(),
  numeric: lengths.exactOptional(),
  dropdown: z
    .strictObject({
      default_value: text(100).exactOptional(),
      options: list(z.strictObject({ label: text(100), value: text(100) }), {
        min: 1,
        max: MAX_DROPDOWN_OPTIONS,
      }),
    })
    .exactOptional(),
});

/** `custom_fields` of a session or a link, in Stripe's bounds. */
export const customFieldsParam = list(customField, { max: MAX_CUSTOM_FIELDS });

/** The fields that a call asks for. Throws ParamError. */
export function readFields(fields: readonly z.infer<typeof customField>[]): CustomField[] {
  const keys = fields.map(({ key }) => key);
  const twice = keys.findIndex((key, index) => keys.indexOf(key) !== index);
  if (twice !== -1) throw new ParamError(`custom_fields[${twice}][key]`, 'This key is used twice.');
  return fields.map((field, index) => readField(field, `custom_fields[${index}]`));
}

function readField(field: z.infer<typeof customField>, param: string): CustomField {
  const facts = { key: field.key, label: field.label.custom, optional: field.optional ?? false };
  if (field.type === 'dropdown') {
    if (field.dropdown === undefined) throw new ParamError(`${param}[dropdown]`, 'Send options.');
    const { options, default_value: defaultValue = null } = field.dropdown;
    const values = options.map(({ value }) => value);
    const twice = values.findIndex((value, index) => values.indexOf(value) !== index);
    if (twice !== -1) {
      throw new ParamError(`${param}[dropdown][options][${twice}][value]`, 'It is there twice.');
    }
    if (defaultValue !== null && !values.includes(defaultValue)) {
      throw new ParamError(`${param}[dropdown][default_value]`, 'It is none of the options.');
    }
    return { ...facts, type: 'dropdown', options, defaultValue };
  }
  const bounds = field[field.type];
  const minimumLength = bounds?.minimum_length ?? null;
  const maximumLength = bounds?.maximum_length ?? null;
  if ((minimumLength ?? 0) > (maximumLength ?? MAX_FIELD_LENGTH)) {
    throw new ParamError(`${param}[${field.type}][minimum_length]`, 'It is over the maximum.');
  }
  return {
    ...facts,
    type: field.type,
    minimumLength,
    maximumLength,
    defaultValue: bounds?.default_value ?? null,
  };
}
