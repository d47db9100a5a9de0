import type { Db } from '#lib/db/client.ts';
import { toPage } from '#lib/db/cursor-page.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import { type PayoutRow, findOwnPayout, listPayouts } from '#lib/db/stores/payout-store.ts';
import { type CreatedRange, type Page, type PageRequest, cursorId } from '#lib/domain/list-page.ts';
import type { PayoutStatus } from '#lib/domain/payout.ts';

/** Null: the merchant has no such payout in this mode. */
export function retrievePayout(tx: Db, owner: Owner, id: string): Promise<PayoutRow | null> {
  return findOwnPayout(tx, owner, id);
}

/** A merchant's payouts, the newest first; null: the cursor is none of them. */
export async function listOwnPayouts(
  tx: Db,
  owner: Owner,
  asked: {
    arrives: CreatedRange;
    created: CreatedRange;
    status: PayoutStatus | null;
    page: PageRequest;
  },
): Promise<Page<PayoutRow> | null> {
  const id = cursorId(asked.page);
  const cursor = id === null ? null : await findOwnPayout(tx, owner, id);
  if (id !== null && cursor === null) return null;
  return toPage(await listPayouts(tx, owner, { ...asked, cursor }), asked.page);
}
