import type { ApiDescription, Operation } from './describe-api.ts';
import type { JsonSchema } from './param-json-schema.ts';

/**
 * What a caller written for `before` may trip over in `after`, one line each: what is gone, what must be
 * sent now, what is no longer accepted. A line is what `docs/api/changes.md` announces, word for word.
 */
export function breakingChanges(before: ApiDescription, after: ApiDescription): readonly string[] {
  return Object.entries(before.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) => {
      const name = `${method.toUpperCase()} ${path}`;
      const next = after.paths[path]?.[method];
      return next === undefined
        ? [`${name} is gone`]
        : operationChanges(operation, next).map((change) => `${name}: ${change}`);
    }),
  );
}

function operationChanges(before: Operation, after: Operation): readonly string[] {
  const scopes = [before, after].map((operation) => operation['x-praya-scope']);
  const answers = [before, after].map(answerOf);
  return [
    ...(scopes[0] === scopes[1] ? [] : [`needs the scope ${scopes[1]}, not ${scopes[0]}`]),
    ...(answers[0] === answers[1] ? [] : [`answers ${answers[1]}, not ${answers[0]}`]),
    ...schemaChanges('', paramsOf(before), paramsOf(after)),
  ];
}

function answerOf({ responses }: Operation): string {
  const success = responses['200'];
  return success !== undefined && 'description' in success ? String(success.description) : '';
}

/** Query and body alike: an object of parameters. */
function paramsOf({ parameters, requestBody }: Operation): JsonSchema {
  const body = requestBody?.content['application/json']?.schema;
  if (body !== undefined) return body;
  const query = parameters.filter((parameter) => parameter.in === 'query');
  return {
    type: 'object',
    properties: Object.fromEntries(query.map(({ name, schema }) => [name, schema])),
    required: query.filter(({ required }) => required).map(({ name }) => name),
  };
}

function schemaChanges(at: string, before: JsonSchema, after: JsonSchema): readonly string[] {
  const name = at === '' ? 'the parameters' : at;
  const inside = (key: string) => (at === '' ? key : `${at}[${key}]`);
  const beforeProperties = before.properties ?? {};
  const afterProperties = after.properties ?? {};
  return [
    ...typeChanges(name, before, after),
    ...boundChanges(name, before, after),
    ...Object.entries(beforeProperties).flatMap(([key, property]) => {
      const next = afterProperties[key];
      if (next !== undefined) return schemaChanges(inside(key), property, next);
      // Of what is taken in several ways each is looked at by itself, below.
      const elsewhere = takesAny(after) || after.anyOf !== undefined;
      return elsewhere ? [] : [`${inside(key)} is gone`];
    }),
    ...(after.required ?? [])
      .filter((key) => !(before.required ?? []).includes(key))
      .map((key) => `${inside(key)} must be sent`),
    ...(before.items === undefined || after.items === undefined
      ? []
      : schemaChanges(inside(''), before.items, after.items)),
    ...alternativeChanges(name, before, after),
  ];
}

function takesAny({ additionalProperties }: JsonSchema): boolean {
  return additionalProperties !== undefined && additionalProperties !== false;
}

function typeChanges(name: string, before: JsonSchema, after: JsonSchema): readonly string[] {
  const changes: string[] = [];
  if (after.type !== undefined && after.type !== before.type) {
    changes.push(`${name} is ${after.type}, not ${before.type ?? 'anything'}`);
  }
  for (const key of ['pattern', 'format'] as const) {
    if (after[key] !== undefined && after[key] !== before[key]) {
      changes.push(`${name} must have the ${key} ${after[key]}`);
    }
  }
  const allowed = valuesOf(after);
  if (allowed === null) return changes;
  const gone = valuesOf(before)?.filter((value) => !allowed.includes(value));
  if (gone === undefined) changes.push(`${name} must be one of ${allowed.join(', ')}`);
  else changes.push(...gone.map((value) => `${name} cannot be ${value}`));
  return changes;
}

/** The values that alone are taken; null where any is. */
function valuesOf(schema: JsonSchema): readonly string[] | null {
  if (schema.const !== undefined) return [JSON.stringify(schema.const)];
  return schema.enum?.map((value) => JSON.stringify(value)) ?? null;
}

function boundChanges(name: string, before: JsonSchema, after: JsonSchema): readonly string[] {
  const lower = (['minimum', 'minLength', 'minItems'] as const).filter(
    (key) => (after[key] ?? -Infinity) > (before[key] ?? (key === 'minimum' ? -Infinity : 0)),
  );
  const upper = (['maximum', 'maxLength', 'maxItems'] as const).filter(
    (key) => (after[key] ?? Infinity) < (before[key] ?? Infinity),
  );
  return [...lower, ...upper].map((key) => `${name} has the ${key} ${after[key]}`);
}

/** Each way of writing a value has to be there still, in a form that takes as much. */
function alternativeChanges(
  name: string,
  before: JsonSchema,
  after: JsonSchema,
): readonly string[] {
  const afterWays = after.anyOf;
  if (afterWays === undefined) return [];
  const gone = (before.anyOf ?? [before]).filter((way) =>
    afterWays.every((next) => schemaChanges('', way, next).length > 0),
  );
  return gone.length === 0 ? [] : [`${name} is taken in fewer ways`];
}
