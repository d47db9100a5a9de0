import type { Db } from '#lib/db/client.ts';
import { toPage } from '#lib/db/cursor-page.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import { type ReviewRow, findOwnReview, listOpenReviews } from '#lib/db/stores/review-store.ts';
import { type CreatedRange, type Page, type PageRequest, cursorId } from '#lib/domain/list-page.ts';
import { type OfPayment, readPayment, withPayments } from './own-payments.ts';

export type OwnReview = OfPayment<ReviewRow>;

/** Null: the merchant has no such review in this mode. */
export async function retrieveReview(tx: Db, owner: Owner, id: string): Promise<OwnReview | null> {
  const item = await findOwnReview(tx, owner, id);
  return item === null ? null : { item, payment: await readPayment(tx, item.intentId) };
}

/** A merchant's open reviews, the newest first; null: the cursor is none of its reviews. */
export async function listOwnReviews(
  tx: Db,
  owner: Owner,
  asked: { created: CreatedRange; page: PageRequest },
): Promise<Page<OwnReview> | null> {
  const id = cursorId(asked.page);
  const cursor = id === null ? null : await findOwnReview(tx, owner, id);
  if (id !== null && cursor === null) return null;
  const rows = await listOpenReviews(tx, owner, { ...asked, cursor });
  return withPayments(tx, toPage(rows, asked.page), (row) => row.intentId);
}
