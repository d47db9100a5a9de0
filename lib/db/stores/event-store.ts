import { and, asc, count, eq, inArray, isNotNull, isNull, lte, notInArray, sql } from 'drizzle-orm';
import type { DeliveryId, EventId, MerchantId, WebhookEndpointId } from '#lib/domain/ids.ts';
import { newId } from '#lib/platform/ids.ts';
import type { Db } from '../client.ts';
import { delivery, event, webhookEndpoint } from '../schema/webhook.ts';
import { type Given, asRows, rowOf, rowsOf, statement } from '../statement.ts';

export type EventRow = typeof event.$inferSelect;
export type DeliveryRow = typeof delivery.$inferSelect;

/** An endpoint as a new event finds it. */
export interface Addressee {
  readonly id: WebhookEndpointId;
  readonly enabled: boolean;
}

/**
 * The endpoints of a merchant and mode, as they stay until the transaction ends: switching one on
 * meanwhile waits for us, and then finds the delivery that we hold.
 */
export async function lockEndpoints(
  tx: Db,
  { merchantId, livemode }: { merchantId: MerchantId; livemode: boolean },
): Promise<readonly Addressee[]> {
  return endpointsOf(tx, { merchantId, livemode });
}

const endpointsOf = statement((db, given: Given<{ merchantId: MerchantId; livemode: boolean }>) =>
  db
    .select({ id: webhookEndpoint.id, enabled: webhookEndpoint.enabled })
    .from(webhookEndpoint)
    .where(
      and(
        eq(webhookEndpoint.merchantId, given.merchantId),
        eq(webhookEndpoint.livemode, given.livemode),
      ),
    )
    .for('share'),
);

/**
 * Writes an event to the outbox and one delivery for each of `endpoints`: due now, or held (`nextTryAt`
 * null) for one that is switched off, until it is switched on. An event that can happen only once
 * (`event_once`) and was written before is left as it is and not delivered again. Call it in the
 * transaction that did what the event reports.
 */
export async function insertEvent(
  tx: Db,
  input: {
    merchantId: MerchantId;
    livemode: boolean;
    type: string;
    subject: string;
    /** `data.object` of the event. */
    object: object;
    /** What `lockEndpoints` found, in the same transaction. */
    endpoints: readonly Addressee[];
    now: Date;
  },
): Promise<void> {
  const { endpoints, now, ...facts } = input;
  const id = newId('event');
  const deliveries = endpoints.map((endpoint) => ({
    id: newId('delivery'),
    merchantId: input.merchantId,
    eventId: id,
    endpointId: endpoint.id,
    status: 'pending' as const,
    tryCount: 0,
    nextTryAt: endpoint.enabled ? now : null,
    createdAt: now,
  }));
  await writeEvent(tx, { ...facts, id, createdAt: now, deliveries: asRows(delivery, deliveries) });
}

/** Event and deliveries at once: of an event written before there is no row, and nothing to deliver. */
const writeEvent = statement((db, given: Given<EventRow & { deliveries: string }>) => {
  const written = db
    .$with('written')
    .as(
      db
        .insert(event)
        .values(rowOf(event, given))
        .onConflictDoNothing()
        .returning({ id: event.id }),
    );
  return db
    .with(written)
    .insert(delivery)
    .select(
      sql`${rowsOf(delivery, given.deliveries)} where event_id in (select id from ${written})`,
    );
});

/**
 * Whether the merchant's endpoints know of an event, or there is nothing left to wait for: every
 * delivery has arrived, was given up or is held, or there is none to make. False while the event is not
 * written yet.
 */
export async function eventDeliveredOrNone(
  db: Db,
  subject: string,
  type: string,
): Promise<boolean> {
  const [row] = await db
    .select({
      events: sql<number>`count(distinct ${event.id})::int`,
      pending: sql<number>`(count(*) filter (where ${delivery.status} = 'pending' and ${delivery.nextTryAt} is not null))::int`,
    })
    .from(event)
    .leftJoin(delivery, eq(delivery.eventId, event.id))
    .where(and(eq(event.subject, subject), eq(event.type, type)));
  return row !== undefined && row.events > 0 && row.pending === 0;
}

/**
 * Takes up to `limit` deliveries that are due and leases them until `leaseUntil`: no other node sends
 * them meanwhile, and a node that dies holding one gives it back by the lease's end. Those of
 * `excludeEndpoints` are left for later.
 */
export async function claimDueDeliveries(
  db: Db,
  input: {
    now: Date;
    leaseUntil: Date;
    limit: number;
    excludeEndpoints: readonly WebhookEndpointId[];
  },
): Promise<readonly DeliveryRow[]> {
  return db.transaction(async (tx) => {
    const due = await tx
      .select()
      .from(delivery)
      .where(
        and(
          eq(delivery.status, 'pending'),
          isNotNull(delivery.nextTryAt),
          lte(delivery.nextTryAt, input.now),
          notInArray(delivery.endpointId, [...input.excludeEndpoints]),
        ),
      )
      .orderBy(asc(delivery.nextTryAt))
      .limit(input.limit)
      .for('update', { skipLocked: true });
    if (due.length === 0) return due;
    const ids = due.map((row) => row.id);
    await tx
      .update(delivery)
      .set({ nextTryAt: input.leaseUntil, tryCount: sql`${delivery.tryCount} + 1` })
      .where(inArray(delivery.id, ids));
    return due.map((row) => ({ ...row, tryCount: row.tryCount + 1 }));
  });
}

