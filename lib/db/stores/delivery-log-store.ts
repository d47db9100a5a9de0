import { type SQL, and, desc, eq, inArray, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import type { DeliveryId, WebhookEndpointId } from '#lib/domain/ids.ts';
import { type Page, type PageRequest, cursorId } from '#lib/domain/list-page.ts';
import type { Db } from '../client.ts';
import { pageQuery, toPage } from '../cursor-page.ts';
import { delivery, deliveryTry, event } from '../schema/webhook.ts';
import type { DeliveryRow } from './delivery-store.ts';
import type { EventRow } from './event-store.ts';

export type DeliveryTryRow = typeof deliveryTry.$inferSelect;

/** How a delivery stands: `held` while its endpoint is switched off. */
export type DeliveryState = 'delivered' | 'pending' | 'held' | 'dead';

export interface LoggedDelivery {
  readonly delivery: DeliveryRow;
  readonly event: Pick<EventRow, 'id' | 'type' | 'createdAt'>;
}

export interface DeliveryFilters {
  readonly page: PageRequest;
  readonly type: string | null;
  readonly state: DeliveryState | null;
}

const EVENT = { id: event.id, type: event.type, createdAt: event.createdAt };

/** A page of what was and is to be sent to an endpoint, the latest first; null when the cursor names none of it. */
export async function pageDeliveries(
  db: Db,
  endpointId: WebhookEndpointId,
  { page, type, state }: DeliveryFilters,
): Promise<Page<LoggedDelivery> | null> {
  const cursor = cursorId(page);
  const [start] =
    cursor === null
      ? []
      : await db
          .select()
          .from(delivery)
          .where(and(eq(delivery.endpointId, endpointId), eq(delivery.id, cursor as DeliveryId))); // looked up, not trusted
  if (cursor !== null && start === undefined) return null;
  const { where, orderBy, limit } = pageQuery(delivery, page, start ?? null);
  const rows = await db
    .select({ delivery, event: EVENT })
    .from(delivery)
    .innerJoin(event, eq(event.id, delivery.eventId))
    .where(
      and(
        eq(delivery.endpointId, endpointId),
        type === null ? undefined : eq(event.type, type),
        state === null ? undefined : inState(state),
        where,
      ),
    )
    .orderBy(...orderBy)
    .limit(limit);
  return toPage(rows, page);
}

function inState(state: DeliveryState): SQL | undefined {
  switch (state) {
    case 'pending':
      return and(eq(delivery.status, 'pending'), isNotNull(delivery.nextTryAt));
    case 'held':
      return and(eq(delivery.status, 'pending'), isNull(delivery.nextTryAt));
    case 'delivered':
    case 'dead':
      return eq(delivery.status, state);
  }
}

/** One delivery of an endpoint with its event; null when there is none with that id. */
export async function findDelivery(
  db: Db,
  endpointId: WebhookEndpointId,
  id: DeliveryId,
): Promise<{ delivery: DeliveryRow; event: EventRow } | null> {
  const [row] = await db
    .select({ delivery, event })
    .from(delivery)
    .innerJoin(event, eq(event.id, delivery.eventId))
    .where(and(eq(delivery.endpointId, endpointId), eq(delivery.id, id)))
    .limit(1);
  return row ?? null;
}

/** A delivery's tries, the latest first, at most `limit`. */
export async function listTries(
  db: Db,
  deliveryId: DeliveryId,
  limit: number,
): Promise<readonly DeliveryTryRow[]> {
  return db
    .select()
    .from(deliveryTry)
    .where(eq(deliveryTry.deliveryId, deliveryId))
    .orderBy(desc(deliveryTry.id))
    .limit(limit);
}

/** The last try at each of a merchant's endpoints, of those that are kept. */
export async function lastTries(
  db: Db,
  endpointIds: readonly WebhookEndpointId[],
): Promise<ReadonlyMap<WebhookEndpointId, DeliveryTryRow>> {
  if (endpointIds.length === 0) return new Map();
  const rows = await db
    .selectDistinctOn([deliveryTry.endpointId])
    .from(deliveryTry)
    .where(inArray(deliveryTry.endpointId, [...endpointIds]))
    .orderBy(deliveryTry.endpointId, desc(deliveryTry.id));
  return new Map(rows.map((row) => [row.endpointId, row]));
}

/** How many of an endpoint's deliveries are under way, held and given up. */
export async function countOwed(
  db: Db,
  endpointId: WebhookEndpointId,
): Promise<{ pending: number; held: number; dead: number }> {
  const counted = (state: DeliveryState) =>
    sql<string>`count(*) filter (where ${inState(state)})`.mapWith(Number);
  const [row] = await db
    .select({ pending: counted('pending'), held: counted('held'), dead: counted('dead') })
    .from(delivery)
    .where(and(eq(delivery.endpointId, endpointId), inArray(delivery.status, ['pending', 'dead'])));
  return row ?? { pending: 0, held: 0, dead: 0 };
}

/** Deletes up to `limit` tries from before a moment; returns how many. */
export async function deleteTriesBefore(db: Db, before: Date, limit: number): Promise<number> {
  // The oldest are those that were written first.
  const oldest = db
    .select({ id: deliveryTry.id, at: deliveryTry.at })
    .from(deliveryTry)
    .orderBy(deliveryTry.id)
    .limit(limit)
    .as('oldest');
  const old = db.select({ id: oldest.id }).from(oldest).where(lt(oldest.at, before));
  const gone = await db
    .delete(deliveryTry)
    .where(inArray(deliveryTry.id, old))
    .returning({ id: deliveryTry.id });
  return gone.length;
}
