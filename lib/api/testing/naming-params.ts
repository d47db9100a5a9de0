import type { Endpoint } from '../endpoint.ts';
import { type JsonSchema, paramJsonSchema } from '../openapi/param-json-schema.ts';

/** Where a parameter is in what is sent: `['line_items', 0, 'price']`. */
export type ParamPath = readonly (string | number)[];

/** Texts that name no object, in any call. */
const WORDS: ReadonlySet<string> = new Set([
  'after_completion.hosted_confirmation.custom_message',
  'allowed_payment_method_types',
  'api_version',
  'arm',
  'arms.key',
  'bank_reference',
  'client_reference_id',
  'columns.amount',
  'columns.bank_reference',
  'columns.currency',
  'columns.description',
  'columns.payer',
  'columns.received_at',
  'columns.reference',
  'csv',
  'custom_fields.dropdown.default_value',
  'custom_fields.dropdown.options.label',
  'custom_fields.dropdown.options.value',
  'custom_fields.key',
  'custom_fields.label.custom',
  'custom_fields.numeric.default_value',
  'custom_fields.text.default_value',
  'customer_details.email',
  'description',
  'email',
  'enabled_events',
  'inactive_message',
  'line_items.price_data.product_data.description',
  'line_items.price_data.product_data.name',
  'lookup_key',
  'lookup_keys',
  'name',
  'namespace.seed',
  'nickname',
  'payer',
  'payment_intent_data.description',
  'payment_method_types',
  'phone',
  'product_data.name',
  'public_reason.en',
  'public_reason.zh-HK',
  'reference',
  'setup_intent_data.description',
  'type',
  'types',
]);

/** Every parameter of an endpoint that can name an object: all that take any text but those known to be words. */
export function namingParams(endpoint: Endpoint): readonly ParamPath[] {
  const found = new Map<string, ParamPath>();
  for (const path of textsIn(paramJsonSchema(endpoint.params), [])) found.set(nameOf(path), path);
  return [...found].flatMap(([name, path]) => (WORDS.has(name) ? [] : [path]));
}

/** `line_items.price`: its name, without the places in lists. */
export function nameOf(path: ParamPath): string {
  return path.filter((part) => typeof part === 'string').join('.');
}

function textsIn(schema: JsonSchema, path: ParamPath): readonly ParamPath[] {
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap((one) => textsIn(one, path));
  if (schema.properties !== undefined) {
    return Object.entries(schema.properties).flatMap(([name, of]) => textsIn(of, [...path, name]));
  }
  if (schema.items !== undefined) return textsIn(schema.items, [...path, 0]);
  const anyText =
    schema.type === 'string' && schema.enum === undefined && schema.format === undefined;
  return anyText && schema.const === undefined ? [path] : [];
}

/** `params` with a value put at a path, whatever of the way to it was not there. */
export function withParam(
  params: Readonly<Record<string, unknown>>,
  path: ParamPath,
  value: unknown,
): Readonly<Record<string, unknown>> {
  return put(params, path, value) as Record<string, unknown>; // a path begins with a name
}

function put(of: unknown, [part, ...rest]: ParamPath, value: unknown): unknown {
  if (part === undefined) return value;
  if (typeof part === 'number') {
    const items: readonly unknown[] = Array.isArray(of) ? of : [];
    return items.toSpliced(part, 1, put(items[part], rest, value));
  }
  const object = typeof of === 'object' && of !== null ? (of as Record<string, unknown>) : {}; // what was sampled
  return { ...object, [part]: put(object[part], rest, value) };
}
