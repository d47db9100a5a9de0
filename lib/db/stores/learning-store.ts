import { type SQL, and, asc, eq, inArray, isNotNull, lte, sql } from 'drizzle-orm';
import type { FailureCode } from '#lib/domain/failure-code.ts';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import type { AttemptStatus } from '#lib/domain/payment-attempt.ts';
import type { OrderingContext } from '#lib/ordering/ordering-context.ts';
import type { SessionLearning } from '#lib/ordering/ordering-record.ts';
import type { Db } from '../client.ts';
import { checkoutSession } from '../schema/checkout-session.ts';
import { learningCursor, orderingExposure, sessionLearning } from '../schema/ordering.ts';
import { attemptEvent, paymentAttempt } from '../schema/payment.ts';
import type { OrderingOwner } from './ordering-store.ts';

/** The one there is: of the attempts' events. */
const CURSOR = 'attempt_event';

/**
 * How far the attempts' events have been learned from, this node's alone until the transaction ends. Null:
 * another node is at it.
 */
export async function lockLearningCursor(tx: Db): Promise<number | null> {
  const [held] = await tx
    .select({ eventId: learningCursor.eventId })
    .from(learningCursor)
    .where(eq(learningCursor.id, CURSOR))
    .for('update', { skipLocked: true });
  if (held !== undefined) return held.eventId;
  const [made] = await tx
    .insert(learningCursor)
    .values({ id: CURSOR, eventId: 0 })
    .onConflictDoNothing()
    .returning({ eventId: learningCursor.eventId });
  return made?.eventId ?? null;
}

export async function moveLearningCursor(tx: Db, eventId: number): Promise<void> {
  await tx.update(learningCursor).set({ eventId }).where(eq(learningCursor.id, CURSOR));
}

/** An attempt's change; `sessionId`: the session it is of, where its list was shown and is to be learned from. */
export interface LearningEvent {
  readonly id: number;
  readonly at: Date;
  readonly sessionId: CheckoutSessionId | null;
}

