import {
  type ClaimedDelivery,
  claimDueDeliveries,
  holdDeliveries,
} from '#lib/db/stores/delivery-store.ts';
import { isDatabaseUnavailable } from '#lib/db/database-unavailable.ts';
import type { WebhookEndpointId } from '#lib/domain/ids.ts';
import type { AppContext } from './context.ts';
import { settleTries } from './settle-tries.ts';
import { type TriedDelivery, tryDelivery } from './try-delivery.ts';

/** Tries under way at once in this process. Waiting for a receiver costs next to nothing. */
const CONCURRENCY = 128;
/** How many are claimed at once, and from how many on an endpoint has to wait with more. */
const BATCH = 16;
/** An endpoint where the last try failed gets this many, however much it is owed. */
const LANES_OF_A_FAILING_ENDPOINT = 2;
/** How long a call waits without any of its tries ending; healthy receivers answer well within it. */
const PATIENCE_MS = 1_000;
/**
 * Long enough for one try and what is written after it, so that no other node sends it meanwhile; and
 * short enough that what a killed node was sending is sent again well within a minute.
 */
const LEASE_MS = 30_000;

/** What this process has under way. */
interface Node {
  readonly inFlight: Map<WebhookEndpointId, { count: number; failing: boolean }>;
  /** Claims are made one after another, so that each knows what the others took. */
  claiming: Promise<unknown>;
  /** Ends with the batch that is being written down, or the one after it. */
  writing: Promise<unknown>;
  /** Tries that have ended and wait for the batch before them. */
  nextBatch: { readonly tries: TriedDelivery[]; readonly written: Promise<void> } | null;
}

/** Per context, which is per process: two contexts in a test are two nodes. */
const nodes = new WeakMap<AppContext, Node>();

/**
 * Sends up to `limit` webhooks that are due and returns how many it tried. At least once: a delivery
 * is done when a receiver answered 2xx and we have written that down. They are claimed in small batches, just
 * before they are sent, so that their lease outlives the try however long the queue is; and written down
 * in batches, each with all that ended while the one before was written.
 *
 * An endpoint has at most two batches under way, and two tries while it is failing, so that one that answers
 * nothing delays no other's webhooks. A call does not wait for it either: tries that take long go on after the
 * call, in lanes of their own.
 */
export async function deliverDueWebhooks(
  context: AppContext,
  options: { limit: number },
): Promise<number> {
  const node = nodes.get(context) ?? newNode();
  nodes.set(context, node);
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let returned = false;
  const start = (claimed: ClaimedDelivery) => {
    const trying = tryAndWrite(context, node, claimed)
      .catch((error: unknown) => {
        if (!returned) failures.push(error);
        else logLateFailure(context, claimed, error);
      })
      .finally(() => {
        vacate(node, claimed.endpoint.id);
        underWay.delete(trying);
      });
    underWay.add(trying);
  };

  let claimed = 0;
  for (;;) {
    const room = failures.length === 0 ? options.limit - claimed : 0;
    const claiming = room > 0 ? claimSome(context, node, room) : Promise.resolve([]);
    const batch = await claiming.catch((error: unknown): readonly ClaimedDelivery[] => {
      // Reported when the tries under way have ended.
      failures.push(error);
      return [];
    });
    claimed += batch.length;
    for (const each of batch) start(each);
    if (batch.length === 0 && (underWay.size === 0 || !(await oneEnds(underWay)))) break;
  }
  returned = true;
  if (failures.length > 0) throw failures[0];
  return claimed;
}

function newNode(): Node {
  return {
    inFlight: new Map(),
    claiming: Promise.resolve(),
    writing: Promise.resolve(),
    nextBatch: null,
  };
}

/** Claims deliveries and takes a lane for each. None when no lane is free or nothing is due for one. */
function claimSome(
  context: AppContext,
  node: Node,
  room: number,
): Promise<readonly ClaimedDelivery[]> {
  const claim = async () => {
    const lanes = [...node.inFlight];
    const busy = lanes.reduce((sum, [, { count }]) => sum + count, 0);
    const limit = Math.min(room, BATCH, CONCURRENCY - busy);
    if (limit <= 0) return [];
    const now = context.clock.now();
    const batch = await claimDueDeliveries(context.database.db, {
      now,
      leaseUntil: new Date(now.getTime() + LEASE_MS),
      limit,
      limitOfFailing: LANES_OF_A_FAILING_ENDPOINT,
      excludeEndpoints: lanes
        .filter(
          ([, { count, failing }]) => count >= (failing ? LANES_OF_A_FAILING_ENDPOINT : BATCH),
        )
        .map(([endpointId]) => endpointId),
    });
    for (const { endpoint } of batch) {
      const count = (node.inFlight.get(endpoint.id)?.count ?? 0) + 1;
      node.inFlight.set(endpoint.id, { count, failing: endpoint.failingSince !== null });
    }
    return batch;
  };
  const claiming = node.claiming.then(claim);
  // The next in line starts whatever became of this one; its failure is its caller's to handle.
  node.claiming = claiming.catch(() => undefined);
  return claiming;
}

function vacate(node: Node, endpointId: WebhookEndpointId): void {
  const lane = node.inFlight.get(endpointId);
  if (lane !== undefined && lane.count > 1) lane.count -= 1;
  else node.inFlight.delete(endpointId);
}

async function tryAndWrite(
  context: AppContext,
  node: Node,
  claimed: ClaimedDelivery,
): Promise<void> {
  if (!claimed.endpoint.enabled) {
    await context.database.db.transaction((tx) =>
      holdDeliveries(tx, claimed.endpoint.id, 'held: the endpoint is switched off'),
    );
    return;
  }
  await write(context, node, await tryDelivery(context, claimed));
}

/** Waits until a try is written down, with all that ended while the batch before it was written. */
function write(context: AppContext, node: Node, tried: TriedDelivery): Promise<void> {
  if (node.nextBatch === null) {
    const tries: TriedDelivery[] = [];
    const written = node.writing.then(() => {
      node.nextBatch = null;
      return settleTries(context, tries);
    });
    node.nextBatch = { tries, written };
    // A batch that could not be written is its tries' to report, and keeps none of the next.
    node.writing = written.catch(() => undefined);
  }
  node.nextBatch.tries.push(tried);
  return node.nextBatch.written;
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
function logLateFailure(context: AppContext, claimed: ClaimedDelivery, error: unknown): void {
  const facts = { delivery: claimed.delivery.id, endpoint: claimed.endpoint.id };
  if (isDatabaseUnavailable(error))
    context.log.warn(facts, 'database away; webhook tried again later');
  else context.log.error({ ...facts, err: error }, 'webhook not recorded; tried again later');
}
