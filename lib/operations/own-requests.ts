import type { Db } from '#lib/db/client.ts';
import {
  type ApiRequestRow,
  type RequestFilters,
  type StatusClass,
  countApiRequests,
  findApiRequest,
  pageApiRequests,
} from '#lib/db/stores/api-request-store.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import type { Page } from '#lib/domain/list-page.ts';

interface Owner {
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
}

/** A page of a merchant's calls of the API, the latest first; null when the cursor names none of them. */
export function pageOwnRequests(
  db: Db,
  owner: Owner,
  filters: RequestFilters,
): Promise<Page<ApiRequestRow> | null> {
  return pageApiRequests(db, owner, filters);
}

/** A merchant's own call in its mode; null for anything else, whatever the reason. */
export function findOwnRequest(db: Db, owner: Owner, id: string): Promise<ApiRequestRow | null> {
  return findApiRequest(db, owner, id);
}

/** How a merchant's calls ended since a moment. */
export function countOwnRequests(
  db: Db,
  owner: Owner,
  since: Date,
): Promise<Readonly<Record<StatusClass, number>>> {
  return countApiRequests(db, owner, since);
}
