import type { Caller } from '#lib/operations/authenticate-api-key.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { versionToEcho } from './api-version.ts';
import { type CallAnswer, type IncomingCall, headerOf } from './incoming-call.ts';
import type { ParamObject } from './request-params.ts';

/** Enough of an answer to tell the id of its object by. */
const BEGINNING_CHARS = 120;
const MAX_KEY_CHARS = 255;

interface NotedCall {
  readonly requestId: string;
  /** Null: it came with nobody's key. */
  readonly caller: Caller | null;
}

/**
 * Notes a call for the request log of whose key it was; one that nobody's key was given with is nobody's to read.
 * It works nothing out and asks nobody: the log does, later.
 */
export function noteCall(
  context: AppContext,
  record: NotedCall & { readonly params: ParamObject | null },
  facts: { call: IncomingCall; answer: CallAnswer; durationMs: number },
): void {
  const { caller } = record;
  if (caller === null || !context.requests.isOn()) return;
  const { call, answer, durationMs } = facts;
  const body = answer.body.toString();
  context.requests.note({
    requestId: record.requestId,
    merchantId: caller.merchantId,
    livemode: caller.livemode,
    keyId: caller.keyId,
    at: context.clock.now(),
    durationMs,
    method: call.method,
    path: call.target.split('?', 1)[0] ?? '',
    status: answer.status,
    apiVersion: versionToEcho(headerOf(call, 'stripe-version')),
    idempotencyKey: headerOf(call, 'idempotency-key')?.slice(0, MAX_KEY_CHARS) || null,
    replayed: 'Idempotent-Replayed' in answer.headers,
    params: record.params,
    answer: answer.status >= 400 ? body : body.slice(0, BEGINNING_CHARS),
  });
}

/** The call's page in the dashboard, for whoever may see it there; null: it is not noted. */
export function requestLogUrl(
  context: AppContext,
  { requestId, caller }: NotedCall,
): string | null {
  if (caller === null || !context.requests.isOn()) return null;
  const { merchantId, livemode } = caller;
  const { PUBLIC_ORIGIN } = context.env;
  const mode = livemode ? 'live' : 'test';
  return `${PUBLIC_ORIGIN}/dashboard/${merchantId}/${mode}/developers/requests/${requestId}`;
}
