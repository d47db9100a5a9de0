import { type SQL, and, count, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import type { EventId, WebhookEndpointId } from '#lib/domain/ids.ts';
import type { Db } from '../client.ts';
import { createdWithin } from '../cursor-page.ts';
import { delivery, deliveryTry, event, webhookEndpoint } from '../schema/webhook.ts';
import type { EventRow } from './event-store.ts';
import type { WebhookEndpointRow } from './webhook-endpoint-store.ts';

export type DeliveryRow = typeof delivery.$inferSelect;

/** A delivery that was claimed, with all that it is made of. */
export interface ClaimedDelivery {
  readonly delivery: DeliveryRow;
  readonly event: EventRow;
  readonly endpoint: WebhookEndpointRow;
  /** How many endpoints were still to be told of the event, this one among them; not those it is held for. */
  readonly pendingWebhooks: number;
}

/**
 * What is written of deliveries need not wait for the disk: should the machine lose its power in that moment,
 * they are sent once more, which every receiver has to expect. In a condition, for the one statement.
 */
const WITHOUT_WAITING_FOR_THE_DISK = sql`(select set_config('synchronous_commit', 'off', true)) = 'off'`;

/** How many of those longest due are looked through for one claim of one. */
const CANDIDATES_PER_CLAIM = 4;

/**
 * Takes up to `limit` deliveries that are due, but of an endpoint that is failing no more than
 * `limitOfFailing`, and leases them until `leaseUntil`: no other node sends them meanwhile, and a node that
 * dies holding one gives it back by the lease's end. Those of `excludeEndpoints` are left for later.
 */
export async function claimDueDeliveries(
  db: Db,
  input: {
    now: Date;
    leaseUntil: Date;
    limit: number;
    limitOfFailing: number;
    excludeEndpoints: readonly WebhookEndpointId[];
  },
): Promise<readonly ClaimedDelivery[]> {
  const { limit, limitOfFailing, excludeEndpoints } = input;
  const now = sql`${input.now.toISOString()}::timestamptz`;
  const excluded = sql`(select jsonb_array_elements_text(${JSON.stringify(excludeEndpoints)}::jsonb))`;
  // Materialised, so that rows are locked once. A row is looked at again when it is locked: another node
  // may have taken it since.
  const due = db.$with('due', { id: delivery.id }).as(sql`
    select d.id from ${delivery} d
    where ${WITHOUT_WAITING_FOR_THE_DISK} and d.status = 'pending' and d.next_try_at <= ${now} and d.id in (
      select id from (
        select c.id, c.next_try_at, e.failing_since,
          row_number() over (partition by c.endpoint_id order by c.next_try_at, c.id) as place
        from (
          select id, endpoint_id, next_try_at from ${delivery}
          where status = 'pending' and next_try_at <= ${now} and endpoint_id not in ${excluded}
          order by next_try_at limit ${limit * CANDIDATES_PER_CLAIM}
        ) c join ${webhookEndpoint} e on e.id = c.endpoint_id
      ) ranked
      where failing_since is null or place <= ${limitOfFailing}
      order by next_try_at limit ${limit}
    )
    order by d.next_try_at
    for update skip locked`);
  const claimed = await db
    .with(due)
    .update(delivery)
    .set({ nextTryAt: input.leaseUntil, tryCount: sql`${delivery.tryCount} + 1` })
    .where(sql`${delivery.id} in (select id from due)`)
    .returning();
  if (claimed.length === 0) return [];
  return withWhatTheyAreMadeOf(db, claimed);
}

async function withWhatTheyAreMadeOf(
  db: Db,
  claimed: readonly DeliveryRow[],
): Promise<readonly ClaimedDelivery[]> {
  const ids = claimed.map((row) => row.id);
  const pendingWebhooks = sql<string>`(select count(*) from delivery other
    where other.event_id = ${delivery.eventId} and other.status = 'pending' and other.next_try_at is not null)`;
  const rows = await db
    .select({
      id: delivery.id,
      event,
      endpoint: webhookEndpoint,
      pendingWebhooks: pendingWebhooks.mapWith(Number),
    })
    .from(delivery)
    .innerJoin(event, eq(event.id, delivery.eventId))
    .innerJoin(webhookEndpoint, eq(webhookEndpoint.id, delivery.endpointId))
    .where(inArray(delivery.id, ids));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return claimed.flatMap((row) => {
    const made = byId.get(row.id);
    return made === undefined ? [] : [{ ...made, delivery: row }];
  });
}

/** How a try ended, as it is written down. */
export interface SettledTry {
  readonly delivery: Pick<DeliveryRow, 'id' | 'tryCount' | 'endpointId' | 'merchantId'>;
  readonly change: Pick<
    DeliveryRow,
    'status' | 'nextTryAt' | 'lastStatus' | 'lastError' | 'deliveredAt'
  >;
  /** When it was made, how long it took, and how the receiver's answer begins. */
  readonly told: { readonly at: Date; readonly durationMs: number; readonly answer: string | null };
}

/**
 * Records how tries ended, any number at once, and keeps each for the delivery's log. `tryCount` is each try's own number: when the lease ran out
 * meanwhile and another node has taken the delivery, the older try's word counts only if it arrived.
 */
export async function settleDeliveries(db: Db, tries: readonly SettledTry[]): Promise<void> {
  const rows = tries.map(
    ({ delivery: { id, tryCount, endpointId, merchantId }, change, told }) => ({
      id,
      merchant_id: merchantId,
      endpoint_id: endpointId,
      at: told.at,
      duration_ms: told.durationMs,
      answer: told.answer,
      try_count: tryCount,
      status: change.status,
      next_try_at: change.nextTryAt,
      last_status: change.lastStatus,
      last_error: change.lastError,
      delivered_at: change.deliveredAt,
    }),
  );
  // Rows are locked in the order of their ids, as every other batch does.
  await db.execute(sql`
    with settled as (
      select s.* from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as s (
        id text, try_count int, status text, next_try_at timestamptz, last_status int, last_error text,
        delivered_at timestamptz, merchant_id text, endpoint_id text, at timestamptz, duration_ms int, answer text
      )
    ), logged as (
      insert into ${deliveryTry}
        (merchant_id, delivery_id, endpoint_id, at, duration_ms, status, error, answer, next_try_at)
      select merchant_id, id, endpoint_id, at, duration_ms, last_status, last_error, answer, next_try_at from settled
    ), locked as (
      select d.id from ${delivery} d join settled s on s.id = d.id order by d.id for update of d
    )
    update ${delivery} d
    set status = s.status, next_try_at = s.next_try_at, last_status = s.last_status,
      last_error = s.last_error, delivered_at = s.delivered_at
    from settled s join locked on locked.id = s.id
    where ${WITHOUT_WAITING_FOR_THE_DISK} and d.id = s.id and (s.status = 'delivered' or (d.status = 'pending' and d.try_count = s.try_count))`);
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
    .where(and(pendingOf(endpointId), isNotNull(delivery.nextTryAt)));
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
    .where(and(pendingOf(endpointId), isNull(delivery.nextTryAt)))
    .returning({ id: delivery.id });
  return released.length;
}

/** Gives up for good every delivery still to be made to an endpoint that was removed. */
export async function abandonDeliveries(
  db: Db,
  endpointId: WebhookEndpointId,
  reason: string,
): Promise<void> {
  await db
    .update(delivery)
    .set({ status: 'dead', nextTryAt: null, lastError: reason })
    .where(pendingOf(endpointId));
}

function pendingOf(endpointId: WebhookEndpointId): SQL | undefined {
  return and(eq(delivery.endpointId, endpointId), eq(delivery.status, 'pending'));
}

/**
 * Makes every delivery of an event due again, whatever became of it; held where the endpoint is
 * switched off. Call it in a transaction.
 */
export async function replayToAll(
  tx: Db,
  eventId: EventId,
  now: Date,
): Promise<{ due: number; held: number }> {
  const rows = await tx
    .select({ id: delivery.id, enabled: webhookEndpoint.enabled })
    .from(delivery)
    .innerJoin(webhookEndpoint, eq(webhookEndpoint.id, delivery.endpointId))
    .where(and(eq(delivery.eventId, eventId), isNull(webhookEndpoint.deletedAt)))
    .for('share', { of: webhookEndpoint });
  for (const { id, enabled } of rows) {
    await tx
      .update(delivery)
      .set({
        status: 'pending',
        tryCount: 0,
        deliveredAt: null,
        nextTryAt: enabled ? now : null,
      })
      .where(eq(delivery.id, id));
  }
  const due = rows.filter((row) => row.enabled).length;
  return { due, held: rows.length - due };
}

/**
 * Makes events of the endpoint's merchant due at this endpoint again, those it was never meant to get among
 * them, under their own ids; held where it is switched off. Returns how many. Call it in a transaction.
 */
export async function replayToEndpoint(
  tx: Db,
  input: {
    endpoint: WebhookEndpointRow;
    which: { readonly eventId: EventId } | EventRange;
    /** Leaves out what arrived there. */
    undeliveredOnly: boolean;
    limit: number;
    now: Date;
  },
): Promise<number> {
  const { endpoint } = input;
  const at = input.now.toISOString();
  const nextTryAt = endpoint.enabled ? sql`${at}::timestamptz` : sql`null::timestamptz`;
  // A delivery that is there keeps its id; one that is made here takes it from event and endpoint.
  const replayed = await tx
    .insert(delivery)
    .select(
      sql`
        select 'del_' || left(encode(sha256(convert_to(${event.id} || ${endpoint.id}::text, 'UTF8')), 'hex'), 24),
          ${endpoint.merchantId}, ${event.id}, ${endpoint.id}, 'pending', 0, ${nextTryAt}, null::int, null,
          null::timestamptz, ${at}::timestamptz
        from ${event}
        where ${replayable(input)}
        order by ${event.createdAt}, ${event.id} limit ${input.limit}`,
    )
    .onConflictDoUpdate({
      target: [delivery.eventId, delivery.endpointId],
      set: {
        status: 'pending',
        tryCount: 0,
        deliveredAt: null,
        nextTryAt: sql`excluded.next_try_at`,
      },
    })
    .returning({ id: delivery.id });
  return replayed.length;
}

/** Events of a time, and of some types where any are named. */
export interface EventRange {
  readonly from: Date | null;
  readonly before: Date | null;
  readonly types?: readonly string[] | null;
}

interface Replayable {
  readonly endpoint: WebhookEndpointRow;
  readonly which: { readonly eventId: EventId } | EventRange;
  readonly undeliveredOnly: boolean;
}

/** How many events `replayToEndpoint` would make due, counted no further than its limit. */
export async function countReplayable(
  db: Db,
  input: Replayable & { limit: number },
): Promise<number> {
  const some = db
    .select({ id: event.id })
    .from(event)
    .where(replayable(input))
    .limit(input.limit)
    .as('some');
  const [row] = await db.select({ events: count() }).from(some);
  return row?.events ?? 0;
}

function replayable({ endpoint, which, undeliveredOnly }: Replayable): SQL | undefined {
  return and(
    eq(event.merchantId, endpoint.merchantId),
    eq(event.livemode, endpoint.livemode),
    'eventId' in which
      ? eq(event.id, which.eventId)
      : and(
          createdWithin(event.createdAt, which),
          among(endpoint.enabledEvents.includes('*') ? null : endpoint.enabledEvents),
          among(which.types ?? null),
        ),
    undeliveredOnly
      ? sql`not exists (select 1 from ${delivery} d where d.event_id = ${event.id} and d.endpoint_id = ${endpoint.id} and d.status = 'delivered')`
      : undefined,
  );
}

function among(types: readonly string[] | null): SQL | undefined {
  return types === null
    ? undefined
    : sql`${event.type} in (select jsonb_array_elements_text(${JSON.stringify(types)}::jsonb))`;
}
