import type { z } from 'zod';
import type { UnknownCause } from '#lib/domain/payment-outcome.ts';
import { errorSchema, loginSchema } from './wire.ts';
import type { AirwallexCredentials } from './credentials.ts';

/** No answer of Airwallex that we read comes near this; a longer one is not read to its end. */
const MAX_ANSWER_BYTES = 1024 * 1024;
/** A token is given up this long before it expires. */
const TOKEN_MARGIN_MS = 60_000;
/** Longest time a token is kept whatever it says of itself. Airwallex's last half an hour. */
const TOKEN_MAX_MS = 60 * 60_000;

/**
 * What a call that did not succeed tells.
 *
 * - `refused`: Airwallex would not do this; the call itself moved no money.
 * - `unauthorized`: as `refused`, but about our credentials and not about the payment.
 * - `unknown`: the call may or may not have had its effect.
 */
export type ApiFailure =
  /** `isAbsent`: it has nothing of that name (404, 410). */
  | { readonly kind: 'refused'; readonly code: string; readonly isAbsent: boolean }
  /** `forbidden`: it knows them, and they may not do this. */
  | { readonly kind: 'unauthorized'; readonly code: string; readonly forbidden?: true }
  | { readonly kind: 'unknown'; readonly cause: UnknownCause; readonly detail: string };

/** What the failure of a call that only reads says of what it was to read: nothing. */
export function unanswered(failure: ApiFailure): Extract<ApiFailure, { kind: 'unknown' }> {
  return failure.kind === 'unknown'
    ? failure
    : { kind: 'unknown', cause: 'provider_error', detail: `refused: ${failure.code}` };
}

/** What the failure of a call that reads an object by its id says of it: that there is none, or nothing. */
export function unfound(
  failure: ApiFailure,
): { readonly kind: 'absent' } | Extract<ApiFailure, { kind: 'unknown' }> {
  return failure.kind === 'refused' && failure.isAbsent ? { kind: 'absent' } : unanswered(failure);
}

export type ApiResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: ApiFailure };

/** With the time by the clock of whoever answered; null where it does not say. */
export type DatedResult<T> =
  | { readonly ok: true; readonly value: T; readonly date: Date | null }
  | { readonly ok: false; readonly failure: ApiFailure };

export interface HttpRequest<T> {
  readonly method: 'GET' | 'POST';
  /** Path with query, below the API's origin. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly schema: z.ZodType<T>;
  /** Bounds the whole operation that the request is part of. */
  readonly signal: AbortSignal;
}

/** Sends authenticated requests; logs in when there is no token and once more when one is refused. */
export interface HttpClient {
  send<T>(request: HttpRequest<T>): Promise<DatedResult<T>>;
}

/** Codes that Airwallex may send with HTTP 400 for what is a failure on its own or the bank's side. */
const TRANSIENT_CODES: ReadonlySet<string> = new Set([
  'internal_error',
  'provider_unavailable',
  'service_unavailable',
]);

export function createHttpClient(origin: string, credentials: AirwallexCredentials): HttpClient {
  let token: { readonly value: string; readonly expired: AbortSignal } | null = null;

  async function login(signal: AbortSignal): Promise<ApiResult<string>> {
    if (token !== null && !token.expired.aborted) return { ok: true, value: token.value };
    const answer = await exchange(origin, {
      method: 'POST',
      path: '/api/v1/authentication/login',
      headers: { 'x-client-id': credentials.clientId, 'x-api-key': credentials.apiKey },
      schema: loginSchema,
      signal,
    });
    if (!answer.ok) return answer;
    const { token: value, expires_at: expiresAt } = answer.value;
    const lifetimeMs = Math.min(lifetimeOf(expiresAt, answer.date), TOKEN_MAX_MS);
    token = lifetimeMs > 0 ? { value, expired: AbortSignal.timeout(lifetimeMs) } : null;
    return { ok: true, value };
  }

  async function sendOnce<T>(request: HttpRequest<T>): Promise<DatedResult<T>> {
    const bearer = await login(request.signal);
    if (!bearer.ok) return bearer;
    const headers = { authorization: `Bearer ${bearer.value}` };
    return exchange(origin, { ...request, headers });
  }

  return {
    async send(request) {
      const cached = token !== null && !token.expired.aborted;
      const first = await sendOnce(request);
      // A token that was just given is not bettered by another.
      if (first.ok || first.failure.kind !== 'unauthorized' || !cached) return first;
      token = null;
      return sendOnce(request);
    },
  };
}

/** The token's life by the server's own clock, less the margin: ours may be wrong. */
function lifetimeOf(expiresAt: Date, answeredAt: Date | null): number {
  return answeredAt === null ? 0 : expiresAt.getTime() - answeredAt.getTime() - TOKEN_MARGIN_MS;
}

interface Exchange<T> extends HttpRequest<T> {
  readonly headers: Readonly<Record<string, string>>;
}

async function exchange<T>(origin: string, request: Exchange<T>): Promise<DatedResult<T>> {
  let response: Response;
  let text: string | null;
  try {
    response = await fetch(`${origin}${request.path}`, {
      method: request.method,
      headers: { ...request.headers, 'content-type': 'application/json' },
      body: request.method === 'GET' ? null : JSON.stringify(request.body ?? {}),
      signal: request.signal,
      cache: 'no-store',
      redirect: 'error',
    });
    text = await readText(response);
  } catch {
    // Whatever fetch rejects with (its message may quote the address) the answer did not arrive.
    return request.signal.aborted
      ? unknown('timeout', 'no answer in time')
      : unknown('network', 'connection failed');
  }
  if (text === null) return unknown('unreadable_answer', `HTTP ${response.status}, too long`);
  const json = parseJson(text);
  if (!response.ok) return { ok: false, failure: failureOf(response.status, json) };
  const parsed = request.schema.safeParse(json);
  if (parsed.success) return { ok: true, value: parsed.data, date: dateOf(response) };
  const paths = parsed.error.issues.map((issue) => issue.path.join('.') || 'the top');
  return unknown('unreadable_answer', `unexpected shape at ${paths.join(', ')}`);
}

function failureOf(status: number, json: unknown): ApiFailure {
  const error = errorSchema.safeParse(json);
  const code = error.success ? error.data.code : null;
  const detail = `HTTP ${status}${code === null ? '' : `, ${code}`}`;
  if (status === 429) return { kind: 'unknown', cause: 'rate_limited', detail };
  if (status >= 500 || status === 408 || status === 409) {
    return { kind: 'unknown', cause: 'provider_error', detail };
  }
  if (status === 401) return { kind: 'unauthorized', code: code ?? 'http_401' };
  // A refusal in words that are not Airwallex's may be a proxy's: it proves nothing.
  if (code === null) return { kind: 'unknown', cause: 'unreadable_answer', detail };
  if (TRANSIENT_CODES.has(code)) return { kind: 'unknown', cause: 'provider_error', detail };
  if (status === 403) return { kind: 'unauthorized', code, forbidden: true };
  return { kind: 'refused', code, isAbsent: status === 404 || status === 410 };
}

/** The body as text; null when it is longer than the bound. */
async function readText(response: Response): Promise<string | null> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_ANSWER_BYTES) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function dateOf(response: Response): Date | null {
  const date = new Date(response.headers.get('date') ?? '');
  return Number.isNaN(date.getTime()) ? null : date;
}

function unknown(
  cause: UnknownCause,
  detail: string,
): { readonly ok: false; readonly failure: ApiFailure } {
  return { ok: false, failure: { kind: 'unknown', cause, detail } };
}
