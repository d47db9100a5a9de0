import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import type { z } from 'zod';

import type { SimulatorContext } from '../core/context.ts';
import type { FaultKind, FaultRule } from '../core/faults.ts';
import type { Accounts } from './account.ts';
import { authenticate } from './authentication.ts';
import { API_VERSION } from './call.ts';
import type { Call } from './call.ts';
import { StripeError, apiError, invalidKey } from './errors.ts';
import { parseForm, parseParams } from './form.ts';
import { randomBase62 } from './ids.ts';
import type { StoredAnswer } from './idempotency.ts';

/** The longest a "never answers" fault keeps a connection open, in milliseconds. */
const MAX_HOLD_MS = 120_000;

/** One API operation: what it is called, what it takes, and what it does. */
export interface Operation<P> {
  /** Names for the armed faults, e.g. `payment_intents.create`; several when it does several things. */
  readonly operations: (params: P) => readonly string[];
  readonly params: z.ZodType<P>;
  /** Does the work and answers the body. Throws `StripeError` to refuse. */
  readonly run: (call: Call, params: P, pathId: string) => unknown;
  /** Whether the publishable key may call it. */
  readonly publishable?: boolean;
}

export type StripeHono = Hono<{ Bindings: Partial<HttpBindings> }>;
type StripeContext = Context<{ Bindings: Partial<HttpBindings> }>;

/** Puts operations on paths; one of these per app. */
export interface Pipeline {
  mount<P>(method: 'GET' | 'POST' | 'DELETE', path: string, operation: Operation<P>): void;
}

export function createPipeline(
  app: StripeHono,
  context: SimulatorContext,
  accounts: Accounts,
): Pipeline {
  return {
    mount(method, path, operation) {
      app.on(method, path, async (c) => {
        const requestId = `req_${randomBase62(14)}`;
        try {
          const request = await readRequest(c, context, accounts, requestId);
          return await answer(c, request, operation);
        } catch (error) {
          return respond(toAnswer(error, requestId));
        }
      });
    },
  };
}

/** Stripe's 404 for a path that is no API method. */
export function unrecognizedUrl(c: StripeContext): Response {
  const error = new StripeError(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${c.req.method}: ${c.req.path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
  });
  return respond(toAnswer(error, `req_${randomBase62(14)}`));
}

interface ReadRequest {
  readonly call: Call;
  readonly input: Record<string, unknown>;
  readonly requestId: string;
  readonly pathId: string;
  /** Null when the request carries no idempotency key, or is not a POST. */
  readonly idempotency: { readonly key: string; readonly fingerprint: string } | null;
}

async function readRequest(
  c: StripeContext,
  context: SimulatorContext,
  accounts: Accounts,
  requestId: string,
): Promise<ReadRequest> {
  const { keySuffix, publishable } = authenticate(c.req.header('authorization'));
  const isPost = c.req.method === 'POST';
  const form = isPost ? await c.req.text() : new URL(c.req.url).search.slice(1);
  const key = isPost ? (c.req.header('idempotency-key') ?? null) : null;
  const account = accounts.get(keySuffix);
  const input = parseForm(form);
  return {
    call: { context, account, requestId, idempotencyKey: key, publishable },
    input,
    requestId,
    pathId: c.req.param('id') ?? '',
    idempotency:
      key === null
        ? null
        : { key, fingerprint: `${c.req.method} ${c.req.path} ${canonicalJson(input)}` },
  };
}

