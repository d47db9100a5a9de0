import {
  type DeliveryRow,
  abandonDeliveries,
  claimDueDeliveries,
  countPendingDeliveries,
  getEvent,
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

const CONCURRENCY = 8;
const TIMEOUT_MS = 15_000;
const MAX_RESPONSE_BYTES = 64 * 1024;
/** Long enough for one try and what is written after it, so that no other node sends it meanwhile. */
const LEASE_MS = 60_000;

/**
 * Sends up to `limit` webhooks that are due and returns how many it tried. At least once: a delivery
 * is done when a receiver answered 2xx and we have written that down. Each is claimed just before it
 * is sent, so that its lease outlives the try however long the queue is.
 */
export async function deliverDueWebhooks(
  context: AppContext,
  options: { limit: number },
): Promise<number> {
  let claimed = 0;
  const claim = async (count: number) => {
    const wanted = Math.min(count, options.limit - claimed);
    if (wanted <= 0) return [];
    claimed += wanted;
    const now = context.clock.now();
    const taken = await claimDueDeliveries(context.database.db, {
      now,
      leaseUntil: new Date(now.getTime() + LEASE_MS),
      limit: wanted,
    });
    claimed -= wanted - taken.length;
    return taken;
  };
  const lane = async (first: DeliveryRow) => {
    for (let next: DeliveryRow | undefined = first; next !== undefined; [next] = await claim(1)) {
      await deliver(context, next);
    }
  };
  // Every lane is seen to its end before a failure is reported: none is left running.
  const lanes = await Promise.allSettled((await claim(CONCURRENCY)).map(lane));
  for (const result of lanes) {
    if (result.status === 'rejected') throw result.reason;
  }
  return claimed;
}

type TryResult =
  | { readonly kind: 'answered'; readonly answer: SafePostAnswer }
  | { readonly kind: 'failed'; readonly error: string };

async function deliver(context: AppContext, delivery: DeliveryRow): Promise<void> {
  const endpoint = await getWebhookEndpoint(context.database.db, delivery.endpointId);
  if (!endpoint.enabled) {
    await abandonDeliveries(context.database.db, endpoint.id, 'the endpoint is switched off');
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

/** The receiver says that it is gone for good (410): nothing more is sent there. */
async function switchOff(
  context: AppContext,
  delivery: DeliveryRow,
  endpoint: WebhookEndpointRow,
): Promise<void> {
  await context.database.db.transaction(async (tx) => {
    await settleDelivery(tx, {
      id: delivery.id,
      tryCount: delivery.tryCount,
      change: {
        status: 'dead',
        nextTryAt: null,
        lastStatus: 410,
        lastError: 'answered 410',
        deliveredAt: null,
      },
    });
    await updateWebhookEndpoint(tx, endpoint.id, { enabled: false });
    await abandonDeliveries(tx, endpoint.id, 'the endpoint answered 410 and was switched off');
  });
  context.log.warn({ endpoint: endpoint.id }, 'webhook endpoint answered 410 and was switched off');
}
