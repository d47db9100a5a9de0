import type { Db } from '#lib/db/client.ts';
import {
  type DeliveryFilters,
  type DeliveryTryRow,
  type LoggedDelivery,
  countOwed,
  deleteTriesBefore,
  findDelivery,
  lastTries,
  listTries,
  pageDeliveries,
} from '#lib/db/stores/delivery-log-store.ts';
import { type DeliveryRow, replayToEndpoint } from '#lib/db/stores/delivery-store.ts';
import type { EventRow } from '#lib/db/stores/event-store.ts';
import {
  type WebhookEndpointRow,
  listWebhookEndpoints,
} from '#lib/db/stores/webhook-endpoint-store.ts';
import type { DeliveryId, MerchantId } from '#lib/domain/ids.ts';
import type { Page } from '#lib/domain/list-page.ts';
import type { AppContext } from './context.ts';
import { eventObject } from './event-object.ts';

interface Owner {
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
}

/** More tries than one round has, and the round before it. */
const MAX_TRIES_SHOWN = 30;
/** How long a try is kept. */
const TRIES_KEPT_MS = 30 * 24 * 60 * 60 * 1000;
const FORGET_BATCH = 5_000;

/** A merchant's endpoints with the last try at each, the newest endpoint first. */
export async function listEndpointHealth(
  db: Db,
  owner: Owner,
): Promise<readonly { endpoint: WebhookEndpointRow; lastTry: DeliveryTryRow | null }[]> {
  const endpoints = (await listWebhookEndpoints(db, owner)).toReversed();
  const tries = await lastTries(
    db,
    endpoints.map(({ id }) => id),
  );
  return endpoints.map((endpoint) => ({ endpoint, lastTry: tries.get(endpoint.id) ?? null }));
}

/** How an endpoint does: its last try, and what it is still owed. */
export async function readEndpointHealth(db: Db, { id }: WebhookEndpointRow) {
  const tries = await lastTries(db, [id]);
  return { lastTry: tries.get(id) ?? null, owed: await countOwed(db, id) };
}

/** A page of an endpoint's deliveries, the latest first; null when the cursor names none of them. */
export function pageEndpointDeliveries(
  db: Db,
  { id }: WebhookEndpointRow,
  filters: DeliveryFilters,
): Promise<Page<LoggedDelivery> | null> {
  return pageDeliveries(db, id, filters);
}

export interface ReadDelivery {
  readonly delivery: DeliveryRow;
  readonly event: EventRow;
  /** The latest first. */
  readonly tries: readonly DeliveryTryRow[];
  /** As it is sent. */
  readonly payload: object;
}

/** One delivery of an endpoint with its tries and what is sent; null when there is none with that id. */
export async function readDelivery(
  db: Db,
  endpoint: WebhookEndpointRow,
  id: string,
): Promise<ReadDelivery | null> {
  const found = await findDelivery(db, endpoint.id, id as DeliveryId); // looked up, not trusted
  if (found === null) return null;
  const pendingWebhooks = found.delivery.status === 'pending' ? 1 : 0;
  return {
    ...found,
    tries: await listTries(db, found.delivery.id, MAX_TRIES_SHOWN),
    payload: eventObject(found.event, { apiVersion: endpoint.apiVersion, pendingWebhooks }),
  };
}

/**
 * Makes one delivery due again, under its event's id, whatever became of it; held where its endpoint is switched
 * off. The delivery as it was; null when there is none with that id. Call it in a transaction.
 */
export async function resendDelivery(
  context: AppContext,
  tx: Db,
  input: { endpoint: WebhookEndpointRow; delivery: string },
): Promise<{ delivery: DeliveryRow; event: EventRow } | null> {
  const { endpoint } = input;
  const found = await findDelivery(tx, endpoint.id, input.delivery as DeliveryId); // looked up, not trusted
  if (found === null) return null;
  await replayToEndpoint(tx, {
    endpoint,
    which: { eventId: found.event.id },
    undeliveredOnly: false,
    limit: 1,
    now: context.clock.now(),
  });
  context.wakeWorker();
  return found;
}

/** Takes out tries that are older than 30 days, a batch at a go; returns how many. */
export async function forgetOldTries(context: AppContext): Promise<number> {
  const before = new Date(context.clock.now().getTime() - TRIES_KEPT_MS);
  return deleteTriesBefore(context.database.db, before, FORGET_BATCH);
}
