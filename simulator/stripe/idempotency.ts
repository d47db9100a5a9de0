import { StripeError } from './errors.ts';

/** Stripe may forget a key once it is at least this old (https://docs.stripe.com/idempotency). */
const KEY_TTL_MS = 24 * 60 * 60 * 1000;
const MAX_KEY_LENGTH = 255;

/** An answer as it left, or would have left, the simulator. */
export interface StoredAnswer {
  readonly status: number;
  readonly body: string;
  readonly requestId: string;
}

interface Entry {
  readonly fingerprint: string;
  readonly startedAt: number;
  answer: StoredAnswer | null;
}

/**
 * Stripe's v1 idempotency layer: the first result of a key is kept, 5xx included, once execution
 * began, and is replayed for the same parameters; other parameters and concurrent use are refused.
 */
export interface IdempotencyStore {
  /** The stored answer to replay, or null after reserving the key for this request. */
  begin(key: string, fingerprint: string): StoredAnswer | null;
  finish(key: string, answer: StoredAnswer): void;
  /** Frees the key of a request that never began to execute. */
  release(key: string): void;
}

export function createIdempotencyStore(now: () => Date): IdempotencyStore {
  const entries = new Map<string, Entry>();
  return {
    begin(key, fingerprint) {
      if (key.length > MAX_KEY_LENGTH) throw keyTooLong();
      prune(entries, now().getTime());
      const entry = entries.get(key);
      if (entry === undefined) {
        entries.set(key, { fingerprint, startedAt: now().getTime(), answer: null });
        return null;
      }
      if (entry.fingerprint !== fingerprint) throw differentParams(key);
      if (entry.answer === null) throw keyInUse(key);
      return entry.answer;
    },
    finish(key, answer) {
      const entry = entries.get(key);
      if (entry !== undefined) entry.answer = answer;
    },
    release(key) {
      entries.delete(key);
    },
  };
}

function prune(entries: Map<string, Entry>, nowMs: number): void {
  for (const [key, entry] of entries) {
    if (nowMs - entry.startedAt <= KEY_TTL_MS) return;
    entries.delete(key);
  }
}

function keyTooLong(): StripeError {
  return new StripeError(
    400,
    {
      type: 'invalid_request_error',
      message: `Idempotency key must be less than or equal to ${MAX_KEY_LENGTH} characters.`,
    },
    false,
  );
}

function differentParams(key: string): StripeError {
  return new StripeError(
    400,
    {
      type: 'idempotency_error',
      message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    },
    false,
  );
}

function keyInUse(key: string): StripeError {
  return new StripeError(
    409,
    {
      type: 'idempotency_error',
      code: 'idempotency_key_in_use',
      message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
    },
    false,
  );
}
