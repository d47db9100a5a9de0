import { type SQL, and, eq, inArray, ne, sum } from 'drizzle-orm';
import type { PaymentAttemptId, PaymentIntentId, RefundId } from '#lib/domain/ids.ts';
import type { CreatedRange, PageRequest } from '#lib/domain/list-page.ts';
import type { Db } from '../client.ts';
import { createdWithin, pageQuery } from '../cursor-page.ts';
import { capture, refund } from '../schema/money.ts';
import { paymentIntent } from '../schema/payment.ts';
import type { Owner } from './bank-transfer-store.ts';
import type { RefundRow } from './money-store.ts';

/** A refund and the intent whose money it gives back. */
export interface RefundOfIntent {
  readonly refund: RefundRow;
  readonly intentId: PaymentIntentId;
}

function ofIntents(db: Db) {
  return db
    .select({ refund, intentId: capture.intentId })
    .from(refund)
    .innerJoin(capture, eq(capture.id, refund.captureId))
    .innerJoin(paymentIntent, eq(paymentIntent.id, capture.intentId))
    .$dynamic();
}

function own({ merchantId, livemode }: Owner): SQL | undefined {
  return and(eq(refund.merchantId, merchantId), eq(paymentIntent.livemode, livemode));
}

/** Null for what is another merchant's or of the other mode, too. */
export async function findOwnRefund(
  db: Db,
  owner: Owner,
  id: string,
): Promise<RefundOfIntent | null> {
  const [row] = await ofIntents(db)
    .where(and(eq(refund.id, id as RefundId), own(owner))) // looked up, not trusted
    .limit(1);
  return row ?? null;
}

/** A merchant's refunds, the newest first, and one more than the page holds. */
export async function listRefunds(
  db: Db,
  owner: Owner,
  asked: {
    intentId: string | null;
    attemptId: PaymentAttemptId | null;
    created: CreatedRange;
    page: PageRequest;
    cursor: RefundRow | null;
  },
): Promise<readonly RefundOfIntent[]> {
  const { intentId, attemptId } = asked;
  const query = pageQuery(refund, asked.page, asked.cursor);
  return ofIntents(db)
    .where(
      and(
        own(owner),
        intentId === null ? undefined : eq(capture.intentId, intentId as PaymentIntentId), // looked up, not trusted
        attemptId === null ? undefined : eq(refund.attemptId, attemptId),
        createdWithin(refund.createdAt, asked.created),
        query.where,
      ),
    )
    .orderBy(...query.orderBy)
    .limit(query.limit);
}

/** What of these intents' money was given back or is about to be, in minor units, by intent. */
export async function sumRefundedOf(
  db: Db,
  intentIds: readonly PaymentIntentId[],
): Promise<ReadonlyMap<PaymentIntentId, bigint>> {
  if (intentIds.length === 0) return new Map();
  const rows = await db
    .select({ intentId: capture.intentId, refunded: sum(refund.amount) })
    .from(capture)
    .innerJoin(refund, eq(refund.captureId, capture.id))
    .where(and(inArray(capture.intentId, [...intentIds]), ne(refund.status, 'failed')))
    .groupBy(capture.intentId);
  return new Map(rows.map(({ intentId, refunded }) => [intentId, BigInt(refunded ?? 0)]));
}

/** Two changes of one refund's notes follow each other, and neither is lost. */
export async function lockRefund(tx: Db, id: string): Promise<void> {
  await tx
    .select({ id: refund.id })
    .from(refund)
    .where(eq(refund.id, id as RefundId)) // looked up, not trusted
    .for('update');
}

export async function updateRefundMetadata(
  tx: Db,
  id: RefundId,
  metadata: Record<string, string>,
): Promise<void> {
  await tx.update(refund).set({ metadata }).where(eq(refund.id, id));
}
