import { and, asc, eq, inArray, isNotNull, or, sql } from 'drizzle-orm';
import type {
  CheckoutSessionId,
  CustomerId,
  PaymentAttemptId,
  PaymentIntentId,
} from '#lib/domain/ids.ts';
import type { CreatedRange, PageRequest } from '#lib/domain/list-page.ts';
import type { AttemptStatus } from '#lib/domain/payment-attempt.ts';
import type { IntentPurpose } from '#lib/domain/payment-intent.ts';
import type { Db } from '../client.ts';
import { createdWithin, pageQuery } from '../cursor-page.ts';
import { checkoutSession } from '../schema/checkout-session.ts';
import { capture, refund } from '../schema/money.ts';
import { paymentAttempt, paymentIntent } from '../schema/payment.ts';
import { type Given, statement } from '../statement.ts';
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
          : and(
              eq(paymentAttempt.intentId, asked.intentId as PaymentIntentId), // looked up, not trusted
              eq(paymentAttempt.sessionId, paymentIntent.sessionId),
              eq(paymentIntent.id, asked.intentId as PaymentIntentId), // as above
            ),
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
  const [intents, tried] = await together(intentsById(db, { ids }), triedOf(db, ids));
  return new Map(intents.map((each) => [each.intent.id, paymentOf(each, tried)]));
}

/** As `readPayments`, of intents that were read with their sessions; in the same order. */
export async function readPaymentsOf(
  db: Db,
  known: readonly { readonly session: SessionRow; readonly intent: IntentRow }[],
): Promise<readonly PaymentRows[]> {
  if (known.length === 0) return [];
  const tried = await triedOf(
    db,
    known.map(({ intent }) => intent.id),
  );
  return known.map((each) => paymentOf(each, tried));
}

/** As `readPayments`, of what a session is paid with; null without such a session. */
export async function findPaymentOfSession(
  db: Db,
  sessionId: CheckoutSessionId,
): Promise<PaymentRows | null> {
  const [[session], [intent], attempts, captures] = await together(
    sessionById(db, { sessionId }),
    intentOfSession(db, { sessionId }),
    attemptsOfSession(db, { sessionId }),
    capturesOfSession(db, { sessionId }),
  );
  if (session === undefined) return null;
  if (intent === undefined) throw new Error(`Session ${sessionId} has no payment intent.`);
  return paymentOf({ session, intent }, await withWhatBanksSay(db, { attempts, captures }));
}

interface Tried {
  readonly attempts: readonly AttemptRow[];
  readonly captures: readonly { readonly capture: CaptureRow; readonly refund: RefundRow | null }[];
  readonly disputes: Awaited<ReturnType<typeof listDisputesOf>>;
  readonly reviews: Awaited<ReturnType<typeof listReviewsOf>>;
}

async function triedOf(db: Db, ids: readonly PaymentIntentId[]): Promise<Tried> {
  const [attempts, captures] = await together(
    attemptsOfIntents(db, { ids }),
    capturesOfIntents(db, { ids }),
  );
  return withWhatBanksSay(db, { attempts, captures });
}

/** Disputes and reviews, of which there are hardly any: an attempt says whether there is one of it. */
async function withWhatBanksSay(
  db: Db,
  known: Pick<Tried, 'attempts' | 'captures'>,
): Promise<Tried> {
  const of = (is: (attempt: AttemptRow) => boolean) => [
    ...new Set(known.attempts.filter(is).map(({ intentId }) => intentId)),
  ];
  const disputed = of((attempt) => attempt.disputed);
  const reviewed = of((attempt) => attempt.reviewId !== null);
  const [disputes, reviews] = await together(
    disputed.length === 0 ? [] : listDisputesOf(db, disputed),
    reviewed.length === 0 ? [] : listReviewsOf(db, reviewed),
  );
  return { ...known, disputes, reviews };
}

function paymentOf(
  { session, intent }: { readonly session: SessionRow; readonly intent: IntentRow },
  tried: Tried,
): PaymentRows {
  const captures = new Map<CaptureRow['id'], { capture: CaptureRow; refunds: RefundRow[] }>();
  for (const { capture: captured, refund: given } of tried.captures) {
    if (captured.intentId !== intent.id) continue;
    const known = captures.get(captured.id) ?? { capture: captured, refunds: [] };
    if (given !== null) known.refunds.push(given);
    captures.set(captured.id, known);
  }
  return {
    session,
    intent,
    attempts: tried.attempts.filter((attempt) => attempt.intentId === intent.id),
    captures: [...captures.values()],
    disputes: tried.disputes.filter(({ dispute }) => dispute.intentId === intent.id),
    reviews: tried.reviews.filter(({ intentId }) => intentId === intent.id),
  };
}

type Intents = { readonly ids: readonly PaymentIntentId[] };
type Session = { readonly sessionId: CheckoutSessionId };

const IN_ORDER = [
  asc(capture.recordedAt),
  asc(capture.id),
  asc(refund.createdAt),
  asc(refund.id),
] as const;

const intentsById = statement((db, given: Given<Intents>) =>
  db
    .select({ intent: paymentIntent, session: checkoutSession })
    .from(paymentIntent)
    .innerJoin(checkoutSession, eq(checkoutSession.id, paymentIntent.sessionId))
    .where(sql`${paymentIntent.id} = any(${given.ids}::text[])`),
);
/** By their session, of which an intent has one: an index more would be written with each attempt. */
const attemptsOfIntents = statement((db, given: Given<Intents>) =>
  db
    .select()
    .from(paymentAttempt)
    .where(
      sql`${paymentAttempt.sessionId} = any(array(
        select of_intent.session_id from ${paymentIntent} of_intent
        where of_intent.id = any(${given.ids}::text[])))`,
    )
    .orderBy(asc(paymentAttempt.createdAt), asc(paymentAttempt.id)),
);
const capturesOfIntents = statement((db, given: Given<Intents>) =>
  db
    .select({ capture, refund })
    .from(capture)
    .leftJoin(refund, eq(refund.captureId, capture.id))
    .where(sql`${capture.intentId} = any(${given.ids}::text[])`)
    .orderBy(...IN_ORDER),
);

const sessionById = statement((db, given: Given<Session>) =>
  db.select().from(checkoutSession).where(eq(checkoutSession.id, given.sessionId)),
);
const intentOfSession = statement((db, given: Given<Session>) =>
  db.select().from(paymentIntent).where(eq(paymentIntent.sessionId, given.sessionId)),
);
const attemptsOfSession = statement((db, given: Given<Session>) =>
  db
    .select()
    .from(paymentAttempt)
    .where(eq(paymentAttempt.sessionId, given.sessionId))
    .orderBy(asc(paymentAttempt.createdAt), asc(paymentAttempt.id)),
);
const capturesOfSession = statement((db, given: Given<Session>) => {
  const itsIntent = db
    .select({ id: paymentIntent.id })
    .from(paymentIntent)
    .where(eq(paymentIntent.sessionId, given.sessionId));
  return db
    .select({ capture, refund })
    .from(capture)
    .leftJoin(refund, eq(refund.captureId, capture.id))
    .where(eq(capture.intentId, itsIntent))
    .orderBy(...IN_ORDER);
});

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
