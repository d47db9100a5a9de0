import type { Db } from '#lib/db/client.ts';
import {
  type IdempotencyScope,
  closeIdempotentAnswer,
  deleteAnswersBefore,
  deleteIdempotentAnswer,
  findIdempotentAnswer,
  insertIdempotentAnswer,
  tryLockIdempotencyKey,
} from '#lib/db/stores/idempotency-store.ts';
import { together } from '#lib/db/together.ts';
import { withCommit } from '#lib/db/transaction.ts';
import type { AppContext } from './context.ts';

/** A transaction, as an API call hands it on to the operation that does the work. */
export type Transaction = Db;

export interface StoredAnswer {
  readonly status: number;
  readonly body: string;
}

/** An answer that may still change once the transaction that it reports is committed. */
export interface SettlingAnswer<Answer> extends StoredAnswer {
  readonly settle?: () => Promise<Answer>;
}

export type OnceResult<Answer extends StoredAnswer> =
  | { readonly kind: 'done'; readonly answer: Answer }
  | { readonly kind: 'replayed'; readonly answer: StoredAnswer }
  /** The key was used with another body. */
  | { readonly kind: 'mismatch' }
  /** A call with this key is still under way. */
  | { readonly kind: 'in_flight' };

/** Is handed what was read `ahead`. */
type Work<Answer> = (tx: Transaction, read: unknown) => Promise<Answer>;

/** Reads that are sent together with the look for an earlier answer, whether there is one or not. */
type Ahead = (tx: Transaction) => Promise<unknown>;

/** How long an answer is kept and given again. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
const PRUNE_BATCH = 1_000;

/**
 * How long an answer can be waited for after its transaction. Whoever asks again meanwhile is told to wait;
 * later than that the process must have died, and the answer is the one that was committed.
 */
const OPEN_MS = 60_000;

/**
 * Runs `work` once for a key: its effect and its answer are written in one transaction, so that a
 * repeat either finds both or neither. Work that throws leaves no trace, and the key stays unused. Where the
 * answer settles only after the transaction, that is the one that is kept. `sealed`: it holds a secret, and is
 * kept as one.
 */
export async function answerOnce<Answer extends SettlingAnswer<Answer>>(
  context: AppContext,
  scope: IdempotencyScope & { readonly bodyHash: string; readonly sealed?: boolean },
  work: Work<Answer>,
  ahead?: Ahead,
): Promise<OnceResult<Answer>> {
  const { merchantId, livemode, endpoint, key, bodyHash, sealed = false } = scope;
  const kept = (body: string) => (sealed ? context.secrets.seal(body, sealContext(scope)) : body);
  const result = await context.database.db.transaction(async (tx): Promise<OnceResult<Answer>> => {
    const [locked, earlier, read] = await together(
      tryLockIdempotencyKey(tx, scope),
      findIdempotentAnswer(tx, scope),
      ahead?.(tx),
    );
    if (!locked) return { kind: 'in_flight' };
    const now = context.clock.now();
    if (earlier !== null && now.getTime() - earlier.createdAt.getTime() < KEPT_MS) {
      if (earlier.bodyHash !== bodyHash) return { kind: 'mismatch' };
      if (earlier.openUntil !== null) {
        if (earlier.openUntil > now) return { kind: 'in_flight' };
        await closeIdempotentAnswer(tx, scope, null);
      }
      const body = sealed
        ? context.secrets.open(earlier.responseBody, sealContext(scope))
        : earlier.responseBody;
      const answer = { status: earlier.responseStatus, body };
      return { kind: 'replayed', answer };
    }
    if (earlier !== null) await deleteIdempotentAnswer(tx, scope);

    const answer = await work(tx, read);
    const written = insertIdempotentAnswer(tx, {
      merchantId,
      livemode,
      endpoint,
      key,
      bodyHash,
      responseStatus: answer.status,
      responseBody: kept(answer.body),
      createdAt: now,
      openUntil: answer.settle === undefined ? null : new Date(now.getTime() + OPEN_MS),
    });
    await withCommit(tx, written);
    return { kind: 'done', answer };
  });
  if (result.kind !== 'done' || result.answer.settle === undefined) return result;
  const settled = await result.answer.settle();
  const isOurs = await closeIdempotentAnswer(context.database.db, scope, {
    status: settled.status,
    body: kept(settled.body),
  });
  // Too late, and the one that was committed has been given meanwhile: then it is the answer.
  return isOurs ? { kind: 'done', answer: settled } : result;
}

function sealContext({ merchantId, livemode, endpoint, key }: IdempotencyScope): string {
  return `idempotency_key.response_body:${JSON.stringify([merchantId, livemode, endpoint, key])}`;
}

/** Runs work that came without a key: in a transaction all the same. */
export async function answerAlways<Answer extends SettlingAnswer<Answer>>(
  context: AppContext,
  work: Work<Answer>,
  ahead?: Ahead,
): Promise<Answer> {
  const answer = await context.database.db.transaction(async (tx) => work(tx, await ahead?.(tx)));
  return answer.settle === undefined ? answer : answer.settle();
}

/** Deletes answers past their time, a batch at a go; returns how many. */
export async function forgetOldAnswers(context: AppContext): Promise<number> {
  const before = new Date(context.clock.now().getTime() - KEPT_MS);
  return deleteAnswersBefore(context.database.db, before, PRUNE_BATCH);
}
