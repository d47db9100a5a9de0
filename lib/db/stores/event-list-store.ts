import { and, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import type { EventId, MerchantId } from '#lib/domain/ids.ts';
import { type CreatedRange, type Page, type PageRequest, cursorId } from '#lib/domain/list-page.ts';
import type { Db } from '../client.ts';
import { pageQuery, toPage } from '../cursor-page.ts';
import { delivery, event } from '../schema/webhook.ts';
import type { EventRow } from './event-store.ts';

export interface ListedEvent {
  readonly event: EventRow;
  /** How many endpoints are still to be told; not those it is held for. */
  readonly pendingWebhooks: number;
}

export interface EventFilters {
  readonly page: PageRequest;
  readonly types: readonly string[] | null;
  readonly created: CreatedRange | null;
  /** Whether every endpoint has it: `false` lists what is under way, held or was given up. */
  readonly deliverySuccess: boolean | null;
}

interface Owner {
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
}

const COLUMNS = {
  event,
  pendingWebhooks: sql<string>`(
    select count(*) from ${delivery}
    where ${delivery.eventId} = ${event.id} and ${delivery.status} = 'pending' and ${delivery.nextTryAt} is not null
  )`.mapWith(Number),
};

/** A page of a merchant's events, the latest first; null when the cursor names none of them. */
export async function pageEvents(
  db: Db,
  owner: Owner,
  filters: EventFilters,
): Promise<Page<ListedEvent> | null> {
  const { page, types, created, deliverySuccess } = filters;
  const cursor = cursorId(page);
  const start = cursor === null ? null : await findListedEvent(db, owner, cursor as EventId); // looked up, not trusted
  if (cursor !== null && start === null) return null;
  const { where, orderBy, limit } = pageQuery(event, page, start?.event ?? null);
  const undelivered = sql`exists (
    select 1 from ${delivery} where ${delivery.eventId} = ${event.id} and ${delivery.status} <> 'delivered'
  )`;
  const rows = await db
    .select(COLUMNS)
    .from(event)
    .where(
      and(
        of(owner),
        types === null ? undefined : inArray(event.type, [...types]),
        created?.from == null ? undefined : gte(event.createdAt, created.from),
        created?.before == null ? undefined : lt(event.createdAt, created.before),
        deliverySuccess === null
          ? undefined
          : deliverySuccess
            ? sql`not ${undelivered}`
            : undelivered,
        where,
      ),
    )
    .orderBy(...orderBy)
    .limit(limit);
  return toPage(rows, page);
}

/** A merchant's event; null when it has none with that id. */
export async function findListedEvent(
  db: Db,
  owner: Owner,
  id: EventId,
): Promise<ListedEvent | null> {
  const [row] = await db
    .select(COLUMNS)
    .from(event)
    .where(and(of(owner), eq(event.id, id)))
    .limit(1);
  return row ?? null;
}

function of({ merchantId, livemode }: Owner) {
  return and(eq(event.merchantId, merchantId), eq(event.livemode, livemode));
}
