import { type SQL, and, desc, eq, gte, inArray, isNull, lt, sql } from 'drizzle-orm';
import type { DeliveryId, MerchantId, WebhookEndpointId } from '#lib/domain/ids.ts';
import type { Db } from '../client.ts';
import { delivery, event, webhookEndpoint } from '../schema/webhook.ts';

/** Deliveries that were given up: one by its id, or those of a merchant in one mode. */
export type DeadDeliveries =
  | { readonly id: DeliveryId }
  | {
      readonly merchantId: MerchantId;
      readonly livemode: boolean;
      readonly endpointId: WebhookEndpointId | null;
      /** Types of events; null: all. */
      readonly types: readonly string[] | null;
      /** When their events happened: from this moment on. */
      readonly from: Date | null;
      /** Until this moment, which is not among them. */
      readonly before: Date | null;
    };

export interface DeadDelivery {
  readonly delivery: typeof delivery.$inferSelect;
  readonly event: Pick<typeof event.$inferSelect, 'id' | 'type' | 'createdAt'>;
  readonly endpoint: Pick<typeof webhookEndpoint.$inferSelect, 'id' | 'url' | 'enabled'>;
}

/** Deliveries that were given up, those of the newest events first. Deleted endpoints are told of none. */
export async function listDeadDeliveries(
  db: Db,
  which: DeadDeliveries,
  limit: number,
): Promise<readonly DeadDelivery[]> {
  return db
    .select({
      delivery,
      event: { id: event.id, type: event.type, createdAt: event.createdAt },
      endpoint: {
        id: webhookEndpoint.id,
        url: webhookEndpoint.url,
        enabled: webhookEndpoint.enabled,
      },
    })
    .from(delivery)
    .innerJoin(event, eq(event.id, delivery.eventId))
    .innerJoin(webhookEndpoint, eq(webhookEndpoint.id, delivery.endpointId))
    .where(matches(which))
    .orderBy(desc(event.createdAt), desc(delivery.id))
    .limit(limit);
}

/**
 * Makes up to `limit` deliveries that were given up due again, with every try before them, the oldest events
 * first; held where the endpoint is switched off. Call it in a transaction.
 */
export async function resendDeadDeliveries(
  tx: Db,
  which: DeadDeliveries,
  { limit, now }: { limit: number; now: Date },
): Promise<{ due: number; held: number }> {
  // The endpoints are locked too: one that is switched off or on meanwhile does so before or after.
  const chosen = await tx
    .select({ id: delivery.id, enabled: webhookEndpoint.enabled })
    .from(delivery)
    .innerJoin(event, eq(event.id, delivery.eventId))
    .innerJoin(webhookEndpoint, eq(webhookEndpoint.id, delivery.endpointId))
    .where(matches(which))
    .orderBy(event.createdAt, delivery.id)
    .limit(limit)
    .for('share', { of: webhookEndpoint });
  for (const enabled of [true, false]) {
    const ids = chosen.filter((each) => each.enabled === enabled).map(({ id }) => id);
    if (ids.length === 0) continue;
    await tx
      .update(delivery)
      .set({ status: 'pending', tryCount: 0, nextTryAt: enabled ? now : null })
      .where(
        and(
          sql`${delivery.id} in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`,
          eq(delivery.status, 'dead'),
        ),
      );
  }
  const due = chosen.filter(({ enabled }) => enabled).length;
  return { due, held: chosen.length - due };
}

function matches(which: DeadDeliveries): SQL | undefined {
  const given = and(eq(delivery.status, 'dead'), isNull(webhookEndpoint.deletedAt));
  if ('id' in which) return and(given, eq(delivery.id, which.id));
  const { endpointId, types, from, before } = which;
  return and(
    given,
    eq(webhookEndpoint.merchantId, which.merchantId),
    eq(webhookEndpoint.livemode, which.livemode),
    endpointId === null ? undefined : eq(delivery.endpointId, endpointId),
    types === null ? undefined : inArray(event.type, [...types]),
    from === null ? undefined : gte(event.createdAt, from),
    before === null ? undefined : lt(event.createdAt, before),
  );
}
