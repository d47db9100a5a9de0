import { claimDueAttempt, findAttempt } from '#lib/db/stores/attempt-store.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import { checkAttempt } from './check-attempt.ts';
import type { AppContext } from './context.ts';
import { raiseIfUncaptured } from './held-money.ts';
import { raiseIfUndecided } from './raise-undecided.ts';
import { leaseUntil, workThrough } from './work-through.ts';

/**
 * Asks providers about every attempt that is due: calls that never answered, codes nobody has paid
 * yet, processes that died in between. Returns how many it took.
 */
export async function reconcile(context: AppContext): Promise<number> {
  return workThrough<PaymentAttemptId>(context, {
    name: 'reconcile',
    lanes: 8,
    limit: 100,
    claim: () => {
      const now = context.clock.now();
      return claimDueAttempt(context.database.db, { now, leaseUntil: leaseUntil(context, now) });
    },
    work: (id) => checkOrRaise(context, id),
    describe: (id) => id,
  });
}

/** An attempt that cannot even be asked about must not wait in silence. */
async function checkOrRaise(context: AppContext, id: PaymentAttemptId): Promise<void> {
  try {
    await checkAttempt(context, id, { source: 'reconciler' });
  } catch (error) {
    const { db } = context.database;
    const attempt = await findAttempt(db, id);
    if (attempt !== null) {
      await raiseIfUndecided(context, db, attempt, attempt.status);
      await raiseIfUncaptured(context, db, attempt);
    }
    throw error;
  }
}
