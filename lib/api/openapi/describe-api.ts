import { DEFAULT_API_VERSION } from '#lib/operations/session-object.ts';
import type { Endpoint } from '../endpoint.ts';
import { type JsonSchema, paramJsonSchema } from './param-json-schema.ts';

/** An operation of the description, with what `breaking-changes.ts` compares. */
export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  /** What a restricted key needs: `lib/domain/api-scope.ts`. */
  readonly 'x-praya-scope': string;
  /** And this besides. */
  readonly 'x-praya-also-scope'?: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>>;
  };
  readonly responses: Readonly<Record<string, object>>;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: JsonSchema;
}

export interface ApiDescription {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** The merchant API as OpenAPI 3.1, made of what the endpoints say of themselves. */
export function describeApi(endpoints: readonly Endpoint[]): ApiDescription {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const endpoint of endpoints) {
    const path = (paths[endpoint.path] ??= {});
    path[endpoint.method.toLowerCase()] = describeOperation(endpoint);
  }
  const description = {
    openapi: '3.1.1',
    info: {
      title: 'Praya merchant API',
      version: DEFAULT_API_VERSION,
      description:
        "Works with Stripe's official server SDKs; not affiliated with Stripe. docs/api/README.md",
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }, { basic: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'praya_sk_… or praya_rk_…' },
        basic: { type: 'http', scheme: 'basic', description: 'The key as the user name.' },
      },
      headers: { RequestId: { schema: { type: 'string' }, description: 'req_…, in our log' } },
      responses: { Error: ERROR_RESPONSE },
      schemas: { Error: ERROR_SCHEMA, ...objectSchemas(endpoints) },
    },
  };
  return description;
}

function describeOperation(endpoint: Endpoint): Operation {
  const { method, path, summary, scope, alsoScope } = endpoint;
  const schema = paramJsonSchema(endpoint.params);
  const parameters = pathParameters(path);
  return {
    operationId: operationId(endpoint),
    summary,
    'x-praya-scope': scope,
    ...(alsoScope === undefined ? {} : { 'x-praya-also-scope': alsoScope }),
    ...(method === 'POST'
      ? {
          parameters: [...parameters, IDEMPOTENCY_KEY],
          requestBody: {
            required: schema.required !== undefined,
            content: {
              'application/x-www-form-urlencoded': { schema },
              'application/json': { schema },
            },
          },
        }
      : { parameters: [...parameters, ...queryParameters(schema)] }),
    responses: {
      '200': {
        description: answerName(endpoint),
        headers: REQUEST_ID_HEADER,
        content: { 'application/json': { schema: answerSchema(endpoint) } },
      },
      ...Object.fromEntries(
        Object.entries(ERRORS).flatMap(([status, when]) =>
          method === 'GET' && WRITES_ONLY.has(status)
            ? []
            : [[status, { $ref: '#/components/responses/Error', description: when }]],
        ),
      ),
    },
  };
}

/** `POST /v1/fps_transfers/{id}/record_refund`: `post_fps_transfers_id_record_refund`. */
function operationId({ method, path }: Endpoint): string {
  return [method.toLowerCase(), ...path.replace('/v1/', '').split('/')]
    .join('_')
    .replaceAll(/[{}]/g, '');
}

function pathParameters(path: string): Parameter[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

/** Objects and lists are written with brackets: `created[gte]=1`, `expand[0]=line_items`. */
function queryParameters(schema: JsonSchema): Parameter[] {
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    in: 'query',
    required: schema.required?.includes(name) ?? false,
    ...(isNested(property) ? { style: 'deepObject', explode: true } : {}),
    schema: property,
  }));
}

function isNested({ type, anyOf = [] }: JsonSchema): boolean {
  return type === 'object' || type === 'array' || anyOf.some(isNested);
}

const IDEMPOTENCY_KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', maxLength: 255 },
};

const REQUEST_ID_HEADER = { 'Request-Id': { $ref: '#/components/headers/RequestId' } };

/** What the handler answers by status, whatever the endpoint. */
const ERRORS: Readonly<Record<string, string>> = {
  '400': 'A parameter is wrong, unknown or missing, or a key for once was used for something else.',
  '401': 'No key, or one that does not count: api_key_expired where it has ended.',
  '403': 'The key was not made for this: more_permissions_required.',
  '404': 'No such object of this merchant in this mode.',
  '408': 'The body did not arrive in time.',
  '409': 'A call with this Idempotency-Key is under way.',
  '413': 'The body is too long.',
  '500': 'A defect of ours, by its Request-Id in the log.',
  '503': 'The database is away. Try again.',
};
const WRITES_ONLY: ReadonlySet<string> = new Set(['408', '409', '413']);

const ERROR_RESPONSE = {
  description: 'What was wrong.',
  headers: REQUEST_ID_HEADER,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
};

const ERROR_SCHEMA = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['message', 'type'],
      properties: {
        type: { type: 'string' },
        message: { type: 'string' },
        code: { type: 'string' },
        param: { type: 'string' },
      },
    },
  },
};

function answerName({ answers }: Endpoint): string {
  return 'one' in answers ? answers.one : `list of ${answers.listOf}`;
}

function answerSchema({ answers }: Endpoint): object {
  if ('one' in answers) return { $ref: reference(answers.one) };
  return {
    type: 'object',
    required: ['object', 'data', 'has_more', 'url'],
    properties: {
      object: { const: 'list' },
      data: { type: 'array', items: { $ref: reference(answers.listOf) } },
      has_more: { type: 'boolean' },
      url: { type: 'string' },
    },
  };
}

function reference(object: string): string {
  return `#/components/schemas/${object}`;
}

/**
 * Objects by their names alone. Their fields are those of the SDK's own typings, to which every answer in
 * our tests is held: a second list of them here would be one more that can be wrong.
 */
function objectSchemas(endpoints: readonly Endpoint[]): Record<string, object> {
  const names = new Set(
    endpoints.map(({ answers }) => ('one' in answers ? answers.one : answers.listOf)),
  );
  return Object.fromEntries(
    [...names]
      .toSorted()
      .map((name) => [
        name,
        { type: 'object', required: ['object'], properties: { object: { const: name } } },
      ]),
  );
}
