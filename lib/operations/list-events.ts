import type { Db } from '#lib/db/client.ts';
import {
  type EventFilters,
  type ListedEvent,
  findListedEvent,
  pageEvents,
} from '#lib/db/stores/event-list-store.ts';
import type { EventId, MerchantId } from '#lib/domain/ids.ts';
import type { Page } from '#lib/domain/list-page.ts';

interface Owner {
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
}

/** A page of a merchant's events, the latest first; null when the cursor names none of them. */
export function pageOwnEvents(
  tx: Db,
  owner: Owner,
  filters: EventFilters,
): Promise<Page<ListedEvent> | null> {
  return pageEvents(tx, owner, filters);
}

/** A merchant's own event in its mode; null for anything else, whatever the reason. */
export async function findOwnEvent(tx: Db, owner: Owner, id: string): Promise<ListedEvent | null> {
  return findListedEvent(tx, owner, id as EventId); // looked up, not trusted
}
