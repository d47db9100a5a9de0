import {
  type DeliveryRow,
  countPendingDeliveries,
  getEvent,
  holdDeliveries,
  settleDelivery,
} from '#lib/db/stores/event-store.ts';
import {
  type WebhookEndpointRow,
  getWebhookEndpoint,
  updateWebhookEndpoint,
} from '#lib/db/stores/webhook-endpoint-store.ts';
import { isDatabaseUnavailable } from '#lib/db/database-unavailable.ts';
import { type SafePost, type SafePostAnswer, safePost } from '#lib/platform/safe-fetch.ts';
import { signatureHeaders } from '#lib/platform/webhook-signature.ts';
import type { AppContext } from './context.ts';
import { nextTryDelayMs } from './delivery-schedule.ts';
import { eventObject } from './event-object.ts';

const TIMEOUT_MS = 15_000;
const MAX_RESPONSE_BYTES = 64 * 1024;

type TryResult =
  | { readonly kind: 'answered'; readonly answer: SafePostAnswer }
  | { readonly kind: 'failed'; readonly error: string };

/**
 * Sends one claimed webhook, once, and writes down what came of it. Throws only when that could not be
 * written; the claim's lease then runs out and it is tried again.
 */
export async function tryDelivery(context: AppContext, delivery: DeliveryRow): Promise<void> {
  const endpoint = await getWebhookEndpoint(context.database.db, delivery.endpointId);
  if (!endpoint.enabled) {
    await context.database.db.transaction((tx) =>
      holdDeliveries(tx, endpoint.id, 'held: the endpoint is switched off'),
    );
    return;
  }
  await settle(context, {
    delivery,
    endpoint,
    result: await trySending(context, delivery, endpoint),
  });
}

async function trySending(
  context: AppContext,
  delivery: DeliveryRow,
  endpoint: WebhookEndpointRow,
): Promise<TryResult> {
  let post: SafePost;
  try {
    post = await makePost(context, delivery, endpoint);
  } catch (error) {
    if (isDatabaseUnavailable(error)) throw error;
    // A delivery that cannot be made, e.g. as its secret does not open, must not hold up the others.
    context.log.error({ delivery: delivery.id, err: error }, 'webhook could not be made');
    return { kind: 'failed', error: describe(error) };
  }
  try {
    return { kind: 'answered', answer: await safePost(post) };
  } catch (error) {
    return { kind: 'failed', error: describe(error) };
  }
}

async function makePost(
  context: AppContext,
  delivery: DeliveryRow,
  endpoint: WebhookEndpointRow,
): Promise<SafePost> {
  const { db } = context.database;
  const event = await getEvent(db, delivery.eventId);
  const body = JSON.stringify(
    eventObject(event, {
      apiVersion: endpoint.apiVersion,
      pendingWebhooks: await countPendingDeliveries(db, event.id),
    }),
  );
  const secret = context.secrets.open(endpoint.secret, `webhook_endpoint.secret:${endpoint.id}`);
  return {
    url: endpoint.url,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'User-Agent': 'Praya-Webhooks/1',
      ...signatureHeaders({ secret, eventId: event.id, body, at: context.clock.now() }),
    },
    body,
    reach: endpoint.livemode ? 'public' : 'public_or_loopback',
    timeoutMs: TIMEOUT_MS,
    maxResponseBytes: MAX_RESPONSE_BYTES,
  };
}

/** What went wrong in a few words, without the address: it may hold the merchant's secrets. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown failure';
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`;
  const code = 'code' in error ? String(error.code) : '';
  return (code === '' ? `${error.name}: ${error.message}` : code).slice(0, 300);
}

async function settle(
  context: AppContext,
  facts: { delivery: DeliveryRow; endpoint: WebhookEndpointRow; result: TryResult },
): Promise<void> {
  const { delivery, endpoint, result } = facts;
  const now = context.clock.now();
  const status = result.kind === 'answered' ? result.answer.status : null;
  // Following a redirect would carry a signed event to an address nobody registered: it is a failure.
  const arrived = status !== null && status >= 200 && status < 300;
  if (arrived) {
    await settleDelivery(context.database.db, {
      id: delivery.id,
      tryCount: delivery.tryCount,
      change: {
        status: 'delivered',
        nextTryAt: null,
        lastStatus: status,
        lastError: null,
        deliveredAt: now,
      },
    });
    return;
  }
  if (status === 410) {
    await switchOff(context, delivery, endpoint);
    return;
  }
  const delayMs = nextTryDelayMs({
    tryCount: delivery.tryCount,
    retryAfter: result.kind === 'answered' ? result.answer.retryAfter : null,
    now,
    random: Math.random,
  });
  const error = result.kind === 'failed' ? result.error : `answered ${status}`;
  await settleDelivery(context.database.db, {
    id: delivery.id,
    tryCount: delivery.tryCount,
    change: {
      status: delayMs === null ? 'dead' : 'pending',
      nextTryAt: delayMs === null ? null : new Date(now.getTime() + delayMs),
      lastStatus: status,
      lastError: error,
      deliveredAt: null,
    },
  });
  context.log.warn(
    { delivery: delivery.id, endpoint: endpoint.id, try: delivery.tryCount, error },
    delayMs === null ? 'webhook given up' : 'webhook failed; will try again',
  );
}

/**
 * The receiver says that it is gone (410): nothing more is sent there until an operator switches it on
 * again. What it is owed is held, not given up: a 410 can be a slip of the receiver's own routing.
 */
async function switchOff(
  context: AppContext,
  delivery: DeliveryRow,
  endpoint: WebhookEndpointRow,
): Promise<void> {
  await context.database.db.transaction(async (tx) => {
    // The endpoint first, as whoever switches it on does: the other order could deadlock with that.
    await updateWebhookEndpoint(tx, endpoint.id, { enabled: false });
    await settleDelivery(tx, {
      id: delivery.id,
      tryCount: delivery.tryCount,
      change: {
        status: 'pending',
        nextTryAt: null,
        lastStatus: 410,
        lastError: 'answered 410',
        deliveredAt: null,
      },
    });
    await holdDeliveries(tx, endpoint.id, 'held: the endpoint answered 410 and was switched off');
  });
  context.log.error(
    { endpoint: endpoint.id, merchant: endpoint.merchantId },
    'webhook endpoint answered 410 and was switched off: its events are held until it is set again',
  );
}
