import {
  type DeliveryRow,
  claimDueDeliveries,
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
import type { WebhookEndpointId } from '#lib/domain/ids.ts';
import { type SafePost, type SafePostAnswer, safePost } from '#lib/platform/safe-fetch.ts';
import { signatureHeaders } from '#lib/platform/webhook-signature.ts';
import type { AppContext } from './context.ts';
import { nextTryDelayMs } from './delivery-schedule.ts';
import { eventObject } from './event-object.ts';

const CONCURRENCY = 8;
/** Of those, how many one endpoint may hold at a time. */
const LANES_PER_ENDPOINT = 3;
/** How long a call waits without any of its tries ending; healthy receivers answer well within it. */
const PATIENCE_MS = 1_000;
const TIMEOUT_MS = 15_000;
const MAX_RESPONSE_BYTES = 64 * 1024;
/**
 * Long enough for one try and what is written after it, so that no other node sends it meanwhile; and
 * short enough that what a killed node was sending is sent again well within a minute.
 */
const LEASE_MS = 30_000;

/** Tries under way in this process, by endpoint. */
interface Lanes {
  readonly inFlight: Map<WebhookEndpointId, number>;
  /** Claims are made one after another, so that each knows what the others took. */
  claiming: Promise<unknown>;
}

/** Per context, which is per process: two contexts in a test are two nodes. */
const lanesOf = new WeakMap<AppContext, Lanes>();

/**
 * Sends up to `limit` webhooks that are due and returns how many it tried. At least once: a delivery
 * is done when a receiver answered 2xx and we have written that down. Each is claimed just before it
 * is sent, so that its lease outlives the try however long the queue is.
 *
 * An endpoint gets a few of the lanes, so that one that answers nothing delays no other's webhooks. A
 * call does not wait for it either: tries that take long go on after the call, in lanes of their own.
 */
export async function deliverDueWebhooks(
  context: AppContext,
  options: { limit: number },
): Promise<number> {
  const lanes = lanesOf.get(context) ?? { inFlight: new Map(), claiming: Promise.resolve() };
  lanesOf.set(context, lanes);
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let returned = false;
  const start = (delivery: DeliveryRow) => {
    const trying = deliver(context, delivery)
      .catch((error: unknown) => {
        if (!returned) failures.push(error);
        else logLateFailure(context, delivery, error);
      })
      .finally(() => {
        vacate(lanes, delivery.endpointId);
        underWay.delete(trying);
      });
    underWay.add(trying);
  };

  let claimed = 0;
  for (;;) {
    const mayClaim = failures.length === 0 && claimed < options.limit;
    const claiming = mayClaim ? claimOne(context, lanes) : Promise.resolve(null);
    const delivery = await claiming.catch((error: unknown) => {
      // Reported when the tries under way have ended.
      failures.push(error);
      return null;
    });
    if (delivery !== null) {
      claimed += 1;
      start(delivery);
    } else if (underWay.size === 0 || !(await oneEnds(underWay))) {
      break;
    }
  }
  returned = true;
  if (failures.length > 0) throw failures[0];
  return claimed;
}

/** Claims a delivery and takes a lane for it. Null when no lane is free or nothing is due for one. */
function claimOne(context: AppContext, lanes: Lanes): Promise<DeliveryRow | null> {
  const claim = async () => {
    const counts = [...lanes.inFlight];
    if (counts.reduce((sum, [, count]) => sum + count, 0) >= CONCURRENCY) return null;
    const now = context.clock.now();
    const [delivery] = await claimDueDeliveries(context.database.db, {
      now,
      leaseUntil: new Date(now.getTime() + LEASE_MS),
      limit: 1,
      excludeEndpoints: counts
        .filter(([, count]) => count >= LANES_PER_ENDPOINT)
        .map(([endpointId]) => endpointId),
    });
    if (delivery === undefined) return null;
    lanes.inFlight.set(delivery.endpointId, (lanes.inFlight.get(delivery.endpointId) ?? 0) + 1);
    return delivery;
  };
  const claiming = lanes.claiming.then(claim);
  // The next in line starts whatever became of this one; its failure is its caller's to handle.
  lanes.claiming = claiming.catch(() => undefined);
  return claiming;
}

function vacate(lanes: Lanes, endpointId: WebhookEndpointId): void {
  const left = (lanes.inFlight.get(endpointId) ?? 0) - 1;
  if (left > 0) lanes.inFlight.set(endpointId, left);
  else lanes.inFlight.delete(endpointId);
}

/** Waits until one of the tries ends. False when none does for a while. */
async function oneEnds(underWay: ReadonlySet<Promise<void>>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  const ended = Promise.race(underWay).then(() => true);
  try {
    return await Promise.race([ended, patience]);
  } finally {
    clearTimeout(timer);
  }
}

/** Nobody waits for this try any more. Its lease runs out, and it is made again. */
function logLateFailure(context: AppContext, delivery: DeliveryRow, error: unknown): void {
  const facts = { delivery: delivery.id, endpoint: delivery.endpointId };
  if (isDatabaseUnavailable(error))
    context.log.warn(facts, 'database away; webhook tried again later');
  else context.log.error({ ...facts, err: error }, 'webhook not recorded; tried again later');
}

type TryResult =
  | { readonly kind: 'answered'; readonly answer: SafePostAnswer }
  | { readonly kind: 'failed'; readonly error: string };

async function deliver(context: AppContext, delivery: DeliveryRow): Promise<void> {
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
