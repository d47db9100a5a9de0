import type { Db } from '#lib/db/client.ts';
import { toPage } from '#lib/db/cursor-page.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import { type DisputeRow, findOwnDispute, listDisputes } from '#lib/db/stores/dispute-store.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import { type CreatedRange, type Page, type PageRequest, cursorId } from '#lib/domain/list-page.ts';
import { type OfPayment, readPayment, withPayments } from './own-payments.ts';

export type OwnDispute = OfPayment<DisputeRow>;

/** Null: the merchant has no such dispute in this mode. */
export async function retrieveDispute(
  tx: Db,
  owner: Owner,
  id: string,
): Promise<OwnDispute | null> {
  const item = await findOwnDispute(tx, owner, id);
  return item === null ? null : { item, payment: await readPayment(tx, item.intentId) };
}

/** A merchant's disputes, the newest first; null: the cursor is none of them. */
export async function listOwnDisputes(
  tx: Db,
  owner: Owner,
  asked: {
    created: CreatedRange;
    intentId: string | null;
    attemptId: PaymentAttemptId | null;
    page: PageRequest;
  },
): Promise<Page<OwnDispute> | null> {
  const id = cursorId(asked.page);
  const cursor = id === null ? null : await findOwnDispute(tx, owner, id);
  if (id !== null && cursor === null) return null;
  const rows = await listDisputes(tx, owner, { ...asked, cursor });
  return withPayments(tx, toPage(rows, asked.page), (row) => row.intentId);
}