/** An event that a delivery refers to. Throws when it does not exist, which no write allows. */
export async function getEvent(db: Db, id: EventRow['id']): Promise<EventRow> {
  const [row] = await db.select().from(event).where(eq(event.id, id)).limit(1);
  if (row === undefined) throw new Error(`Event ${id} does not exist.`);
  return row;
}

/** How many endpoints are still to be told of an event; not those it is held for. */
export async function countPendingDeliveries(db: Db, eventId: EventRow['id']): Promise<number> {
  const [row] = await db
    .select({ pending: count() })
    .from(delivery)
    .where(
      and(
        eq(delivery.eventId, eventId),
        eq(delivery.status, 'pending'),
        isNotNull(delivery.nextTryAt),
      ),
    );
  return row?.pending ?? 0;
}

/**
 * Records how a try ended. `tryCount` is the try's own number: when the lease ran out meanwhile and
 * another node has taken the delivery, the older try's word counts only if it arrived.
 */
export async function settleDelivery(
  db: Db,
  input: {
    id: DeliveryId;
    tryCount: number;
    change: Pick<DeliveryRow, 'status' | 'nextTryAt' | 'lastStatus' | 'lastError' | 'deliveredAt'>;
  },
): Promise<void> {
  const current = eq(delivery.id, input.id);
  await db
    .update(delivery)
    .set(input.change)
    .where(
      input.change.status === 'delivered'
        ? current
        : and(current, eq(delivery.status, 'pending'), eq(delivery.tryCount, input.tryCount)),
    );
}

/**
 * Holds every delivery still to be made to an endpoint that is switched off, until it is switched on.
 * Does nothing when it is on. Call it in a transaction.
 */
export async function holdDeliveries(
  tx: Db,
  endpointId: WebhookEndpointId,
  reason: string,
): Promise<void> {
  const [endpoint] = await tx
    .select({ enabled: webhookEndpoint.enabled })
    .from(webhookEndpoint)
    .where(eq(webhookEndpoint.id, endpointId))
    // Somebody who switches it on at this moment does so before us or releases what we hold.
    .for('share');
  if (endpoint === undefined || endpoint.enabled) return;
  await tx
    .update(delivery)
    .set({ nextTryAt: null, lastError: reason })
    .where(
      and(
        eq(delivery.endpointId, endpointId),
        eq(delivery.status, 'pending'),
        isNotNull(delivery.nextTryAt),
      ),
    );
}

/**
 * Makes what was held for an endpoint due, with every try before it again. Returns how many. Call it
 * after switching the endpoint on, in the same transaction.
 */
export async function releaseDeliveries(
  tx: Db,
  endpointId: WebhookEndpointId,
  now: Date,
): Promise<number> {
  const released = await tx
    .update(delivery)
    .set({ nextTryAt: now, tryCount: 0 })
    .where(
      and(
        eq(delivery.endpointId, endpointId),
        eq(delivery.status, 'pending'),
        isNull(delivery.nextTryAt),
      ),
    )
    .returning({ id: delivery.id });
  return released.length;
}

/**
 * Makes every delivery of an event due again, whatever became of it; held where the endpoint is
 * switched off. Null when there is no such event. Call it in a transaction.
 */
export async function replayDeliveries(
  tx: Db,
  eventId: EventId,
  now: Date,
): Promise<{ due: number; held: number } | null> {
  const [found] = await tx.select({ id: event.id }).from(event).where(eq(event.id, eventId));
  if (found === undefined) return null;
  const rows = await tx
    .select({ id: delivery.id, enabled: webhookEndpoint.enabled })
    .from(delivery)
    .innerJoin(webhookEndpoint, eq(webhookEndpoint.id, delivery.endpointId))
    .where(eq(delivery.eventId, eventId))
    .for('share', { of: webhookEndpoint });
  const again = { status: 'pending' as const, tryCount: 0, deliveredAt: null };
  const change = async (ids: readonly DeliveryId[], nextTryAt: Date | null) => {
    if (ids.length === 0) return;
    await tx
      .update(delivery)
      .set({ ...again, nextTryAt })
      .where(inArray(delivery.id, [...ids]));
  };
  const due = rows.filter((row) => row.enabled).map((row) => row.id);
  const held = rows.filter((row) => !row.enabled).map((row) => row.id);
  await change(due, now);
  await change(held, null);
  return { due: due.length, held: held.length };
}

/** Gives up for good every delivery still to be made to an endpoint that an operator removed. */
export async function abandonDeliveries(
  db: Db,
  endpointId: DeliveryRow['endpointId'],
  reason: string,
): Promise<void> {
  await db
    .update(delivery)
    .set({ status: 'dead', nextTryAt: null, lastError: reason })
    .where(and(eq(delivery.endpointId, endpointId), eq(delivery.status, 'pending')));
}
