import { and, asc, desc, eq, exists, gt, gte, inArray, isNull, lte, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { MethodId } from '#lib/domain/method-id.ts';
import type { OrderingContext } from '#lib/ordering/ordering-context.ts';
import type { MethodEvidence } from '#lib/ordering/ordering-policy.ts';
import { SHARED_LEARNER } from '#lib/ordering/ordering-config.ts';
import type { Db } from '../client.ts';
import { attemptOrigin } from '../schema/card-tries.ts';
import { checkoutSession } from '../schema/checkout-session.ts';
import { orderingExposure, orderingState, sessionLearning } from '../schema/ordering.ts';
import { paymentAttempt } from '../schema/payment.ts';
import type { ExposureRow, OrderingOwner } from './ordering-store.ts';

/** Learned states of a merchant in one mode. */
function statesOf({ merchantId, livemode }: OrderingOwner) {
  return and(eq(orderingState.merchantId, merchantId), eq(orderingState.livemode, livemode));
}

/**
 * Takes merchants whose methods are due to be looked at, each for one node: those that know something, whose
 * shoppers tried to pay since `since`, and that were not looked at since `before`. What another node is
 * working on is left to it.
 */
export async function claimWatched(
  db: Db,
  due: { readonly before: Date; readonly since: Date; readonly now: Date; readonly limit: number },
): Promise<readonly OrderingOwner[]> {
  return db.transaction(async (tx) => {
    const attempted = tx
      .select({ one: sql`1` })
      .from(paymentAttempt)
      .where(
        and(
          eq(paymentAttempt.merchantId, orderingState.merchantId),
          gt(paymentAttempt.createdAt, due.since),
        ),
      );
    const owners = await tx
      .select({ merchantId: orderingState.merchantId, livemode: orderingState.livemode })
      .from(orderingState)
      .where(
        and(
          eq(orderingState.learner, SHARED_LEARNER),
          or(
            isNull(orderingState.watchedAt),
            lte(orderingState.watchedAt, due.before),
            // Written by a clock that was ahead: else nothing is looked at until that time has come.
            gt(orderingState.watchedAt, due.now),
          ),
          exists(attempted),
        ),
      )
      .orderBy(sql`${orderingState.watchedAt} asc nulls first`)
      .limit(due.limit)
      .for('update', { skipLocked: true });
    if (owners.length === 0) return [];
    await tx
      .update(orderingState)
      .set({ watchedAt: due.now })
      .where(and(eq(orderingState.learner, SHARED_LEARNER), or(...owners.map(statesOf))));
    return owners;
  });
}

/** The first attempt of a session that was shown an order, with what was known of its method then. */
export interface FirstAttempt {
  readonly method: MethodId;
  readonly startedAt: Date;
  readonly status: (typeof paymentAttempt.$inferSelect)['status'];
  readonly statusSince: Date;
  readonly heldAt: Date | null;
  readonly failureCode: (typeof paymentAttempt.$inferSelect)['failureCode'];
  /** Its provider's name of it; null: the provider never answered. */
  readonly providerReference: string | null;
  readonly sessionExpiresAt: Date;
  /** When its shopper went on to another method; null: never. */
  readonly leftAt: Date | null;
  /** Where it was begun, as a keyed hash; null: not known. */
  readonly address: string | null;
  readonly context: OrderingContext;
  readonly evidence: MethodEvidence | null;
}

/** More in one hour are not looked at: the latest are enough for any alarm. */
const MOST_WATCHED = 5_000;

/** Those begun since, in the order in which they began. Sessions that teach nothing are left out. */
export async function listFirstAttempts(
  db: Db,
  { merchantId, livemode }: OrderingOwner,
  since: Date,
): Promise<readonly FirstAttempt[]> {
  const other = alias(paymentAttempt, 'other');
  const ofSession = eq(other.sessionId, paymentAttempt.sessionId);
  const earlier = db
    .select({ one: sql`1` })
    .from(other)
    .where(
      and(
        ofSession,
        sql`(${other.createdAt}, ${other.id}) < (${paymentAttempt.createdAt}, ${paymentAttempt.id})`,
      ),
    );
  const wentOn = db
    .select({ at: sql`min(${other.createdAt})` })
    .from(other)
    .where(
      and(
        ofSession,
        sql`${other.createdAt} > ${paymentAttempt.createdAt}`,
        sql`${other.method} <> ${paymentAttempt.method}`,
      ),
    );
  const rows = await db
    .select({
      method: paymentAttempt.method,
      startedAt: paymentAttempt.createdAt,
      status: paymentAttempt.status,
      statusSince: paymentAttempt.statusSince,
      heldAt: paymentAttempt.heldAt,
      failureCode: paymentAttempt.failureCode,
      providerReference: paymentAttempt.providerReference,
      sessionExpiresAt: checkoutSession.expiresAt,
      leftAt: sql`(${wentOn})`.mapWith(paymentAttempt.createdAt),
      address: attemptOrigin.address,
      context: sql<OrderingContext>`${orderingExposure.decision} -> 'context'`,
      evidence: sql<MethodEvidence | null>`${orderingExposure.decision} -> 'evidence' -> ${paymentAttempt.method}`,
    })
    .from(paymentAttempt)
    .innerJoin(orderingExposure, eq(orderingExposure.sessionId, paymentAttempt.sessionId))
    .innerJoin(checkoutSession, eq(checkoutSession.id, paymentAttempt.sessionId))
    .leftJoin(attemptOrigin, eq(attemptOrigin.attemptId, paymentAttempt.id))
    .where(
      and(
        eq(paymentAttempt.merchantId, merchantId),
        gt(paymentAttempt.createdAt, since),
        eq(orderingExposure.livemode, livemode),
        eq(orderingExposure.counts, true),
        sql`not exists (${earlier})`,
      ),
    )
    .orderBy(desc(paymentAttempt.createdAt), desc(paymentAttempt.id))
    .limit(MOST_WATCHED);
  return rows.toReversed();
}

/** What a session was shown and counted for. */
export type LearnedSession = Pick<ExposureRow, 'sessionId' | 'at' | 'layout' | 'counts'> &
  Pick<typeof sessionLearning.$inferSelect, 'learned' | 'lookAt'> & {
    readonly context: OrderingContext;
    readonly shown: readonly string[];
  };

/** Sessions in which one of these methods was tried since. Read it under the lock of the merchant's states. */
export async function listLearnedSessions(
  db: Db,
  { merchantId, livemode }: OrderingOwner,
  asked: { readonly methods: readonly MethodId[]; readonly since: Date },
): Promise<readonly LearnedSession[]> {
  const tried = db
    .select({ id: paymentAttempt.sessionId })
    .from(paymentAttempt)
    .where(
      and(
        eq(paymentAttempt.merchantId, merchantId),
        gte(paymentAttempt.createdAt, asked.since),
        inArray(paymentAttempt.method, [...asked.methods]),
      ),
    );
  return db
    .select({
      sessionId: orderingExposure.sessionId,
      at: orderingExposure.at,
      layout: orderingExposure.layout,
      counts: orderingExposure.counts,
      context: sql<OrderingContext>`${orderingExposure.decision} -> 'context'`,
      shown: sql<readonly string[]>`${orderingExposure.decision} -> 'order'`,
      learned: sessionLearning.learned,
      lookAt: sessionLearning.lookAt,
    })
    .from(orderingExposure)
    .innerJoin(sessionLearning, eq(sessionLearning.sessionId, orderingExposure.sessionId))
    .where(and(eq(orderingExposure.livemode, livemode), inArray(orderingExposure.sessionId, tried)))
    .orderBy(asc(orderingExposure.sessionId));
}
