import { createHash } from 'node:crypto';
import { ENDPOINTS } from './endpoints/table.ts';
import type { CallAnswer } from './incoming-call.ts';
import { describeApi } from './openapi/describe-api.ts';

export const OPENAPI_PATH = '/v1/openapi.json';

let description: { readonly body: Buffer<ArrayBuffer>; readonly etag: string } | null = null;

/**
 * What the API is. Written when it is first asked for, since the endpoints do not change while we run, and the
 * same bytes for everyone: slow readers share them. 304 for who has it already.
 */
export function answerApiDescription(ifNoneMatch: string | null): CallAnswer {
  description ??= describe();
  const { body, etag } = description;
  const headers = { ETag: etag, 'Cache-Control': 'no-cache' };
  return isKnown(etag, ifNoneMatch)
    ? { status: 304, headers, body: '' }
    : { status: 200, headers, body };
}

function describe(): { body: Buffer<ArrayBuffer>; etag: string } {
  const body = Buffer.from(JSON.stringify(describeApi(ENDPOINTS)));
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  return { body, etag: `W/"${hash}"` }; // weak: compressed it is other bytes
}

/** https://httpwg.org/specs/rfc9110.html#field.if-none-match, which compares weakly */
function isKnown(etag: string, ifNoneMatch: string | null): boolean {
  const opaque = (tag: string) => tag.trim().replace(/^W\//, '');
  const known = (ifNoneMatch ?? '').split(',').map(opaque);
  return known.includes('*') || known.includes(opaque(etag));
}
