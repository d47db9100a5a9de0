import { z } from 'zod';
import { CURRENCY_CODES, currencyCodeSchema } from '#lib/domain/currency.ts';
import { invalidRequest } from './api-error.ts';

/**
 * Building blocks of the parameter schemas: all leaves arrive as text (`request-params.ts`). `meta` is what the
 * API's description says of a text that stands for something else.
 */

export function text(maxLength: number) {
  return z.string().max(maxLength, `must be at most ${maxLength} characters`);
}

/** A whole number without sign, from `min` to `max`. */
export function integer(min: number, max: number) {
  return z
    .string()
    .refine((value) => /^\d{1,15}$/.test(value) && Number(value) >= min && Number(value) <= max, {
      message: `must be an integer from ${min} to ${max}`,
      params: { code: 'parameter_invalid_integer' },
    })
    .meta({ type: 'integer', minimum: min, maximum: max })
    .transform(Number);
}

/** A number as decimals are written, `0.05`, from `min` to `max`. */
export function decimal(min: number, max: number) {
  return z
    .string()
    .refine(
      (value) =>
        /^\d{1,15}(\.\d{1,15})?$/.test(value) && Number(value) >= min && Number(value) <= max,
      `must be a number from ${min} to ${max}`,
    )
    .meta({ type: 'number', minimum: min, maximum: max })
    .transform(Number);
}

export const emailAddress = z
  .email('must be an e-mail address')
  .max(320, 'must be at most 320 characters');

/** What an empty text takes away: null then. Its parameter has to be among the endpoint's `emptyable`. */
export function clearable<Value extends z.ZodType>(value: Value) {
  return z.preprocess((sent) => (sent === '' ? null : sent), value.nullable());
}

/** `true` or `false`, as forms write them. */
export const flag = z
  .enum(['true', 'false'], 'must be true or false')
  .meta({ type: 'boolean', enum: [true, false] })
  .transform((value) => value === 'true');

/** `hkd`, in either case. */
export const currencyCode = z
  .string()
  .meta({ enum: CURRENCY_CODES.map((code) => code.toLowerCase()) })
  .transform((value, context) => {
    const parsed = currencyCodeSchema.safeParse(value);
    if (parsed.success) return parsed.data;
    context.addIssue({
      code: 'custom',
      message: `must be one of ${CURRENCY_CODES.join(', ').toLowerCase()}`,
    });
    return z.NEVER;
  });

/** A list in any of its spellings: `a[0]=`, `a[]=`, or a JSON array. */
export function list<Item extends z.ZodType>(item: Item, bounds: { min?: number; max: number }) {
  const { min = 0, max } = bounds;
  return z.preprocess(
    toList,
    z
      .array(item)
      .min(min, `must have at least ${min} item${min === 1 ? '' : 's'}`)
      .max(max, `can have at most ${max} items`),
  );
}

function toList(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  if (!entries.every(([key]) => /^\d{1,9}$/.test(key))) return value;
  return entries.toSorted(([a], [b]) => Number(a) - Number(b)).flatMap(([, entry]) => entry);
}

const MAX_METADATA_KEYS = 50;
const MAX_METADATA_KEY_LENGTH = 40;
const MAX_METADATA_VALUE_LENGTH = 500;

/** Notes as they are written or changed: an empty text takes one away, or was never one. */
const notes = z.record(z.string(), z.string()).superRefine((value, issues) => {
  const keys = Object.keys(value);
  if (keys.length > MAX_METADATA_KEYS) {
    issues.addIssue({ code: 'custom', message: `can have at most ${MAX_METADATA_KEYS} keys` });
  }
  for (const [key, entry] of Object.entries(value)) {
    if (key.length > MAX_METADATA_KEY_LENGTH) {
      issues.addIssue({
        code: 'custom',
        message: `has a key longer than ${MAX_METADATA_KEY_LENGTH} characters`,
      });
    } else if (/[[\]]/.test(key)) {
      issues.addIssue({ code: 'custom', message: 'has a key with square brackets' });
    } else if (entry.length > MAX_METADATA_VALUE_LENGTH) {
      issues.addIssue({
        code: 'custom',
        path: [key],
        message: `must be at most ${MAX_METADATA_VALUE_LENGTH} characters`,
      });
    }
  }
});

/** The merchant's own notes on a new object, in Stripe's bounds: https://docs.stripe.com/api/metadata */
export const metadata = z.preprocess(
  (value) => (value === '' ? {} : value),
  notes.transform((value) => changedMetadata({}, value)),
);

/** Changes of the notes on an object: what `changedMetadata` takes. Null: none is to be left. */
export const metadataChange = z.preprocess(
  (value) => (value === '' ? null : value),
  notes.nullable(),
);

/** The notes after a change: what is not named stays, what is set to an empty text goes. */
export function changedMetadata(
  before: Readonly<Record<string, string>>,
  change: Readonly<Record<string, string>> | null,
): Record<string, string> {
  if (change === null) return {};
  return Object.fromEntries(
    Object.entries({ ...before, ...change }).filter(([, value]) => value !== ''),
  );
}

/** As `changedMetadata`. Throws ApiError, by the name of `param`, when there are then too many. */
export function applyMetadata(
  before: Readonly<Record<string, string>>,
  change: Readonly<Record<string, string>> | null | undefined,
  param = 'metadata',
): Record<string, string> {
  const after = change === undefined ? { ...before } : changedMetadata(before, change);
  if (Object.keys(after).length > MAX_METADATA_KEYS) {
    throw invalidRequest(`Invalid ${param}: can have at most ${MAX_METADATA_KEYS} keys.`, {
      param,
    });
  }
  return after;
}
