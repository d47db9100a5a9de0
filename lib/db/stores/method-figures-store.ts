import { and, eq, gte, sql } from 'drizzle-orm';
import type { MethodId } from '#lib/domain/method-id.ts';
import type { Db } from '../client.ts';
import { checkoutSession } from '../schema/checkout-session.ts';
import { paymentAttempt } from '../schema/payment.ts';
import type { OrderingOwner } from './ordering-store.ts';

export interface MethodFigures {
  readonly method: MethodId;
  /** Sessions in which it was tried. */
  readonly tried: number;
  /** Those of them that it paid, or holds the money of. */
  readonly paid: number;
}

/** How often a merchant's methods were tried since a time, and paid; none of those that nobody tried. */
export async function listMethodFigures(
  db: Db,
  owner: OrderingOwner,
  since: Date,
): Promise<readonly MethodFigures[]> {
  return db
    .select({
      method: paymentAttempt.method,
      tried: sql<number>`count(distinct ${paymentAttempt.sessionId})::integer`,
      paid: sql<number>`(count(distinct ${paymentAttempt.sessionId}) filter (
        where ${paymentAttempt.status} in ('captured', 'authorized', 'kept')))::integer`,
    })
    .from(paymentAttempt)
    .innerJoin(checkoutSession, eq(checkoutSession.id, paymentAttempt.sessionId))
    .where(
      and(
        eq(paymentAttempt.merchantId, owner.merchantId),
        eq(checkoutSession.livemode, owner.livemode),
        gte(paymentAttempt.createdAt, since),
      ),
    )
    .groupBy(paymentAttempt.method);
}
