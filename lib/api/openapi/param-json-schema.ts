import { z } from 'zod';

/** A JSON Schema (2020-12) of a call's parameters. */
export interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly format?: string;
}

/**
 * What a caller may send, as zod itself reads its schema. Every leaf arrives as text; what a text stands for
 * (`.meta({ type: 'integer' })` in `param-schemas.ts`) is said instead.
 */
export function paramJsonSchema(params: z.ZodType): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(params, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // Zod's pattern of e-mail addresses may change with its version; the format is what we promise.
      if (jsonSchema.format === 'email') delete jsonSchema.pattern;
    },
  });
  return schema as JsonSchema; // of the keywords that zod writes for our schemas
}
