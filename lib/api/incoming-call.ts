import type { IncomingHttpHeaders } from 'node:http';
import { readLimited } from '#lib/platform/read-limited.ts';

/**
 * A call as it came in and what it is answered, whichever server stands in front: the framework, which speaks
 * in `Request` and `Response`, or our own listener, which spares itself the making of them.
 */
export interface IncomingCall {
  readonly method: string;
  /** `/v1/checkout/sessions?limit=3` */
  readonly target: string;
  /** By their names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readBody(limits: BodyLimits): Promise<Uint8Array | 'too_long' | 'too_slow'>;
}

interface BodyLimits {
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

export interface CallAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes are shared by whoever is answered with them: never written to. */
  readonly body: string | Buffer<ArrayBuffer>;
}

/** A header of a call; null without it. `name` in lower case. */
export function headerOf({ headers }: IncomingCall, name: string): string | null {
  const value = headers[name];
  return typeof value === 'string' ? value : null;
}

export function callOf(request: Request): IncomingCall {
  const { pathname, search } = new URL(request.url);
  return {
    method: request.method,
    target: `${pathname}${search}`,
    headers: Object.fromEntries(request.headers),
    readBody: (limits) => readLimited(request.body, limits),
  };
}

export function responseOf(answer: CallAnswer, { method }: IncomingCall): Response {
  const { status, headers, body } = answer;
  const isBare = method === 'HEAD' || status === 304;
  return new Response(isBare ? null : body, { status, headers });
}

export async function answerOf(response: Response): Promise<CallAnswer> {
  const { status, headers } = response;
  return { status, headers: Object.fromEntries(headers), body: await response.text() };
}
