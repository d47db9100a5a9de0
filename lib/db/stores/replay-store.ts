import { and, asc, count, eq, gt, gte, lt, or } from 'drizzle-orm';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import type { Decision } from '#lib/ordering/decide-order.ts';
import type { Db } from '../client.ts';
import { checkoutSession } from '../schema/checkout-session.ts';
import { merchant } from '../schema/merchant.ts';
import { orderingExposure } from '../schema/ordering.ts';
import type { OrderingOwner } from './ordering-store.ts';

/** Whose orders were shown, and in how many sessions. */
export interface ExposedMerchant extends OrderingOwner {
  readonly name: string;
  readonly sessions: number;
}

export async function listExposedMerchants(db: Db): Promise<readonly ExposedMerchant[]> {
  return db
    .select({
      merchantId: orderingExposure.merchantId,
      livemode: orderingExposure.livemode,
      name: merchant.name,
      sessions: count(),
    })
    .from(orderingExposure)
    .innerJoin(merchant, eq(merchant.id, orderingExposure.merchantId))
    .groupBy(orderingExposure.merchantId, orderingExposure.livemode, merchant.name)
    .orderBy(asc(merchant.name), asc(orderingExposure.livemode));
}

/** An order that was shown, and how its session stands. */
export interface LoggedExposure {
  readonly sessionId: CheckoutSessionId;
  readonly at: Date;
  readonly decision: Decision;
  readonly layout: string;
  readonly source: typeof orderingExposure.$inferSelect.source;
  readonly counts: boolean;
  readonly expiresAt: Date;
  readonly expiredAt: Date | null;
  readonly completedAt: Date | null;
}

/** The next `limit` of a merchant's, by when they were shown. */
export async function listExposuresAfter(
  db: Db,
  asked: {
    readonly owner: OrderingOwner;
    readonly after: { readonly at: Date; readonly sessionId: CheckoutSessionId } | null;
    readonly before: Date;
    readonly limit: number;
  },
): Promise<readonly LoggedExposure[]> {
  const { owner, after, before, limit } = asked;
  return db
    .select({
      sessionId: orderingExposure.sessionId,
      at: orderingExposure.at,
      decision: orderingExposure.decision,
      layout: orderingExposure.layout,
      source: orderingExposure.source,
      counts: orderingExposure.counts,
      expiresAt: checkoutSession.expiresAt,
      expiredAt: checkoutSession.expiredAt,
      completedAt: checkoutSession.completedAt,
    })
    .from(orderingExposure)
    .innerJoin(checkoutSession, eq(checkoutSession.id, orderingExposure.sessionId))
    .where(
      and(
        eq(orderingExposure.merchantId, owner.merchantId),
        eq(orderingExposure.livemode, owner.livemode),
        lt(orderingExposure.at, before),
        after === null
          ? undefined
          : and(
              // Where to begin in the index: without it every page reads all that come before.
              gte(orderingExposure.at, after.at),
              or(
                gt(orderingExposure.at, after.at),
                gt(orderingExposure.sessionId, after.sessionId),
              ),
            ),
      ),
    )
    .orderBy(asc(orderingExposure.at), asc(orderingExposure.sessionId))
    .limit(limit);
}
