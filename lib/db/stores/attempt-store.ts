import { and, asc, eq, inArray, isNotNull, lte, sql } from 'drizzle-orm';
import type { CheckoutSessionId, PaymentAttemptId, ProviderAccountId } from '#lib/domain/ids.ts';
import { ACTIVE_STATUSES } from '#lib/domain/payment-attempt.ts';
import type { Db } from '../client.ts';
import { attemptEvent, paymentAttempt } from '../schema.ts';

export type AttemptRow = typeof paymentAttempt.$inferSelect;

export async function insertAttempt(
  tx: Db,
  row: typeof paymentAttempt.$inferInsert,
  source: string,
): Promise<void> {
  await tx.insert(paymentAttempt).values(row);
  await tx.insert(attemptEvent).values({
    attemptId: row.id,
    at: row.createdAt,
    source,
    fromStatus: null,
    toStatus: row.status,
    detail: {},
  });
}

export async function findAttempt(db: Db, id: PaymentAttemptId): Promise<AttemptRow | null> {
  const [row] = await db.select().from(paymentAttempt).where(eq(paymentAttempt.id, id)).limit(1);
  return row ?? null;
}

export async function findAttemptByReference(
  db: Db,
  providerAccountId: ProviderAccountId,
  providerReference: string,
): Promise<AttemptRow | null> {
  const [row] = await db
    .select()
    .from(paymentAttempt)
    .where(
      and(
        eq(paymentAttempt.providerAccountId, providerAccountId),
        eq(paymentAttempt.providerReference, providerReference),
      ),
    )
    .limit(1);
  return row ?? null;
}

/** A session's attempts, oldest first. */
export async function listAttempts(
  db: Db,
  sessionId: CheckoutSessionId,
): Promise<readonly AttemptRow[]> {
  return db
    .select()
    .from(paymentAttempt)
    .where(eq(paymentAttempt.sessionId, sessionId))
    .orderBy(asc(paymentAttempt.createdAt), asc(paymentAttempt.id));
}

export async function updateAttempt(
  tx: Db,
  id: PaymentAttemptId,
  change: Partial<Omit<AttemptRow, 'id' | 'merchantId' | 'sessionId' | 'intentId'>>,
): Promise<void> {
  await tx.update(paymentAttempt).set(change).where(eq(paymentAttempt.id, id));
}

export async function recordAttemptEvent(
  tx: Db,
  row: Omit<typeof attemptEvent.$inferInsert, 'id'>,
): Promise<void> {
  await tx.insert(attemptEvent).values(row);
}

/**
 * Takes up to `limit` attempts that are due for a check and leases them until `leaseUntil`: no other
 * node takes them meanwhile, and a node that dies holding one gives it back by the lease's end.
 */
export async function claimDueAttempts(
  db: Db,
  input: { now: Date; leaseUntil: Date; limit: number },
): Promise<readonly PaymentAttemptId[]> {
  return db.transaction(async (tx) => {
    const due = await tx
      .select({ id: paymentAttempt.id })
      .from(paymentAttempt)
      .where(and(isNotNull(paymentAttempt.nextCheckAt), lte(paymentAttempt.nextCheckAt, input.now)))
      .orderBy(asc(paymentAttempt.nextCheckAt))
      .limit(input.limit)
      .for('update', { skipLocked: true });
    const ids = due.map((row) => row.id);
    if (ids.length > 0) {
      await tx
        .update(paymentAttempt)
        .set({
          nextCheckAt: input.leaseUntil,
          checkCount: sql`${paymentAttempt.checkCount} + 1`,
        })
        .where(inArray(paymentAttempt.id, ids));
    }
    return ids;
  });
}

/** Brings the next check of a session's live attempts forward to `at`, where it lies later. */
export async function bringCheckForward(
  db: Db,
  sessionId: CheckoutSessionId,
  at: Date,
): Promise<void> {
  await db
    .update(paymentAttempt)
    .set({ nextCheckAt: at })
    .where(
      and(
        eq(paymentAttempt.sessionId, sessionId),
        inArray(paymentAttempt.status, [
          ...ACTIVE_STATUSES.filter((s) => s !== 'sending'),
          'expired',
        ]),
        sql`${paymentAttempt.nextCheckAt} > ${at.toISOString()}::timestamptz`,
      ),
    );
}
