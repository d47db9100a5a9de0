import { and, asc, eq, inArray, isNotNull, or } from 'drizzle-orm';
import type { CustomerId, PaymentAttemptId, PaymentIntentId } from '#lib/domain/ids.ts';
import type { CreatedRange, PageRequest } from '#lib/domain/list-page.ts';
import type { AttemptStatus } from '#lib/domain/payment-attempt.ts';
import type { IntentPurpose } from '#lib/domain/payment-intent.ts';
import type { Db } from '../client.ts';
import { createdWithin, pageQuery } from '../cursor-page.ts';
import { checkoutSession } from '../schema/checkout-session.ts';
import { capture, refund } from '../schema/money.ts';
import { paymentAttempt, paymentIntent } from '../schema/payment.ts';
import { together } from '../together.ts';
import type { AttemptRow } from './attempt-store.ts';
import type { Owner } from './bank-transfer-store.ts';
import { type DisputeWithMovements, listDisputesOf } from './dispute-store.ts';
import type { CaptureRow, RefundRow } from './money-store.ts';
import { type ReviewRow, listReviewsOf } from './review-store.ts';
import type { IntentRow, SessionRow } from './session-store.ts';

/** An intent with everything that was tried and paid of it, the oldest first. */
export interface PaymentRows {
  readonly session: SessionRow;
  readonly intent: IntentRow;
  readonly attempts: readonly AttemptRow[];
  readonly captures: readonly { readonly capture: CaptureRow; readonly refunds: RefundRow[] }[];
  readonly disputes: readonly DisputeWithMovements[];
  readonly reviews: readonly ReviewRow[];
}

function ownIntents({ merchantId, livemode }: Owner, purpose: IntentPurpose = 'payment') {
  return and(
    eq(paymentIntent.merchantId, merchantId),
    eq(paymentIntent.livemode, livemode),
    eq(paymentIntent.purpose, purpose),
  );
}

/** Null for what is another merchant's or of the other mode, too. */
export async function findOwnIntent(
  db: Db,
  owner: Owner,
  id: string,
  purpose: IntentPurpose = 'payment',
): Promise<IntentRow | null> {
  const [row] = await db
    .select()
    .from(paymentIntent)
    .where(and(eq(paymentIntent.id, id as PaymentIntentId), ownIntents(owner, purpose))) // looked up, not trusted
    .limit(1);
  return row ?? null;
}

/** A merchant's intents, the newest first, and one more than the page holds. */
export async function listIntents(
  db: Db,
  owner: Owner,
  asked: {
    created: CreatedRange;
    customerId: string | null;
    page: PageRequest;
    cursor: IntentRow | null;
    purpose?: IntentPurpose;
  },
): Promise<readonly IntentRow[]> {
  const query = pageQuery(paymentIntent, asked.page, asked.cursor);
  const ofCustomer = db
    .select({ id: checkoutSession.id })
    .from(checkoutSession)
    .where(eq(checkoutSession.customerId, asked.customerId as CustomerId)); // looked up, not trusted
  return db
    .select()
    .from(paymentIntent)
    .where(
      and(
        ownIntents(owner, asked.purpose),
        asked.customerId === null ? undefined : inArray(paymentIntent.sessionId, ofCustomer),
        createdWithin(paymentIntent.createdAt, asked.created),
        query.where,
      ),
    )
    .orderBy(...query.orderBy)
    .limit(query.limit);
}

/** As `findOwnIntent`, of an attempt. */
export async function findOwnAttempt(
  db: Db,
  owner: Owner,
  id: PaymentAttemptId,
): Promise<AttemptRow | null> {
  const [row] = await db
    .select({ attempt: paymentAttempt })
    .from(paymentAttempt)
    .innerJoin(paymentIntent, eq(paymentIntent.id, paymentAttempt.intentId))
    .where(and(eq(paymentAttempt.id, id), ownIntents(owner)))
    .limit(1);
  return row?.attempt ?? null;
}