async function answer<P>(
  c: StripeContext,
  request: ReadRequest,
  operation: Operation<P>,
): Promise<Response> {
  const { call, idempotency } = request;
  if (call.publishable && operation.publishable !== true) throw secretKeyRequired();
  const store = call.account.idempotency;
  if (idempotency !== null) {
    const replay = store.begin(idempotency.key, idempotency.fingerprint);
    if (replay !== null) return respond(replay, { replayed: true, key: idempotency.key });
  }
  let executed: StoredAnswer | null = null;
  let released = false;
  try {
    const params = parseParams(operation.params, request.input);
    const names = operation.operations(params);
    const { context } = call;
    const take = (kinds: readonly FaultKind[]): FaultRule | null =>
      takeFirst(context, names, kinds);
    const latency = take(['latency']);
    if (latency !== null) await delay(latency.delayMs);
    const before = take(['timeout_before_effect', 'error_before_effect']);
    if (before !== null) {
      // Freed before the hold begins: the request was never executed, a retry may be.
      if (idempotency !== null) store.release(idempotency.key);
      released = true;
      return await fail(c, before, request.requestId);
    }
    const kept = take(['error_kept']);
    if (kept !== null) {
      executed = toAnswer(apiError(kept.status), request.requestId);
      return respond(executed, { key: idempotency?.key });
    }
    executed = runOperation(operation, request, params);
    const hadEffect = executed.status < 300 || executed.status === 402;
    const after = hadEffect ? take(['timeout_after_effect', 'error_after_effect']) : null;
    if (after === null) return respond(executed, { key: idempotency?.key });
    if (after.kind === 'error_after_effect') {
      executed = toAnswer(apiError(after.status), request.requestId);
    }
    // Kept before the hold begins: a retry meanwhile is answered from the store.
    if (idempotency !== null) store.finish(idempotency.key, executed);
    return await fail(c, after, request.requestId);
  } finally {
    if (idempotency !== null && executed !== null) store.finish(idempotency.key, executed);
    if (idempotency !== null && executed === null && !released) store.release(idempotency.key);
  }
}

/** A refusal before execution is thrown; anything later becomes an answer to keep. */
function runOperation<P>(operation: Operation<P>, request: ReadRequest, params: P): StoredAnswer {
  const { call, requestId, pathId } = request;
  try {
    const body = operation.run(call, params, pathId);
    return { status: 200, body: JSON.stringify(body, null, 2), requestId };
  } catch (error) {
    if (error instanceof StripeError && !error.executed) throw error;
    return toAnswer(error, requestId);
  }
}

function takeFirst(
  context: SimulatorContext,
  names: readonly string[],
  kinds: readonly FaultKind[],
): FaultRule | null {
  for (const name of names) {
    const rule = context.faults.take('stripe', name, kinds);
    if (rule !== null) return rule;
  }
  return null;
}

async function fail(c: StripeContext, rule: FaultRule, requestId: string): Promise<Response> {
  if (rule.kind === 'error_before_effect' || rule.kind === 'error_after_effect') {
    return respond(toAnswer(apiError(rule.status), requestId));
  }
  await holdUntilGone(c.req.raw.signal);
  // Never an answer: if the caller is still there after the longest hold, the connection is cut.
  c.env.outgoing?.destroy();
  return respond(toAnswer(apiError(504), requestId));
}

function holdUntilGone(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, MAX_HOLD_MS);
    timer.unref();
    signal.addEventListener('abort', done);
  });
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, Math.min(ms, MAX_HOLD_MS));
  });
}

function toAnswer(error: unknown, requestId: string): StoredAnswer {
  if (error instanceof StripeError) {
    return {
      status: error.status,
      body: JSON.stringify({ error: error.body }, null, 2),
      requestId,
    };
  }
  console.error('stripe simulator: unexpected failure', error);
  return toAnswer(apiError(500), requestId);
}

function respond(
  stored: StoredAnswer,
  options: { readonly replayed?: boolean; readonly key?: string | undefined } = {},
): Response {
  const headers = new Headers({
    'Content-Type': 'application/json',
    'Cache-Control': 'no-cache, no-store',
    'Request-Id': options.replayed === true ? `req_${randomBase62(14)}` : stored.requestId,
    'Stripe-Version': API_VERSION,
  });
  if (options.key !== undefined) headers.set('Idempotency-Key', options.key);
  if (options.replayed === true) {
    headers.set('Idempotent-Replayed', 'true');
    headers.set('Original-Request', stored.requestId);
    // A retry would only be answered the same again.
    headers.set('Stripe-Should-Retry', 'false');
  }
  if (stored.status === 401) headers.set('WWW-Authenticate', 'Basic realm="Stripe"');
  return new Response(stored.body, { status: stored.status, headers });
}

/** The same text for the same parameters in any order. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function secretKeyRequired(): StripeError {
  return invalidKey(
    'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.',
    'secret_key_required',
  );
}
