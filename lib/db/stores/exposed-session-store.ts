import { and, asc, eq, inArray, lt, lte, sql } from 'drizzle-orm';
import type { CurrencyCode } from '#lib/domain/currency.ts';
import type { CheckoutSessionId, ExperimentId } from '#lib/domain/ids.ts';
import type { AttemptStatus } from '#lib/domain/payment-attempt.ts';
import type { Exclusion } from '#lib/experiments/exposed-session.ts';
import type { OrderingContext } from '#lib/ordering/ordering-context.ts';
import type { Db } from '../client.ts';
import { checkoutSession } from '../schema/checkout-session.ts';
import { dispute } from '../schema/dispute.ts';
import { capture, refund } from '../schema/money.ts';
import { orderingExposure } from '../schema/ordering.ts';
import { paymentAttempt, paymentIntent } from '../schema/payment.ts';

/** An exposure of an experiment, with how its session stands. Amounts in minor units of `currency`. */
export interface ExposedRow {
  readonly sessionId: CheckoutSessionId;
  readonly at: Date;
  readonly arm: string;
  readonly unit: string;
  readonly shopper: string | null;
  readonly context: OrderingContext;
  readonly exclusion: Exclusion | null;
  /** False: it was shown to an address that was held up for testing cards. */
  readonly counts: boolean;
  readonly ordersDiffer: boolean;
  readonly price: bigint;
  readonly currency: CurrencyCode;
  /** When it was paid, or its money was held; null: neither. */
  readonly completedAt: Date | null;
  readonly captured: bigint;
  /** Whether its money was held, and is held no more. */
  readonly isReleased: boolean;
  readonly refunded: bigint;
  readonly disputed: bigint;
}

/** Where a batch begins: behind this exposure. */
export interface ExposedPlace {
  readonly at: Date;
  readonly sessionId: string;
}

/**
 * The next exposures of some arms of an experiment, in the order in which they were shown, up to a moment. Money
 * that was given back or is disputed counts by what it takes from the merchant's sales.
 */
export async function listExposed(
  db: Db,
  asked: {
    experimentId: ExperimentId;
    arms: readonly string[];
    until: Date;
    after: ExposedPlace | null;
    limit: number;
  },
): Promise<readonly ExposedRow[]> {
  const { after } = asked;
  const rows = await db
    .select({
      sessionId: orderingExposure.sessionId,
      at: orderingExposure.at,
      arm: orderingExposure.arm,
      unit: orderingExposure.unit,
      shopper: orderingExposure.shopper,
      context: sql<OrderingContext>`${orderingExposure.decision}->'context'`,
      exclusion: orderingExposure.exclusion,
      counts: orderingExposure.counts,
      ordersDiffer: orderingExposure.ordersDiffer,
      price: paymentIntent.amount,
      currency: paymentIntent.currency,
      completedAt: checkoutSession.completedAt,
      captured: sql<string>`(select coalesce(sum(${capture.applied}), 0)::text from ${capture}
        where ${capture.intentId} = ${paymentIntent.id})`,
      isReleased: sql<boolean>`coalesce((select bool_and(${paymentAttempt.status} <> 'authorized') from ${paymentAttempt}
        where ${paymentAttempt.sessionId} = ${orderingExposure.sessionId} and ${paymentAttempt.heldAt} is not null), false)`,
      refunded: sql<string>`(select coalesce(sum(${refund.amount} - ${refund.fromOverpayment}), 0)::text
        from ${refund} join ${capture} on ${capture.id} = ${refund.captureId}
        where ${capture.intentId} = ${paymentIntent.id} and ${refund.status} <> 'failed')`,
      disputed: sql<string>`(select coalesce(sum(${dispute.amount} - ${dispute.fromOverpayment}), 0)::text
        from ${dispute} where ${dispute.intentId} = ${paymentIntent.id}
        and ${dispute.status} not in ('won', 'prevented') and ${dispute.status} not like 'warning\\_%')`,
    })
    .from(orderingExposure)
    .innerJoin(checkoutSession, eq(checkoutSession.id, orderingExposure.sessionId))
    .innerJoin(paymentIntent, eq(paymentIntent.sessionId, orderingExposure.sessionId))
    .where(
      and(
        eq(orderingExposure.experimentId, asked.experimentId),
        inArray(orderingExposure.arm, [...asked.arms]),
        lte(orderingExposure.at, asked.until),
        after === null
          ? undefined
          : sql`(${orderingExposure.at}, ${orderingExposure.sessionId}) > (${after.at.toISOString()}::timestamptz, ${after.sessionId})`,
      ),
    )
    .orderBy(asc(orderingExposure.at), asc(orderingExposure.sessionId))
    .limit(asked.limit);
  return rows.map((row) => ({
    ...row,
    arm: row.arm ?? '', // `arm in (…)` is not true of null
    unit: row.unit ?? row.sessionId,
    ordersDiffer: row.ordersDiffer ?? false,
    captured: BigInt(row.captured),
    refunded: BigInt(row.refunded),
    disputed: BigInt(row.disputed),
  }));
}

/** A try to pay, as far as experiments measure it. */
export interface TriedRow {
  readonly sessionId: string;
  readonly createdAt: Date;
  readonly status: AttemptStatus;
  /** When its money was first held or taken; null: neither. */
  readonly paidAt: Date | null;
  readonly statusSince: Date;
}

/** The attempts of some sessions, the first of each first. */
export async function listTried(
  db: Db,
  sessionIds: readonly CheckoutSessionId[],
): Promise<readonly TriedRow[]> {
  if (sessionIds.length === 0) return [];
  return db
    .select({
      sessionId: paymentAttempt.sessionId,
      createdAt: paymentAttempt.createdAt,
      status: paymentAttempt.status,
      // By the tables' names: alone in a query, Drizzle writes columns without theirs.
      paidAt: sql<Date | null>`coalesce(${paymentAttempt.heldAt}, (select min(paying.recorded_at)
        from ${capture} paying where paying.attempt_id = ${paymentAttempt}.id))`.mapWith(
        capture.recordedAt,
      ),
      statusSince: paymentAttempt.statusSince,
    })
    .from(paymentAttempt)
    .where(inArray(paymentAttempt.sessionId, [...sessionIds]))
    .orderBy(asc(paymentAttempt.createdAt), asc(paymentAttempt.id));
}

/** Of known shoppers, the share of their sessions that were paid, of those shown an order before a moment. */
export async function paidShareBefore(
  db: Db,
  asked: {
    owner: Pick<typeof orderingExposure.$inferSelect, 'merchantId' | 'livemode'>;
    shoppers: readonly string[];
    before: Date;
  },
): Promise<ReadonlyMap<string, number>> {
  if (asked.shoppers.length === 0) return new Map();
  const { merchantId, livemode } = asked.owner;
  const rows = await db
    .select({
      shopper: orderingExposure.shopper,
      share: sql<number>`(count(*) filter (where ${checkoutSession.completedAt} < ${asked.before.toISOString()}::timestamptz))::float / count(*)`,
    })
    .from(orderingExposure)
    .innerJoin(checkoutSession, eq(checkoutSession.id, orderingExposure.sessionId))
    .where(
      and(
        eq(orderingExposure.merchantId, merchantId),
        eq(orderingExposure.livemode, livemode),
        inArray(orderingExposure.shopper, [...asked.shoppers]),
        lt(orderingExposure.at, asked.before),
      ),
    )
    .groupBy(orderingExposure.shopper);
  return new Map(rows.map(({ shopper, share }) => [shopper ?? '', Number(share)]));
}
