import { and, asc, eq, isNotNull, lte, ne, sql, sum } from 'drizzle-orm';
import type { CaptureId, MerchantId, PaymentIntentId, RefundId } from '#lib/domain/ids.ts';
import type { LedgerTransaction } from '#lib/domain/ledger.ts';
import type { ProviderId } from '#lib/domain/provider.ts';
import { newId } from '#lib/platform/ids.ts';
import type { Db } from '../client.ts';
import { capture, ledgerEntry, ledgerTransaction, refund } from '../schema.ts';

export type CaptureRow = typeof capture.$inferSelect;
export type RefundRow = typeof refund.$inferSelect;

/** Captures that a provider reported before, so that each is booked once. */
export async function findCapture(
  db: Db,
  provider: ProviderId,
  providerReference: string,
): Promise<CaptureRow | null> {
  const [row] = await db
    .select()
    .from(capture)
    .where(and(eq(capture.provider, provider), eq(capture.providerReference, providerReference)))
    .limit(1);
  return row ?? null;
}

/** What of an intent is paid so far, in minor units. */
export async function sumApplied(db: Db, intentId: PaymentIntentId): Promise<bigint> {
  const [row] = await db
    .select({ applied: sum(capture.applied) })
    .from(capture)
    .where(eq(capture.intentId, intentId));
  return BigInt(row?.applied ?? 0);
}

export async function insertCapture(tx: Db, row: typeof capture.$inferInsert): Promise<void> {
  await tx.insert(capture).values(row);
}

/** Books a transaction; one with the same external id was booked before and is left as it is. */
export async function bookTransaction(
  tx: Db,
  input: {
    merchantId: MerchantId;
    livemode: boolean;
    transaction: LedgerTransaction;
    now: Date;
  },
): Promise<void> {
  const id = newId('ledger_transaction');
  const inserted = await tx
    .insert(ledgerTransaction)
    .values({
      id,
      merchantId: input.merchantId,
      livemode: input.livemode,
      externalId: input.transaction.externalId,
      createdAt: input.now,
    })
    .onConflictDoNothing()
    .returning({ id: ledgerTransaction.id });
  if (inserted.length === 0) return;
  await tx.insert(ledgerEntry).values(
    input.transaction.entries.map((entry) => ({
      transactionId: id,
      account: entry.account,
      amount: entry.amount.amountMinor,
      currency: entry.amount.currency,
    })),
  );
}

/** What of a capture was given back or is about to be, in minor units. */
export async function sumRefunded(db: Db, captureId: CaptureId): Promise<bigint> {
  const [row] = await db
    .select({ refunded: sum(refund.amount) })
    .from(refund)
    .where(and(eq(refund.captureId, captureId), ne(refund.status, 'failed')));
  return BigInt(row?.refunded ?? 0);
}

export async function findRefundByKey(db: Db, idempotencyKey: string): Promise<RefundRow | null> {
  const [row] = await db
    .select()
    .from(refund)
    .where(eq(refund.idempotencyKey, idempotencyKey))
    .limit(1);
  return row ?? null;
}

/** Writes a refund to be carried out. One with the same key exists already and is left as it is. */
export async function insertRefund(tx: Db, row: typeof refund.$inferInsert): Promise<void> {
  await tx.insert(refund).values(row).onConflictDoNothing({ target: refund.idempotencyKey });
}

export async function updateRefund(
  tx: Db,
  id: RefundId,
  change: Partial<
    Pick<
      RefundRow,
      'status' | 'providerReference' | 'providerFailureCode' | 'nextTryAt' | 'updatedAt'
    >
  >,
): Promise<void> {
  // A refund that has ended stays as it ended.
  await tx
    .update(refund)
    .set(change)
    .where(and(eq(refund.id, id), eq(refund.status, 'pending')));
}

/** Takes the refund that is longest due and leases it, as `claimDueAttempt` does. */
export async function claimDueRefund(
  db: Db,
  input: { now: Date; leaseUntil: Date },
): Promise<RefundRow | null> {
  return db.transaction(async (tx) => {
    const [due] = await tx
      .select()
      .from(refund)
      .where(
        and(
          isNotNull(refund.nextTryAt),
          lte(refund.nextTryAt, input.now),
          eq(refund.status, 'pending'),
        ),
      )
      .orderBy(asc(refund.nextTryAt))
      .limit(1)
      .for('update', { skipLocked: true });
    if (due === undefined) return null;
    await tx
      .update(refund)
      .set({ nextTryAt: input.leaseUntil, tryCount: sql`${refund.tryCount} + 1` })
      .where(eq(refund.id, due.id));
    return due;
  });
}