/** A merchant's attempts in these states, or that held money once, the newest first, and one more than the page holds. */
export async function listOwnAttempts(
  db: Db,
  owner: Owner,
  asked: {
    statuses: readonly AttemptStatus[];
    intentId: string | null;
    created: CreatedRange;
    page: PageRequest;
    cursor: AttemptRow | null;
  },
): Promise<readonly AttemptRow[]> {
  const query = pageQuery(paymentAttempt, asked.page, asked.cursor);
  const rows = await db
    .select({ attempt: paymentAttempt })
    .from(paymentAttempt)
    .innerJoin(paymentIntent, eq(paymentIntent.id, paymentAttempt.intentId))
    .where(
      and(
        ownIntents(owner),
        eq(paymentAttempt.merchantId, owner.merchantId),
        or(inArray(paymentAttempt.status, [...asked.statuses]), isNotNull(paymentAttempt.heldAt)),
        asked.intentId === null
          ? undefined
          : eq(paymentAttempt.intentId, asked.intentId as PaymentIntentId), // looked up, not trusted
        createdWithin(paymentAttempt.createdAt, asked.created),
        query.where,
      ),
    )
    .orderBy(...query.orderBy)
    .limit(query.limit);
  return rows.map((row) => row.attempt);
}

/** Everything about these intents; they exist, as rows of ours refer to them. */
export async function readPayments(
  db: Db,
  intentIds: readonly PaymentIntentId[],
): Promise<ReadonlyMap<PaymentIntentId, PaymentRows>> {
  if (intentIds.length === 0) return new Map();
  const ids = [...new Set(intentIds)];
  const [intents, attempts, captures, disputes, reviews] = await together(
    db
      .select({ intent: paymentIntent, session: checkoutSession })
      .from(paymentIntent)
      .innerJoin(checkoutSession, eq(checkoutSession.id, paymentIntent.sessionId))
      .where(inArray(paymentIntent.id, ids)),
    db
      .select()
      .from(paymentAttempt)
      .where(inArray(paymentAttempt.intentId, ids))
      .orderBy(asc(paymentAttempt.createdAt), asc(paymentAttempt.id)),
    db
      .select()
      .from(capture)
      .leftJoin(refund, eq(refund.captureId, capture.id))
      .where(inArray(capture.intentId, ids))
      .orderBy(asc(capture.recordedAt), asc(capture.id), asc(refund.createdAt), asc(refund.id)),
    listDisputesOf(db, ids),
    listReviewsOf(db, ids),
  );
  const byCapture = new Map<CaptureRow['id'], { capture: CaptureRow; refunds: RefundRow[] }>();
  for (const row of captures) {
    const known = byCapture.get(row.capture.id) ?? { capture: row.capture, refunds: [] };
    if (row.refund !== null) known.refunds.push(row.refund);
    byCapture.set(row.capture.id, known);
  }
  return new Map(
    intents.map(({ intent, session }) => [
      intent.id,
      {
        intent,
        session,
        attempts: attempts.filter((attempt) => attempt.intentId === intent.id),
        captures: [...byCapture.values()].filter((known) => known.capture.intentId === intent.id),
        disputes: disputes.filter(({ dispute }) => dispute.intentId === intent.id),
        reviews: reviews.filter(({ intentId }) => intentId === intent.id),
      },
    ]),
  );
}

/** Changes what a merchant noted on an intent. Call it under its session's lock. */
export async function updateIntentNotes(
  tx: Db,
  id: PaymentIntentId,
  notes: Pick<IntentRow, 'metadata' | 'description'>,
): Promise<void> {
  const { metadata, description } = notes;
  await tx.update(paymentIntent).set({ metadata, description }).where(eq(paymentIntent.id, id));
}

/** Notes that the merchant cancelled an intent. Call it under its session's lock. */
export async function markIntentCanceled(
  tx: Db,
  id: PaymentIntentId,
  wish: { at: Date; reason: IntentRow['cancellationReason'] },
): Promise<void> {
  await tx
    .update(paymentIntent)
    .set({ cancelRequestedAt: wish.at, cancellationReason: wish.reason })
    .where(eq(paymentIntent.id, id));
}
