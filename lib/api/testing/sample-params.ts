import type { Endpoint } from '../endpoint.ts';
import { type JsonSchema, paramJsonSchema } from '../openapi/param-json-schema.ts';

/** Ids to name where a parameter asks for an object, by the name of the parameter. */
export type KnownIds = ReadonlyMap<string, string>;

/**
 * The least a call of an endpoint can be sent with: what must be there, as its schema describes it, and every object
 * that it can name and is known. Not every call is granted by this; every one is understood.
 */
export function sampleParams(
  endpoint: Endpoint,
  known: KnownIds,
): Readonly<Record<string, unknown>> {
  return sampleObject(paramJsonSchema(endpoint.params), known);
}

function sampleObject(schema: JsonSchema, known: KnownIds): Record<string, unknown> {
  const required = new Set(schema.required);
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
      const id = known.get(name);
      if (id !== undefined && property.type === 'string') return [[name, id]];
      return required.has(name) ? [[name, sample(property, known)]] : [];
    }),
  );
}

function sample(schema: JsonSchema, known: KnownIds): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const [first] = schema.anyOf ?? [];
  if (first !== undefined) return sample(first, known);
  const { type = 'string', items = {}, minimum = 1, maximum = 1_000 } = schema;
  switch (type) {
    case 'object':
      return sampleObject(schema, known);
    case 'array':
      return [sample(items, known)];
    case 'integer':
      return Math.max(minimum, Math.min(1_000, maximum));
    case 'number':
      return Math.max(minimum, Math.min(0.2, maximum));
    case 'boolean':
      return true;
    default:
      return sampleText(schema);
  }
}

function sampleText({ format }: JsonSchema): string {
  switch (format) {
    case 'uri':
      return 'https://tea.example.hk/x';
    case 'email':
      return 'shopper@example.hk';
    case undefined:
      return 'x';
    default:
      throw new Error(`There is no sample of the format ${format}: add one here.`);
  }
}
