import { eq, sql } from 'drizzle-orm';
import type { Db } from '#lib/db/client.ts';
import {
  capture,
  discrepancy,
  ledgerEntry,
  ledgerTransaction,
  refund,
} from '#lib/db/schema/money.ts';
import { paymentAttempt } from '#lib/db/schema/payment.ts';
import { event } from '#lib/db/schema/webhook.ts';
import { getIntent } from '#lib/db/stores/session-store.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';

/** Everything the database says about the money of one session, read past the operations under test. */
export async function moneyFacts(db: Db, sessionId: CheckoutSessionId) {
  const intent = await getIntent(db, sessionId);
  const attempts = await db
    .select()
    .from(paymentAttempt)
    .where(eq(paymentAttempt.sessionId, sessionId));
  const captures = await db.select().from(capture).where(eq(capture.intentId, intent.id));
  const refunds = await db
    .select({ amount: refund.amount, status: refund.status, captureId: refund.captureId })
    .from(refund)
    .innerJoin(capture, eq(refund.captureId, capture.id))
    .where(eq(capture.intentId, intent.id));
  const events = await db.select().from(event).where(eq(event.subject, sessionId));
  const discrepancies = await db
    .select()
    .from(discrepancy)
    .where(eq(discrepancy.sessionId, sessionId));
  return {
    intent,
    attempts,
    captures,
    refunds,
    eventTypes: events.map(({ type }) => type).sort(),
    discrepancies: discrepancies.map(({ kind }) => kind).sort(),
  };
}

/** The ledger's balances by account, over all sessions of the test, in minor units. */
export async function ledgerBalances(db: Db): Promise<Record<string, bigint>> {
  const rows = await db
    .select({ account: ledgerEntry.account, balance: sql<string>`sum(${ledgerEntry.amount})` })
    .from(ledgerEntry)
    .innerJoin(ledgerTransaction, eq(ledgerEntry.transactionId, ledgerTransaction.id))
    .groupBy(ledgerEntry.account);
  return Object.fromEntries(rows.map(({ account, balance }) => [account, BigInt(balance)]));
}
