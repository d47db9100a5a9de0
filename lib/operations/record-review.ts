import type { Db } from '#lib/db/client.ts';
import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import { raiseDiscrepancy, resolveDiscrepancies } from '#lib/db/stores/discrepancy-store.ts';
import {
  type ReviewRow,
  findReviewByReference,
  insertReview,
  updateReview,
} from '#lib/db/stores/review-store.ts';
import { type SessionRow, lockSessionOfAttempt } from '#lib/db/stores/session-store.ts';
import type { EventType } from '#lib/domain/event-type.ts';
import type { ReportedReview } from '#lib/domain/review.ts';
import { newId } from '#lib/platform/ids.ts';
import { connectProvider } from './connect-provider.ts';
import type { AppContext } from './context.ts';
import { emitEvents } from './emit-events.ts';
import { reviewObject } from './review-object.ts';

/**
 * Asks the provider of an attempt how a review stands and records it. `unanswered`: it could not be asked, and
 * nothing is known. `absent`: the provider knows of none. `not_its`: the review is not of this attempt's payment.
 */
export async function learnOfReview(
  context: AppContext,
  attempt: AttemptRow,
  reference: string,
): Promise<'recorded' | 'unanswered' | 'absent' | 'not_its'> {
  const connection = await connectProvider(context, attempt.providerAccountId);
  const askedAt = context.clock.now();
  const answer = await connection.retrieveReview?.(reference);
  if (answer?.kind === 'absent') return 'absent';
  if (answer?.kind !== 'found') {
    context.log.warn(
      { attempt: attempt.id, detail: answer?.detail ?? 'its provider tells of no reviews' },
      'a review could not be asked about',
    );
    return 'unanswered';
  }
  const { review } = answer;
  if (review.paymentReference !== attempt.providerReference) return 'not_its';
  await recordReview(context, { attempt, review, askedAt });
  return 'recorded';
}

/**
 * Records a review of an attempt as its provider told of it when it was asked at `askedAt`, and tells the
 * merchant, in one transaction under the session's lock. Recording the same again changes nothing; of answers in
 * another order than the questions, the one to the last question stands.
 */
export async function recordReview(
  context: AppContext,
  input: { attempt: AttemptRow; review: ReportedReview; askedAt: Date },
): Promise<void> {
  await context.database.db.transaction(async (tx) => {
    const { attempt, review: reported, askedAt } = input;
    const session = await lockSessionOfAttempt(tx, attempt.id);
    if (session === null) throw new Error(`Attempt ${attempt.id} does not exist.`);
    const before = await findReviewByReference(tx, attempt.providerAccountId, reported.reference);
    if (before !== null && askedAt < before.askedAt) return;
    const now = context.clock.now();
    const review: ReviewRow = {
      ...(before ?? newReview(attempt, reported, now)),
      open: reported.open,
      openedReason: reported.openedReason,
      closedReason: reported.closedReason,
      ...(before?.open === reported.open ? {} : { updatedAt: now }),
      askedAt,
    };
    await (before === null ? insertReview(tx, review) : updateReview(tx, review));
    await tell(context, tx, { session, before, review });
    await raise(tx, { session, before, review, now });
  });
  context.wakeWorker();
}

function newReview(attempt: AttemptRow, reported: ReportedReview, now: Date) {
  return {
    id: newId('review'),
    merchantId: attempt.merchantId,
    intentId: attempt.intentId,
    attemptId: attempt.id,
    provider: attempt.provider,
    providerAccountId: attempt.providerAccountId,
    providerReference: reported.reference,
    createdAt: reported.openedAt,
    recordedAt: now,
    updatedAt: now,
  };
}

/** One that was opened and closed meanwhile is told of as both. */
async function tell(
  context: AppContext,
  tx: Db,
  facts: { session: SessionRow; before: ReviewRow | null; review: ReviewRow },
): Promise<void> {
  const { session, before, review } = facts;
  const types: EventType[] = [
    ...(before === null ? ['review.opened' as const] : []),
    ...(!review.open && before?.open !== false ? ['review.closed' as const] : []),
  ];
  const object = reviewObject({ review, livemode: session.livemode });
  const events = types.map((type) => ({ type, subject: review.id, object }));
  await emitEvents(context, tx, session, events);
}

/** A person decides at the provider, before the goods leave. */
async function raise(
  tx: Db,
  {
    session,
    before,
    review,
    now,
  }: { session: SessionRow; before: ReviewRow | null; review: ReviewRow; now: Date },
): Promise<void> {
  const { id: subject, merchantId, providerReference } = review;
  const kinds = ['in_review'] as const;
  // Raised by the provider's name while it could not be read.
  await resolveDiscrepancies(tx, { merchantId, kinds, subject: providerReference, now });
  if (!review.open) {
    await resolveDiscrepancies(tx, { merchantId, kinds, subject, now });
    return;
  }
  await raiseDiscrepancy(tx, {
    merchantId,
    kind: 'in_review',
    subject,
    sessionId: session.id,
    attemptId: review.attemptId,
    detail: {
      provider: review.provider,
      providerReference,
      openedReason: review.openedReason,
    },
    now,
    again: before?.open === false,
  });
}
