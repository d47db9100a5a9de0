import { claimDueAttempts } from '#lib/db/stores/attempt-store.ts';
import { checkAttempt } from './check-attempt.ts';
import type { AppContext } from './context.ts';

const BATCH = 20;
/** A node that dies while asking gives its attempts back after this long. */
const LEASE_MS = 45_000;

/**
 * Asks providers about every attempt that is due: calls that never answered, codes nobody has paid
 * yet, processes that died in between. Returns how many it took. One attempt's trouble is logged and
 * does not keep the others waiting.
 */
export async function reconcile(context: AppContext): Promise<number> {
  const now = context.clock.now();
  const ids = await claimDueAttempts(context.database.db, {
    now,
    leaseUntil: new Date(now.getTime() + LEASE_MS),
    limit: BATCH,
  });
  const results = await Promise.allSettled(
    ids.map((id) => checkAttempt(context, id, 'reconciler')),
  );
  for (const [index, result] of results.entries()) {
    if (result.status === 'rejected') {
      context.log.error({ attempt: ids[index], err: result.reason as unknown }, 'check failed');
    }
  }
  return ids.length;
}
