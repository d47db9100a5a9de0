import { type DeliveryRow, claimDueDeliveries } from '#lib/db/stores/event-store.ts';
import { isDatabaseUnavailable } from '#lib/db/database-unavailable.ts';
import type { WebhookEndpointId } from '#lib/domain/ids.ts';
import type { AppContext } from './context.ts';
import { tryDelivery } from './try-delivery.ts';

const CONCURRENCY = 8;
/** Of those, how many one endpoint may hold at a time. */
const LANES_PER_ENDPOINT = 3;
/** How long a call waits without any of its tries ending; healthy receivers answer well within it. */
const PATIENCE_MS = 1_000;
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
    const trying = tryDelivery(context, delivery)
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
