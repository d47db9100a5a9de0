import { createHash } from 'node:crypto';
import {
  type SettlingAnswer,
  type StoredAnswer,
  type Transaction,
  answerAlways,
  answerOnce,
} from '#lib/operations/answer-once.ts';
import type { Caller } from '#lib/operations/authenticate-api-key.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { ApiError, invalidRequest } from './api-error.ts';
import type { ParamObject, ParamTree } from './request-params.ts';

const MAX_KEY_LENGTH = 255;

/** The caller's `Idempotency-Key`; null without one. Throws ApiError. */
export function readIdempotencyKey(key: string | null): string | null {
  if (key === null || key === '') return null;
  if (key.length > MAX_KEY_LENGTH) {
    throw invalidRequest(`The Idempotency-Key can have at most ${MAX_KEY_LENGTH} characters.`);
  }
  return key;
}

/**
 * Runs a POST, once for its key. Throws ApiError when the key was used with other parameters (400) or
 * is in use at this moment (409, to be tried again).
 */
export async function runOnce<Answer extends SettlingAnswer<Answer>>(
  context: AppContext,
  call: {
    caller: Caller;
    endpoint: string;
    key: string | null;
    params: ParamObject;
    /** The answer holds a secret. */
    sealed?: boolean;
  },
  work: (tx: Transaction, read: unknown) => Promise<Answer>,
  ahead?: (tx: Transaction) => Promise<unknown>,
): Promise<{ answer: Answer | StoredAnswer; replayed: boolean }> {
  const { caller, endpoint, key, params } = call;
  if (key === null) return { answer: await answerAlways(context, work, ahead), replayed: false };
  const result = await answerOnce(
    context,
    {
      merchantId: caller.merchantId,
      livemode: caller.livemode,
      endpoint,
      key,
      bodyHash: hashParams(params),
      sealed: call.sealed ?? false,
    },
    work,
    ahead,
  );
  switch (result.kind) {
    case 'done':
      return { answer: result.answer, replayed: false };
    case 'replayed':
      return { answer: result.answer, replayed: true };
    case 'mismatch':
      throw new ApiError({
        status: 400,
        type: 'idempotency_error',
        message:
          'This Idempotency-Key was used with other parameters. Send a new key with new parameters.',
      });
    case 'in_flight':
      throw new ApiError({
        status: 409,
        type: 'idempotency_error',
        code: 'idempotency_key_in_use',
        message: 'A request with this Idempotency-Key is still under way. Try again shortly.',
        retry: true,
      });
  }
}

/** SHA-256 of the parameters with their names in order: neither order nor encoding makes a difference. */
function hashParams(params: ParamObject): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(params)))
    .digest('hex');
}

function sorted(value: ParamTree): unknown {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, entry]) => [key, sorted(entry)]);
}
