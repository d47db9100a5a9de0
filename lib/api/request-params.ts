import qs from 'qs';
import { ApiError, invalidRequest } from './api-error.ts';
import { type IncomingCall, headerOf } from './incoming-call.ts';

/**
 * Parameters as they arrive: text at the leaves, whatever the encoding was. Objects have no prototype.
 * A list may still be an object with the keys 0, 1, 2…: only a schema can tell `metadata[0]`, a key,
 * from `expand[0]`, an index.
 */
export type ParamTree = string | readonly ParamTree[] | ParamObject;
export interface ParamObject {
  readonly [name: string]: ParamTree;
}

const MAX_BODY_BYTES = 64 * 1024;
const MAX_PARAMS = 1000;
const MAX_DEPTH = 6;
const BODY_TIMEOUT_MS = 10_000;

/** Parameters of a query string. Throws ApiError. */
export function readQuery(url: URL): ParamObject {
  return parseForm(url.search.slice(1));
}

/**
 * Parameters of a body: form-encoded, as Stripe's SDKs send it, or JSON. Unset parameters (empty text,
 * null) are left out, but for those named in `emptyable`, where that takes away what is set: they are empty
 * texts then. Throws ApiError when the body is too long, too deep or not readable.
 */
export async function readBody(
  call: IncomingCall,
  options: { maxBytes?: number | undefined; emptyable?: readonly string[] | undefined } = {},
): Promise<ParamObject> {
  const { maxBytes = MAX_BODY_BYTES, emptyable = [] } = options;
  const bytes = await call.readBody({ maxBytes, timeoutMs: BODY_TIMEOUT_MS });
  if (bytes === 'too_long') {
    throw new ApiError({
      status: 413,
      type: 'invalid_request_error',
      message: `The request body is longer than ${maxBytes} bytes.`,
    });
  }
  if (bytes === 'too_slow') {
    throw new ApiError({
      status: 408,
      type: 'invalid_request_error',
      message: `The request body did not arrive within ${BODY_TIMEOUT_MS / 1000} seconds.`,
    });
  }
  if (bytes.length === 0) return emptyObject();
  const text = decode(bytes);
  const type = headerOf(call, 'content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  switch (type) {
    case 'application/x-www-form-urlencoded':
      return parseForm(text, emptyable);
    case 'application/json':
      return parseJson(text, emptyable);
    default:
      throw invalidRequest(
        'Send the parameters as application/x-www-form-urlencoded or application/json.',
      );
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalidRequest('The request body is not UTF-8.');
  }
}

/** Reads `a[b][0]=c`. Throws ApiError. */
export function parseForm(text: string, emptyable: readonly string[] = []): ParamObject {
  let parsed: unknown;
  refuseForbiddenNames(text);
  try {
    parsed = qs.parse(text, {
      depth: MAX_DEPTH,
      strictDepth: true,
      parameterLimit: MAX_PARAMS,
      throwOnLimitExceeded: true,
      // Lists are recognised by the schema: `metadata[6735]` is a key like any other.
      parseArrays: false,
      plainObjects: true,
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw invalidRequest(
      `The parameters are nested more than ${MAX_DEPTH} deep, or there are more than ${MAX_PARAMS}.`,
    );
  }
  return cleanRoot(parsed, emptyable);
}

/** The parser drops this name without a word; a merchant has to hear of it. */
function refuseForbiddenNames(text: string): void {
  if (/__proto__/i.test(text.replaceAll(/%5f/gi, '_'))) throw forbiddenName();
}

function parseJson(text: string, emptyable: readonly string[]): ParamObject {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw invalidRequest('The request body is not readable as JSON.');
  }
  return cleanRoot(parsed, emptyable);
}

function cleanRoot(parsed: unknown, emptyable: readonly string[]): ParamObject {
  const root = clean(parsed, [], { left: MAX_PARAMS, emptyable });
  if (root === undefined) return emptyObject();
  if (!isParamObject(root)) throw invalidRequest('The request body must be an object.');
  return root;
}

export function isParamObject(value: ParamTree): value is ParamObject {
  return typeof value === 'object' && !Array.isArray(value);
}

/**
 * Brings either encoding to the same tree: numbers and booleans as text, unset values left out, names
 * and texts that a database cannot hold refused.
 */
function clean(
  value: unknown,
  path: readonly string[],
  budget: { left: number; readonly emptyable: readonly string[] },
  within: 'other' | 'metadata' | 'entry' = 'other',
): ParamTree | undefined {
  if (path.length > MAX_DEPTH + 1) {
    throw invalidRequest(`The parameters are nested more than ${MAX_DEPTH} deep.`);
  }
  budget.left -= 1;
  // Every level of nesting is counted besides its leaves.
  if (budget.left < -MAX_PARAMS * MAX_DEPTH) {
    throw invalidRequest(`There are more than ${MAX_PARAMS} parameters.`);
  }
  if (value === '' || value === null) {
    // Notes are taken off an object by an empty text, so there it is not the same as nothing.
    return within !== 'other' || budget.emptyable.includes(path.join('.')) ? '' : undefined;
  }
  if (typeof value === 'string') return storable(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object') return undefined;
  if (Array.isArray(value)) {
    return value
      .map((entry: unknown, index) => clean(entry, [...path, String(index)], budget))
      .filter((entry) => entry !== undefined);
  }
  const entries = Object.entries(value).flatMap(([name, entry]) => {
    if (name === '__proto__') throw forbiddenName();
    const inside = within === 'metadata' ? 'entry' : name === 'metadata' ? 'metadata' : 'other';
    const kept = clean(entry, [...path, name], budget, inside);
    return kept === undefined ? [] : [[storable(name), kept] as const];
  });
  return Object.assign(emptyObject(), Object.fromEntries(entries));
}

function storable(text: string): string {
  if (text.includes('\u0000') || !text.isWellFormed()) {
    throw invalidRequest('The parameters contain a character that no text may contain.');
  }
  return text;
}

function forbiddenName(): ApiError {
  return invalidRequest('A parameter cannot be named __proto__.', { code: 'parameter_unknown' });
}

function emptyObject(): Record<string, ParamTree> {
  return Object.create(null) as Record<string, ParamTree>; // Object.create is typed any
}
