import type { Db } from '#lib/db/client.ts';
import { toPage } from '#lib/db/cursor-page.ts';
import type { OrderingOwner, OutageRow } from '#lib/db/stores/ordering-store.ts';
import { type OutageFilter, findOwnOutage, listOwnOutages } from '#lib/db/stores/outage-store.ts';
import { type Page, type PageRequest, cursorId } from '#lib/domain/list-page.ts';

/** Null: the merchant has no such outage in this mode. */
export function retrieveOutage(
  tx: Db,
  owner: OrderingOwner,
  id: string,
): Promise<OutageRow | null> {
  return findOwnOutage(tx, owner, id);
}

/** A merchant's outages, the newest first; null: the cursor is none of them. */
export async function listOutages(
  tx: Db,
  owner: OrderingOwner,
  asked: { readonly filter: OutageFilter; readonly page: PageRequest },
): Promise<Page<OutageRow> | null> {
  const id = cursorId(asked.page);
  const cursor = id === null ? null : await findOwnOutage(tx, owner, id);
  if (id !== null && cursor === null) return null;
  return toPage(await listOwnOutages(tx, owner, { ...asked, cursor }), asked.page);
}
