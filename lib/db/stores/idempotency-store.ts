import { createHash } from 'node:crypto';
import { and, eq, inArray, isNotNull, lt, sql } from 'drizzle-orm';
import type { MerchantId } from '#lib/domain/ids.ts';
import type { Db } from '../client.ts';
import { idempotencyKey } from '../schema/idempotency-key.ts';
import { type Given, rowOf, statement } from '../statement.ts';

export type IdempotencyRow = typeof idempotencyKey.$inferSelect;

/** What a key is unique within: the same text elsewhere is another key. */
export interface IdempotencyScope {
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
  /** `POST /v1/checkout/sessions` */
  readonly endpoint: string;
  readonly key: string;
}

/**
 * Takes the key until the transaction ends; false when another call holds it. PGlite has one
 * connection, on which transactions follow each other: there it is always free.
 */
export async function tryLockIdempotencyKey(tx: Db, scope: IdempotencyScope): Promise<boolean> {
  const hash = createHash('sha256')
    .update(JSON.stringify(Object.values(ordered(scope))))
    .digest();
  const lockId = hash.readBigInt64BE(0).toString();
  const [row] = await tryLock(tx, { lockId });
  return row?.locked === true;
}

const tryLock = statement((db, given: Given<{ lockId: string }>) =>
  db
    .select({ locked: sql<boolean>`pg_try_advisory_xact_lock(${given.lockId}::bigint)` })
    .from(sql`(select 1) as one`),
);

function ordered(scope: IdempotencyScope) {
  const { merchantId, livemode, endpoint, key } = scope;
  return { merchantId, livemode, endpoint, key };
}

export async function findIdempotentAnswer(
  tx: Db,
  scope: IdempotencyScope,
): Promise<IdempotencyRow | null> {
  const [row] = await answerOf(tx, ordered(scope));
  return row ?? null;
}

const answerOf = statement((db, given: Given<IdempotencyScope>) =>
  db.select().from(idempotencyKey).where(matches(given)),
);

function matches(scope: IdempotencyScope | Given<IdempotencyScope>) {
  return and(
    eq(idempotencyKey.merchantId, scope.merchantId),
    eq(idempotencyKey.livemode, scope.livemode),
    eq(idempotencyKey.endpoint, scope.endpoint),
    eq(idempotencyKey.key, scope.key),
  );
}

/** Keeps an answer. Call it in the transaction that did what the answer reports. */
export async function insertIdempotentAnswer(tx: Db, row: IdempotencyRow): Promise<void> {
  await writeAnswer(tx, row);
}

const writeAnswer = statement((db, given: Given<IdempotencyRow>) =>
  db.insert(idempotencyKey).values(rowOf(idempotencyKey, given)),
);

/**
 * Ends the wait for an answer: with this one, or, for null, with the one that was committed. False when it
 * had ended before.
 */
export async function closeIdempotentAnswer(
  db: Db,
  scope: IdempotencyScope,
  answer: { readonly status: number; readonly body: string } | null,
): Promise<boolean> {
  const closed = await db
    .update(idempotencyKey)
    .set({
      openUntil: null,
      ...(answer === null ? {} : { responseStatus: answer.status, responseBody: answer.body }),
    })
    .where(and(matches(scope), isNotNull(idempotencyKey.openUntil)))
    .returning({ key: idempotencyKey.key });
  return closed.length > 0;
}

/** Frees a key whose answer has outlived its time. */
export async function deleteIdempotentAnswer(tx: Db, scope: IdempotencyScope): Promise<void> {
  await tx.delete(idempotencyKey).where(matches(scope));
}

/** Deletes up to `limit` answers given before `before`; returns how many. */
export async function deleteAnswersBefore(db: Db, before: Date, limit: number): Promise<number> {
  const old = db
    .select({ ctid: sql`ctid` })
    .from(idempotencyKey)
    .where(lt(idempotencyKey.createdAt, before))
    .limit(limit);
  const deleted = await db
    .delete(idempotencyKey)
    .where(inArray(sql`ctid`, old))
    .returning({ key: idempotencyKey.key });
  return deleted.length;
}