/** The next `limit` after `after`, by number. */
export async function listEventsAfter(
  tx: Db,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly LearningEvent[]> {
  return learningEvents(tx, sql`${attemptEvent.id} > ${after}`).limit(limit);
}

/** Those of these numbers that are there by now. */
export async function listEventsNumbered(
  tx: Db,
  ids: readonly number[],
): Promise<readonly LearningEvent[]> {
  return ids.length === 0 ? [] : learningEvents(tx, inArray(attemptEvent.id, [...ids]));
}

function learningEvents(tx: Db, which: SQL) {
  return tx
    .select({ id: attemptEvent.id, at: attemptEvent.at, sessionId: sessionLearning.sessionId })
    .from(attemptEvent)
    .innerJoin(paymentAttempt, eq(paymentAttempt.id, attemptEvent.attemptId))
    .leftJoin(sessionLearning, eq(sessionLearning.sessionId, paymentAttempt.sessionId))
    .where(which)
    .orderBy(asc(attemptEvent.id));
}

/** Sessions to look at though nothing happened in them, those longest due first. */
export async function listDueSessions(
  tx: Db,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<readonly CheckoutSessionId[]> {
  const rows = await tx
    .select({ sessionId: sessionLearning.sessionId })
    .from(sessionLearning)
    .where(and(isNotNull(sessionLearning.lookAt), lte(sessionLearning.lookAt, now)))
    .orderBy(asc(sessionLearning.lookAt))
    .limit(limit);
  return rows.map(({ sessionId }) => sessionId);
}

/** What was shown in a session, as far as it is learned from. */
export interface ShownList extends OrderingOwner {
  readonly sessionId: CheckoutSessionId;
  readonly at: Date;
  readonly context: OrderingContext;
  readonly order: readonly string[];
  readonly layout: string;
  readonly learner: string;
  readonly counts: boolean;
}

export async function listShown(
  tx: Db,
  sessionIds: readonly CheckoutSessionId[],
): Promise<readonly ShownList[]> {
  return tx
    .select({
      sessionId: orderingExposure.sessionId,
      merchantId: orderingExposure.merchantId,
      livemode: orderingExposure.livemode,
      at: orderingExposure.at,
      context: sql<OrderingContext>`${orderingExposure.decision}->'context'`,
      order: sql<string[]>`${orderingExposure.decision}->'order'`,
      layout: orderingExposure.layout,
      learner: orderingExposure.learner,
      counts: orderingExposure.counts,
    })
    .from(orderingExposure)
    .where(inArray(orderingExposure.sessionId, [...sessionIds]));
}

/** How a session stands, and what it has been counted for. */
export interface LearnedSession {
  readonly sessionId: CheckoutSessionId;
  readonly expiresAt: Date;
  readonly expiredAt: Date | null;
  readonly completedAt: Date | null;
  readonly learned: Readonly<Record<string, SessionLearning>>;
  readonly lookAt: Date | null;
}

/** Read it under the lock of the states: what a session was counted for changes with them. */
export async function listLearned(
  tx: Db,
  sessionIds: readonly CheckoutSessionId[],
): Promise<readonly LearnedSession[]> {
  return tx
    .select({
      sessionId: sessionLearning.sessionId,
      expiresAt: checkoutSession.expiresAt,
      expiredAt: checkoutSession.expiredAt,
      completedAt: checkoutSession.completedAt,
      learned: sessionLearning.learned,
      lookAt: sessionLearning.lookAt,
    })
    .from(sessionLearning)
    .innerJoin(checkoutSession, eq(checkoutSession.id, sessionLearning.sessionId))
    .where(inArray(sessionLearning.sessionId, [...sessionIds]));
}

/** A change of an attempt beside what says which attempt of which session it is. */
export interface RecordedChange {
  readonly sessionId: CheckoutSessionId;
  readonly attemptId: PaymentAttemptId;
  readonly method: MethodId;
  readonly startedAt: Date;
  readonly at: Date;
  readonly from: AttemptStatus | null;
  readonly to: AttemptStatus;
  readonly source: string;
  readonly failureCode: FailureCode | null;
}

/** All changes of the sessions' attempts, as they were recorded: an attempt's first is that it was made. */
export async function listChanges(
  tx: Db,
  sessionIds: readonly CheckoutSessionId[],
): Promise<readonly RecordedChange[]> {
  if (sessionIds.length === 0) return [];
  return tx
    .select({
      sessionId: paymentAttempt.sessionId,
      attemptId: paymentAttempt.id,
      method: paymentAttempt.method,
      startedAt: paymentAttempt.createdAt,
      at: attemptEvent.at,
      from: attemptEvent.fromStatus,
      to: attemptEvent.toStatus,
      source: attemptEvent.source,
      // As `record-outcome` writes it.
      failureCode: sql<FailureCode | null>`${attemptEvent.detail}->>'code'`,
    })
    .from(paymentAttempt)
    .innerJoin(attemptEvent, eq(attemptEvent.attemptId, paymentAttempt.id))
    .where(inArray(paymentAttempt.sessionId, [...sessionIds]))
    .orderBy(asc(attemptEvent.id));
}

/** What sessions have been counted for by now, all in one statement. Call it under the lock of the states. */
export async function writeLearned(
  tx: Db,
  rows: readonly Pick<LearnedSession, 'sessionId' | 'learned' | 'lookAt'>[],
): Promise<void> {
  if (rows.length === 0) return;
  const values = rows.map(({ sessionId, learned, lookAt }) => ({
    session_id: sessionId,
    learned,
    look_at: lookAt,
  }));
  await tx.execute(sql`
    update session_learning
    set learned = given.learned, look_at = given.look_at
    from jsonb_populate_recordset(null::session_learning, ${JSON.stringify(values)}::jsonb) as given
    where session_learning.session_id = given.session_id
  `);
}

/** The age of the oldest event that was not learned from yet, in seconds; 0 where there is none. */
export async function learningLagSeconds(db: Db, now: Date): Promise<number> {
  const cursor = db
    .select({ eventId: learningCursor.eventId })
    .from(learningCursor)
    .where(eq(learningCursor.id, CURSOR));
  const [oldest] = await db
    .select({ at: attemptEvent.at })
    .from(attemptEvent)
    .where(sql`${attemptEvent.id} > coalesce((${cursor}), 0)`)
    .orderBy(asc(attemptEvent.id))
    .limit(1);
  return oldest === undefined ? 0 : Math.max(0, (now.getTime() - oldest.at.getTime()) / 1000);
}
