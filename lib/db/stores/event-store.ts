import { and, asc, eq, sql } from 'drizzle-orm';
import {
  type EventSelection,
  type EventType,
  type RequestOrigin,
  selects,
} from '#lib/domain/event-type.ts';
import type { EventId, MerchantId, WebhookEndpointId } from '#lib/domain/ids.ts';
import { newId } from '#lib/platform/ids.ts';
import type { Db } from '../client.ts';
import { delivery, event, webhookEndpoint } from '../schema/webhook.ts';
import { type Given, asRows, rowsOf, statement } from '../statement.ts';

export type EventRow = typeof event.$inferSelect;

/** An endpoint as a new event finds it. */
export interface Addressee {
  readonly id: WebhookEndpointId;
  readonly enabled: boolean;
  readonly enabledEvents: EventSelection;
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
    .select({
      id: webhookEndpoint.id,
      enabled: webhookEndpoint.enabled,
      enabledEvents: webhookEndpoint.enabledEvents,
    })
    .from(webhookEndpoint)
    .where(
      and(
        eq(webhookEndpoint.merchantId, given.merchantId),
        eq(webhookEndpoint.livemode, given.livemode),
        sql`${webhookEndpoint.deletedAt} is null`,
      ),
    )
    // One order for all who take several, so that none waits for another in a circle.
    .orderBy(asc(webhookEndpoint.id))
    .for('share'),
);

export interface NewEvent {
  readonly type: EventType;
  /** The id of what it is about. */
  readonly subject: string;
  /** `data.object` of the event. */
  readonly object: object;
  readonly previousAttributes?: object;
}

/**
 * Writes events to the outbox, all of one transaction at once, and for each one delivery to each of
 * `endpoints` that wants its type: due now, or held (`nextTryAt` null) for one that is switched off, until it
 * is switched on. An event that can happen only once (`event_once`) and was written before is left as it is
 * and not delivered again. Call it in the transaction that did what the events report.
 */
export async function insertEvents(
  tx: Db,
  input: {
    merchantId: MerchantId;
    livemode: boolean;
    events: readonly NewEvent[];
    /** What `lockEndpoints` found, in the same transaction. */
    endpoints: readonly Addressee[];
    request?: RequestOrigin | null;
    now: Date;
  },
): Promise<void> {
  const { merchantId, livemode, endpoints, now } = input;
  const rows = input.events.map((each) => ({
    id: newId('event'),
    merchantId,
    livemode,
    type: each.type,
    subject: each.subject,
    object: each.object,
    previousAttributes: each.previousAttributes ?? null,
    requestId: input.request?.requestId ?? null,
    idempotencyKey: input.request?.idempotencyKey ?? null,
    createdAt: now,
  }));
  const deliveries = rows.flatMap(({ id: eventId, type }) =>
    endpoints
      .filter(({ enabledEvents }) => selects(enabledEvents, type))
      .map((endpoint) => ({
        id: newId('delivery'),
        merchantId,
        eventId,
        endpointId: endpoint.id,
        status: 'pending' as const,
        tryCount: 0,
        nextTryAt: endpoint.enabled ? now : null,
        createdAt: now,
      })),
  );
  await writeEvents(tx, {
    events: asRows(event, rows),
    deliveries: asRows(delivery, deliveries),
  });
}

/** Events and deliveries at once: of an event written before there is no row, and nothing to deliver. */
const writeEvents = statement((db, given: Given<{ events: string; deliveries: string }>) => {
  const written = db
    .$with('written')
    .as(
      db
        .insert(event)
        .select(rowsOf(event, given.events))
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
  type: EventType,
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

/** Null when there is no such event: for ids that somebody typed. */
export async function findEvent(db: Db, id: EventId): Promise<EventRow | null> {
  const [row] = await db.select().from(event).where(eq(event.id, id)).limit(1);
  return row ?? null;
}
