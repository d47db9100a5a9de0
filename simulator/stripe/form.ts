import qs from 'qs';
import { z } from 'zod';

import { invalidParam } from './errors.ts';
import type { StripeError } from './errors.ts';

const MAX_DEPTH = 10;
const MAX_ARRAY = 200;
const MAX_METADATA_KEYS = 50;
const MAX_METADATA_KEY = 40;
const MAX_METADATA_VALUE = 500;
const MAX_TEXT = 5000;
const MAX_EXPAND = 20;

/** Reads `a[b]=1&c[]=2` as Stripe does. Every leaf is text. */
export function parseForm(text: string): Record<string, unknown> {
  return qs.parse(text, { depth: MAX_DEPTH, arrayLimit: MAX_ARRAY, parameterLimit: 1000 });
}

/** Parses parameters; the first problem becomes Stripe's 400 with `param`. */
export function parseParams<T>(schema: z.ZodType<T>, input: Record<string, unknown>): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw paramError(result.error, input);
}

export const text = z.string().max(MAX_TEXT);

export const integer = z
  .string()
  .regex(/^-?\d{1,15}$/, { message: 'Invalid integer' })
  .transform(Number);

export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

/** Empty text unsets; null stands for "unset". */
export function emptyable<T extends z.ZodType>(schema: T) {
  return z.union([z.literal('').transform(() => null), schema]);
}

/** New and changed keys; a null value removes its key, null in place of the record removes all. */
export const metadata = emptyable(
  z
    .record(z.string().min(1).max(MAX_METADATA_KEY), emptyable(z.string().max(MAX_METADATA_VALUE)))
    .refine((record) => Object.keys(record).length <= MAX_METADATA_KEYS),
);
export type MetadataChange = z.infer<typeof metadata>;

export const expand = z.array(z.string().max(200)).max(MAX_EXPAND).optional();

/** For operations that take nothing else. */
export const onlyExpand = z.strictObject({ expand });

export const address = z.strictObject({
  city: emptyable(text).optional(),
  country: emptyable(text).optional(),
  line1: emptyable(text).optional(),
  line2: emptyable(text).optional(),
  postal_code: emptyable(text).optional(),
  state: emptyable(text).optional(),
});

export const billingDetails = z.strictObject({
  address: emptyable(address).optional(),
  email: emptyable(text).optional(),
  name: emptyable(text).optional(),
  phone: emptyable(text).optional(),
  tax_id: text.optional(),
});

export const shipping = z.strictObject({
  address,
  name: text,
  carrier: text.optional(),
  phone: emptyable(text).optional(),
  tracking_number: text.optional(),
});

export type BillingDetailsParams = z.infer<typeof billingDetails>;
export type AddressParams = z.infer<typeof address>;
export type ShippingParams = z.infer<typeof shipping>;

/** Applies a metadata change to what is there. */
export function changeMetadata(
  current: Record<string, string>,
  change: MetadataChange | undefined,
): Record<string, string> {
  if (change === undefined) return current;
  if (change === null) return {};
  const next: Record<string, string> = { ...current };
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete next[key];
    else next[key] = value;
  }
  return next;
}

function paramError(error: z.ZodError, input: Record<string, unknown>): StripeError {
  const issue = error.issues[0];
  if (issue === undefined) return invalidParam('Invalid request.');
  if (issue.code === 'unrecognized_keys') {
    const param = bracketed([...issue.path, issue.keys[0] ?? '']);
    return invalidParam(`Received unknown parameter: ${param}`, param, 'parameter_unknown');
  }
  const param = bracketed(issue.path);
  const value = valueAt(input, issue.path);
  if (value === undefined) {
    return invalidParam(`Missing required param: ${param}.`, param, 'parameter_missing');
  }
  if (value === '') {
    return invalidParam(
      `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; however '${param}' cannot be unset. You should remove '${param}' from your request or supply a non-empty value.`,
      param,
      'parameter_invalid_empty',
    );
  }
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  if (issue.message === 'Invalid integer') {
    return invalidParam(`Invalid integer: ${shown}`, param, 'parameter_invalid_integer');
  }
  return invalidParam(`Invalid ${param}: ${shown}`, param);
}

function bracketed(path: readonly PropertyKey[]): string {
  return path.map((part, index) => (index === 0 ? String(part) : `[${String(part)}]`)).join('');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}
