import { and, asc, eq, gt, isNotNull, lte, ne, sql, sum } from 'drizzle-orm';
import type {
  CaptureId,
  MerchantId,
  PaymentAttemptId,
  PaymentIntentId,
  RefundId,
} from '#lib/domain/ids.ts';
import type { LedgerTransaction } from '#lib/domain/ledger.ts';
import type { ProviderId } from '#lib/domain/provider.ts';
import { newId } from '#lib/platform/ids.ts';
import type { Db } from '../client.ts';
import { capture, ledgerEntry, ledgerTransaction, refund } from '../schema/money.ts';
import { type Given, asRows, rowOf, rowsOf, statement } from '../statement.ts';

export type CaptureRow = typeof capture.$inferSelect;
export type RefundRow = typeof refund.$inferSelect;

/** A capture by the provider's own name of it. */
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

/** An intent's captures, in the order they were booked, each with its refunds. */
export async function listCapturesWithRefunds(
  db: Db,
  intentId: PaymentIntentId,
): Promise<readonly { readonly capture: CaptureRow; readonly refunds: readonly RefundRow[] }[]> {
  const rows = await db
    .select()
    .from(capture)
    .leftJoin(refund, eq(refund.captureId, capture.id))
    .where(eq(capture.intentId, intentId))
    .orderBy(asc(capture.recordedAt), asc(capture.id));
  const byCapture = new Map<CaptureRow['id'], { capture: CaptureRow; refunds: RefundRow[] }>();
  for (const row of rows) {
    const known = byCapture.get(row.capture.id) ?? { capture: row.capture, refunds: [] };
    if (row.refund !== null) known.refunds.push(row.refund);
    byCapture.set(row.capture.id, known);
  }
  return [...byCapture.values()];
}

/** Writes a capture; false when the provider had reported it before: then it is left as it is. */
export async function insertCapture(tx: Db, row: CaptureRow): Promise<boolean> {
  const inserted = await writeCapture(tx, row);
  return inserted.length > 0;
}

const writeCapture = statement((db, given: Given<CaptureRow>) =>
  db
    .insert(capture)
    .values(rowOf(capture, given))
    .onConflictDoNothing({ target: [capture.provider, capture.providerReference] })
    .returning({ id: capture.id }),
);

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
  const { externalId, entries } = input.transaction;
  await book(tx, {
    id,
    merchantId: input.merchantId,
    livemode: input.livemode,
    externalId,
    createdAt: input.now,
    entries: asRows(
      ledgerEntry,
      entries.map(({ account, amount: { amountMinor, currency } }) => ({
        transactionId: id,
        account,
        amount: amountMinor,
        currency,
      })),
    ),
  });
}

/** Transaction and entries at once: of a transaction booked before there is no row, and no entry. */
const book = statement(
  (db, given: Given<typeof ledgerTransaction.$inferSelect & { entries: string }>) => {
    const booked = db
      .insert(ledgerTransaction)
      .values(rowOf(ledgerTransaction, given))
      .onConflictDoNothing()
      .returning({ id: ledgerTransaction.id });
    return sql`
      with booked as ${booked}
      insert into ${ledgerEntry} (transaction_id, account, amount, currency)
      ${rowsOf(ledgerEntry, given.entries)} where transaction_id in (select id from booked)`;
  },
);

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

/** Writes a refund to be carried out; false where one with the same key exists already, and is left as it is. */
export async function insertRefund(tx: Db, row: typeof refund.$inferInsert): Promise<boolean> {
  const inserted = await tx
    .insert(refund)
    .values(row)
    .onConflictDoNothing({ target: refund.idempotencyKey })
    .returning({ id: refund.id });
  return inserted.length > 0;
}

/** Changes a refund. Call it under its session's lock, with what was decided on the row as it stands. */
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
  await tx.update(refund).set(change).where(eq(refund.id, id));
}

/** A refund that rows of ours refer to. Throws when it does not exist, which no write allows. */
export async function getRefund(db: Db, id: RefundId): Promise<RefundRow> {
  const [row] = await db.select().from(refund).where(eq(refund.id, id)).limit(1);
  if (row === undefined) throw new Error(`Refund ${id} does not exist.`);
  return row;
}

/** Makes the refunds of an attempt that are still followed due at `at`, where they are due later. */
export async function bringRefundsForward(
  db: Db,
  attemptId: PaymentAttemptId,
  at: Date,
): Promise<void> {
  await db
    .update(refund)
    .set({ nextTryAt: at })
    .where(
      and(
        eq(refund.attemptId, attemptId),
        // One that the provider has not answered for yet is under way.
        isNotNull(refund.providerReference),
        gt(refund.nextTryAt, at),
      ),
    );
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
      .where(and(isNotNull(refund.nextTryAt), lte(refund.nextTryAt, input.now)))
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
