import type { Db } from '#lib/db/client.ts';
import {
  type IdempotencyScope,
  deleteAnswersBefore,
  deleteIdempotentAnswer,
  findIdempotentAnswer,
  insertIdempotentAnswer,
  tryLockIdempotencyKey,
} from '#lib/db/stores/idempotency-store.ts';
import { together } from '#lib/db/together.ts';
import type { AppContext } from './context.ts';

/** A transaction, as an API call hands it on to the operation that does the work. */
export type Transaction = Db;

export interface StoredAnswer {
  readonly status: number;
  readonly body: string;
}

export type OnceResult<Answer extends StoredAnswer> =
  | { readonly kind: 'done'; readonly answer: Answer }
  | { readonly kind: 'replayed'; readonly answer: StoredAnswer }
  /** The key was used with another body. */
  | { readonly kind: 'mismatch' }
  /** A call with this key is still under way. */
  | { readonly kind: 'in_flight' };

/** How long an answer is kept and given again. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
const PRUNE_BATCH = 1_000;

/**
 * Runs `work` once for a key: its effect and its answer are written in one transaction, so that a
 * repeat either finds both or neither. Work that throws leaves no trace, and the key stays unused. `sealed`:
 * the answer holds a secret, and is kept as one.
 */
export async function answerOnce<Answer extends StoredAnswer>(
  context: AppContext,
  scope: IdempotencyScope & { readonly bodyHash: string; readonly sealed?: boolean },
  work: (tx: Transaction) => Promise<Answer>,
): Promise<OnceResult<Answer>> {
  const { merchantId, livemode, endpoint, key, bodyHash, sealed = false } = scope;
  return context.database.db.transaction(async (tx) => {
    const [locked, earlier] = await together(
      tryLockIdempotencyKey(tx, scope),
      findIdempotentAnswer(tx, scope),
    );
    if (!locked) return { kind: 'in_flight' };
    const now = context.clock.now();
    if (earlier !== null && now.getTime() - earlier.createdAt.getTime() < KEPT_MS) {
      if (earlier.bodyHash !== bodyHash) return { kind: 'mismatch' };
      const body = sealed
        ? context.secrets.open(earlier.responseBody, sealContext(scope))
        : earlier.responseBody;
      const answer = { status: earlier.responseStatus, body };
      return { kind: 'replayed', answer };
    }
    if (earlier !== null) await deleteIdempotentAnswer(tx, scope);

    const answer = await work(tx);
    await insertIdempotentAnswer(tx, {
      merchantId,
      livemode,
      endpoint,
      key,
      bodyHash,
      responseStatus: answer.status,
      responseBody: sealed ? context.secrets.seal(answer.body, sealContext(scope)) : answer.body,
      createdAt: now,
    });
    return { kind: 'done', answer };
  });
}

function sealContext({ merchantId, livemode, endpoint, key }: IdempotencyScope): string {
  return `idempotency_key.response_body:${JSON.stringify([merchantId, livemode, endpoint, key])}`;
}

/** Runs work that came without a key: in a transaction all the same. */
export async function answerAlways<Answer>(
  context: AppContext,
  work: (tx: Transaction) => Promise<Answer>,
): Promise<Answer> {
  return context.database.db.transaction(work);
}

/** Deletes answers past their time, a batch at a go; returns how many. */
export async function forgetOldAnswers(context: AppContext): Promise<number> {
  const before = new Date(context.clock.now().getTime() - KEPT_MS);
  return deleteAnswersBefore(context.database.db, before, PRUNE_BATCH);
}
