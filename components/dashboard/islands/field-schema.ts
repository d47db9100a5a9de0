import * as z from 'zod/mini';

interface Field {
  readonly name: string;
  readonly label: string;
  /** What is said when it cannot be sent as it is: left empty, or not of its type. */
  readonly wrong: string;
  readonly hint?: string;
  readonly optional?: boolean;
}

/** A line of text, or several. */
export interface TextSpec extends Field {
  readonly type: 'text' | 'email' | 'password' | 'code' | 'url' | 'textarea';
  readonly autoComplete?: string;
  readonly value?: string;
  readonly maxChars?: number;
  /** Of a new password: how long it has to be, and what is said of a shorter one. */
  readonly atLeast?: { readonly chars: number; readonly problem: string };
}

/** A number as a person types it, in a unit that stands before or after it. */
export interface NumberSpec extends Field {
  /** `amount`: in major units with at most two decimals; `integer`: whole; `decimal`: either, below zero too. */
  readonly type: 'amount' | 'integer' | 'decimal';
  readonly value?: string;
  readonly before?: string;
  readonly after?: string;
}

export interface DateSpec extends Field {
  readonly type: 'date' | 'datetime';
  /** As the browser's field has it: `2026-11-30`, `2026-11-30T18:30`. */
  readonly value?: string;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

/** One of several. */
export interface ChoiceSpec extends Field {
  readonly type: 'select' | 'radio';
  readonly value?: string;
  readonly choices: readonly Choice[];
}

/** Any of several; sent once for each. */
export interface ChoicesSpec extends Field {
  readonly type: 'checkboxes';
  readonly value?: readonly string[];
  readonly choices: readonly Choice[];
}

/** On or off; sent as `on` or not at all. */
export interface CheckSpec extends Field {
  readonly type: 'checkbox';
  readonly value?: boolean;
}

/** A colour, chosen in the browser's own way; sent as `#rrggbb`. */
export interface ColourSpec extends Field {
  readonly type: 'colour';
  readonly value: string;
}

/** A small file, which a script sends as text, in base64: posts to pages carry no files. */
export interface FileSpec extends Field {
  readonly type: 'file';
  /** Media types that the browser offers first. */
  readonly accept: string;
  readonly atMost: { readonly bytes: number; readonly problem: string };
}

/** One field of a form, with the words that go with it. */
export type FieldSpec =
  | TextSpec
  | NumberSpec
  | DateSpec
  | ChoiceSpec
  | ChoicesSpec
  | CheckSpec
  | ColourSpec
  | FileSpec;

const MAX_CHARS = 300;
const NUMBER_PATTERNS = {
  amount: /^\d{1,9}(?:\.\d{1,2})?$/,
  integer: /^\d{1,9}$/,
  decimal: /^-?\d{1,9}(?:\.\d{1,6})?$/,
} as const;

/** What the browser can see for itself before it sends; the server looks again. */
export function schemaOf(fields: readonly FieldSpec[]) {
  return z.object(Object.fromEntries(fields.map((field) => [field.name, schemaOfField(field)])));
}

/** What a field begins with. */
export function startOf(field: FieldSpec): string | boolean | readonly string[] {
  if (field.type === 'checkbox') return field.value ?? false;
  if (field.type === 'checkboxes') return field.value ?? [];
  if (field.type === 'file') return [];
  return field.value ?? '';
}

function schemaOfField(field: FieldSpec): z.ZodMiniType {
  switch (field.type) {
    case 'checkbox':
      return z.boolean();
    case 'file':
      return z.custom<FileList>().check(
        z.refine((files) => field.optional === true || files.length > 0, field.wrong),
        z.refine((files) => (files[0]?.size ?? 0) <= field.atMost.bytes, field.atMost.problem),
      );
    case 'colour':
      return z.string().check(z.regex(/^#[0-9a-f]{6}$/i, field.wrong));
    case 'checkboxes':
      return field.optional === true
        ? z.array(z.string())
        : z.array(z.string()).check(z.minLength(1, field.wrong));
    case 'amount':
    case 'integer':
    case 'decimal':
      return orEmpty(
        z.string().check(z.trim(), z.regex(NUMBER_PATTERNS[field.type], field.wrong)),
        field,
      );
    case 'date':
    case 'datetime':
    case 'select':
    case 'radio':
      // Nothing chosen among radio buttons is null.
      return field.optional === true
        ? z.nullish(z.string())
        : z.string(field.wrong).check(z.minLength(1, field.wrong));
    case 'text':
    case 'textarea':
    case 'email':
    case 'url':
    case 'password':
    case 'code':
      return schemaOfText(field);
  }
}

function schemaOfText(field: TextSpec): z.ZodMiniType {
  const { type, wrong, atLeast } = field;
  const text = z.string().check(z.maxLength(field.maxChars ?? MAX_CHARS, wrong));
  if (type === 'email') return orEmpty(text.check(z.trim(), z.email(wrong)), field);
  if (type === 'url') {
    return orEmpty(text.check(z.trim(), z.url({ protocol: /^https?$/, error: wrong })), field);
  }
  if (atLeast !== undefined) return text.check(z.minLength(atLeast.chars, atLeast.problem));
  return field.optional === true ? text : text.check(z.minLength(1, wrong));
}

function orEmpty(schema: z.ZodMiniType, { optional }: Field): z.ZodMiniType {
  return optional === true ? z.union([z.literal(''), schema]) : schema;
}
