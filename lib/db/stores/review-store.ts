import { type SQL, and, asc, eq, inArray } from 'drizzle-orm';
import type { PaymentIntentId, ProviderAccountId, ReviewId } from '#lib/domain/ids.ts';
import type { CreatedRange, PageRequest } from '#lib/domain/list-page.ts';
import type { Db } from '../client.ts';
import { createdWithin, pageQuery } from '../cursor-page.ts';
import { paymentAttempt, paymentIntent } from '../schema/payment.ts';
import { review } from '../schema/review.ts';
import type { Owner } from './bank-transfer-store.ts';

export type ReviewRow = typeof review.$inferSelect;

/** The reviews of these intents, the oldest first. */
export async function listReviewsOf(
  db: Db,
  intentIds: readonly PaymentIntentId[],
): Promise<readonly ReviewRow[]> {
  if (intentIds.length === 0) return [];
  return db
    .select()
    .from(review)
    .where(inArray(review.intentId, [...intentIds]))
    .orderBy(asc(review.createdAt), asc(review.id));
}

/** A review by the provider's name of it; null while it is not recorded. */
export async function findReviewByReference(
  db: Db,
  providerAccountId: ProviderAccountId,
  providerReference: string,
): Promise<ReviewRow | null> {
  const [row] = await db
    .select()
    .from(review)
    .where(
      and(
        eq(review.providerAccountId, providerAccountId),
        eq(review.providerReference, providerReference),
      ),
    )
    .limit(1);
  return row ?? null;
}

/** Writes a new review, and on its attempt which it is. Call it under its session's lock. */
export async function insertReview(tx: Db, row: ReviewRow): Promise<void> {
  await tx.insert(review).values(row);
  await tx
    .update(paymentAttempt)
    .set({ reviewId: row.id })
    .where(eq(paymentAttempt.id, row.attemptId));
}

/** Writes a review as it stands now. Call it under its session's lock. */
export async function updateReview(tx: Db, row: ReviewRow): Promise<void> {
  const { id, ...change } = row;
  await tx.update(review).set(change).where(eq(review.id, id));
}

function own({ merchantId, livemode }: Owner): SQL | undefined {
  return and(eq(review.merchantId, merchantId), eq(paymentIntent.livemode, livemode));
}

/** Null for what is another merchant's or of the other mode, too. */
export async function findOwnReview(db: Db, owner: Owner, id: string): Promise<ReviewRow | null> {
  const [row] = await db
    .select({ review })
    .from(review)
    .innerJoin(paymentIntent, eq(paymentIntent.id, review.intentId))
    .where(and(eq(review.id, id as ReviewId), own(owner))) // looked up, not trusted
    .limit(1);
  return row?.review ?? null;
}

/** A merchant's open reviews, the newest first, and one more than the page holds. */
export async function listOpenReviews(
  db: Db,
  owner: Owner,
  asked: { created: CreatedRange; page: PageRequest; cursor: ReviewRow | null },
): Promise<readonly ReviewRow[]> {
  const query = pageQuery(review, asked.page, asked.cursor);
  const rows = await db
    .select({ review })
    .from(review)
    .innerJoin(paymentIntent, eq(paymentIntent.id, review.intentId))
    .where(
      and(
        own(owner),
        eq(review.open, true),
        createdWithin(review.createdAt, asked.created),
        query.where,
      ),
    )
    .orderBy(...query.orderBy)
    .limit(query.limit);
  return rows.map((row) => row.review);
}
