import { and, asc, eq, gt, isNotNull, isNull, lte, or } from 'drizzle-orm';
import type { CheckoutSessionId, PaymentAttemptId, ProviderAccountId } from '#lib/domain/ids.ts';
import type { Db } from '../client.ts';
import { attemptEvent, paymentAttempt } from '../schema/payment.ts';

export type AttemptRow = typeof paymentAttempt.$inferSelect;

export async function insertAttempt(
  tx: Db,
  row: typeof paymentAttempt.$inferInsert,
  source: string,
): Promise<void> {
  const inserted = tx
    .$with('inserted')
    .as(tx.insert(paymentAttempt).values(row).returning({ id: paymentAttempt.id }));
  // One round trip for both rows: a shopper waits for it.
  await tx.with(inserted).insert(attemptEvent).values({
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

/** Changes an attempt; the row after it. Throws when it does not exist. */
export async function updateAttempt(
  tx: Db,
  id: PaymentAttemptId,
  change: Partial<Omit<AttemptRow, 'id' | 'merchantId' | 'sessionId' | 'intentId'>>,
): Promise<AttemptRow> {
  const [row] = await tx
    .update(paymentAttempt)
    .set(change)
    .where(eq(paymentAttempt.id, id))
    .returning();
  if (row === undefined) throw new Error(`Payment attempt ${id} does not exist.`);
  return row;
}

export async function recordAttemptEvent(
  tx: Db,
  row: Omit<typeof attemptEvent.$inferInsert, 'id'>,
): Promise<void> {
  await tx.insert(attemptEvent).values(row);
}

/**
 * Takes the attempt that is longest due for a check and leases it until `leaseUntil`: no other node
 * takes it meanwhile, and a node that dies holding it gives it back by then. Null: nothing is due.
 */
export async function claimDueAttempt(
  db: Db,
  input: { now: Date; leaseUntil: Date },
): Promise<PaymentAttemptId | null> {
  return db.transaction(async (tx) => {
    const [due] = await tx
      .select({ id: paymentAttempt.id })
      .from(paymentAttempt)
      .where(
        and(
          isNotNull(paymentAttempt.nextCheckAt),
          lte(paymentAttempt.nextCheckAt, input.now),
          or(isNull(paymentAttempt.leasedUntil), lte(paymentAttempt.leasedUntil, input.now)),
        ),
      )
      .orderBy(asc(paymentAttempt.nextCheckAt))
      .limit(1)
      .for('update', { skipLocked: true });
    if (due === undefined) return null;
    await tx
      .update(paymentAttempt)
      .set({ leasedUntil: input.leaseUntil })
      .where(eq(paymentAttempt.id, due.id));
    return due.id;
  });
}

/** Brings an attempt's next check forward to `at` where it lies later. A check under way is let be. */
export async function bringCheckForward(db: Db, id: PaymentAttemptId, at: Date): Promise<void> {
  await db
    .update(paymentAttempt)
    .set({ nextCheckAt: at })
    .where(and(eq(paymentAttempt.id, id), gt(paymentAttempt.nextCheckAt, at)));
}
