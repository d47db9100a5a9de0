import type { Db } from '#lib/db/client.ts';
import { holdDeliveries, settleDeliveries } from '#lib/db/stores/delivery-store.ts';
import { insertEvents } from '#lib/db/stores/event-store.ts';
import {
  type WebhookEndpointRow,
  lockWebhookEndpointsOf,
  noteEndpointHealth,
  updateWebhookEndpoint,
} from '#lib/db/stores/webhook-endpoint-store.ts';
import type { DisabledBecause } from '#lib/domain/webhook-endpoint.ts';
import type { AppContext } from './context.ts';
import type { TriedDelivery } from './try-delivery.ts';
import { webhookEndpointObject } from './webhook-endpoint-object.ts';

/**
 * Writes down what tries came to, any number at once, and what that says of their endpoints. Throws only
 * when it could not be written; the claims' leases then run out and they are made again.
 */
export async function settleTries(
  context: AppContext,
  tries: readonly TriedDelivery[],
): Promise<void> {
  const plain = tries.filter(({ switchOff }) => switchOff === null);
  if (plain.length > 0) {
    await settleDeliveries(
      context.database.db,
      plain.map(({ tried }) => tried),
    );
    await noteHealth(context, plain);
  }
  for (const { tried, endpoint, switchOff } of tries) {
    if (switchOff === null) continue;
    await context.database.db.transaction(async (tx) => {
      // The endpoint first, as whoever switches it on does: the other order could deadlock with that.
      await switchOffEndpoint(context, tx, endpoint, switchOff);
      await settleDeliveries(tx, [tried]);
      await holdDeliveries(tx, endpoint.id, HELD_BECAUSE[switchOff]);
    });
  }
}

const HELD_BECAUSE: Readonly<Record<DisabledBecause, string>> = {
  asked: 'held: the endpoint is switched off',
  gone: 'held: the endpoint answered 410 and was switched off',
  failing: 'held: nothing arrived for five days and the endpoint was switched off',
};

/** Only a change of an endpoint's health is written: most tries arrive, as the one before did. */
async function noteHealth(context: AppContext, tries: readonly TriedDelivery[]): Promise<void> {
  const changed = new Map<WebhookEndpointRow['id'], Date | null>();
  for (const { endpoint, arrived } of tries) {
    if (arrived) changed.delete(endpoint.id);
    if (arrived && endpoint.failingSince !== null) changed.set(endpoint.id, null);
    if (!arrived && endpoint.failingSince === null) {
      changed.set(endpoint.id, context.clock.now());
    }
  }
  for (const [id, failedAt] of changed) {
    await noteEndpointHealth(context.database.db, id, failedAt);
  }
}

/**
 * Nothing more is sent there until its merchant or an operator switches it on again; the merchant's other
 * endpoints are told of it.
 */
async function switchOffEndpoint(
  context: AppContext,
  tx: Db,
  { id, merchantId, livemode }: WebhookEndpointRow,
  because: DisabledBecause,
): Promise<void> {
  // All of them at once: two that are switched off together would else wait for each other.
  const all = await lockWebhookEndpointsOf(tx, { merchantId, livemode });
  const row = all.find((each) => each.id === id);
  if (row === undefined || !row.enabled) return;
  const change = { enabled: false, disabledBecause: because } as const;
  await updateWebhookEndpoint(tx, id, change);
  await insertEvents(tx, {
    merchantId,
    livemode,
    events: [
      {
        type: 'webhook_endpoint.disabled',
        subject: id,
        object: webhookEndpointObject({ ...row, ...change }),
        previousAttributes: { disabled_because: null, status: 'enabled' },
      },
    ],
    endpoints: all.filter((other) => other.id !== id),
    now: context.clock.now(),
  });
  context.log.error(
    { endpoint: id, merchant: merchantId, because },
    because === 'gone'
      ? 'webhook endpoint answered 410 and was switched off: its events are held until it is set again'
      : 'webhook endpoint was switched off as nothing arrived for five days: its events are held',
  );
}
