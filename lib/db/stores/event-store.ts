import { and, asc, count, eq, inArray, isNotNull, lte, sql } from 'drizzle-orm';
import type { DeliveryId, MerchantId } from '#lib/domain/ids.ts';
import { newId } from '#lib/platform/ids.ts';
import type { Db } from '../client.ts';
import { delivery, event, webhookEndpoint } from '../schema.ts';

export type EventRow = typeof event.$inferSelect;
export type DeliveryRow = typeof delivery.$inferSelect;

/**
 * Writes an event to the outbox and one delivery, due now, for each enabled endpoint of its merchant
 * and mode. An event that can happen only once (`event_once`) and was written before is left as it is
 * and not delivered again. Call it in the transaction that did what the event reports.
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
    now: Date;
  },
): Promise<void> {
  const { merchantId, livemode, now } = input;
  const id = newId('event');
  const inserted = await tx
    .insert(event)
    .values({
      id,
      merchantId,
      livemode,
      type: input.type,
      subject: input.subject,
      object: input.object,
      createdAt: now,
    })
    .onConflictDoNothing()
    .returning({ id: event.id });
  if (inserted.length === 0) return;

  const endpoints = await tx
    .select({ id: webhookEndpoint.id })
    .from(webhookEndpoint)
    .where(
      and(
        eq(webhookEndpoint.merchantId, merchantId),
        eq(webhookEndpoint.livemode, livemode),
        eq(webhookEndpoint.enabled, true),
      ),
    );
  if (endpoints.length === 0) return;
  await tx.insert(delivery).values(
    endpoints.map((endpoint) => ({
      id: newId('delivery'),
      merchantId,
      eventId: id,
      endpointId: endpoint.id,
      status: 'pending' as const,
      nextTryAt: now,
      createdAt: now,
    })),
  );
}

/**
 * Whether the merchant's endpoints know of an event, or there is nothing left to wait for: every
 * delivery has arrived or was given up, or there is none to make. False while the event is not
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
      pending: sql<number>`(count(*) filter (where ${delivery.status} = 'pending'))::int`,
    })
    .from(event)
    .leftJoin(delivery, eq(delivery.eventId, event.id))
    .where(and(eq(event.subject, subject), eq(event.type, type)));
  return row !== undefined && row.events > 0 && row.pending === 0;
}

/**
 * Takes up to `limit` deliveries that are due and leases them until `leaseUntil`: no other node sends
 * them meanwhile, and a node that dies holding one gives it back by the lease's end.
 */
export async function claimDueDeliveries(
  db: Db,
  input: { now: Date; leaseUntil: Date; limit: number },
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

/** How many endpoints have yet to be told of an event. */
export async function countPendingDeliveries(db: Db, eventId: EventRow['id']): Promise<number> {
  const [row] = await db
    .select({ pending: count() })
    .from(delivery)
    .where(and(eq(delivery.eventId, eventId), eq(delivery.status, 'pending')));
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

/** Gives up every delivery still to be made to an endpoint that is switched off. */
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
