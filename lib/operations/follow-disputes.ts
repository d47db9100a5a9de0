import { type AttemptRow, findAttempt } from '#lib/db/stores/attempt-store.ts';
import { type DisputeRow, claimDueDispute, setDisputeCheck } from '#lib/db/stores/dispute-store.ts';
import { nextDisputeCheckAt } from '#lib/domain/dispute.ts';
import { connectProvider } from './connect-provider.ts';
import type { AppContext } from './context.ts';
import { recordDispute } from './record-dispute.ts';
import { leaseUntil, workThrough } from './work-through.ts';

/** Wait before a provider that could not be asked is asked again. */
const RETRY_MS = 60 * 60 * 1000;

/** Asks about open disputes whose provider has not notified for a day; returns how many it took. */
export async function followDisputes(context: AppContext): Promise<number> {
  return workThrough<DisputeRow>(context, {
    name: 'followDisputes',
    lanes: 1,
    limit: 50,
    claim: () => {
      const now = context.clock.now();
      return claimDueDispute(context.database.db, { now, leaseUntil: leaseUntil(context, now) });
    },
    work: async (row) => {
      const { db } = context.database;
      const attempt = await findAttempt(db, row.attemptId);
      if (attempt === null) throw new Error(`Dispute ${row.id} has lost its attempt.`);
      const result = await learnOfDispute(context, attempt, row.providerReference);
      if (result === 'recorded') return;
      const now = context.clock.now();
      const retryAt = new Date(now.getTime() + RETRY_MS);
      // What the provider does not know now it hardly will in an hour.
      const nextAt = result === 'unanswered' ? retryAt : nextDisputeCheckAt(row.status, now);
      await setDisputeCheck(db, row.id, nextAt);
    },
    describe: (row) => row.id,
  });
}

/**
 * Asks the provider of an attempt how a dispute stands and records it. `unanswered`: it could not be asked, and
 * nothing is known. `absent`: the provider knows of none. `not_its`: the dispute is not of this attempt's payment. `no_capture`: see `recordDispute`.
 */
export async function learnOfDispute(
  context: AppContext,
  attempt: AttemptRow,
  reference: string,
): Promise<'recorded' | 'unanswered' | 'absent' | 'not_its' | 'no_capture'> {
  const connection = await connectProvider(context, attempt.providerAccountId);
  const askedAt = context.clock.now();
  const answer = await connection.retrieveDispute?.(reference);
  if (answer?.kind === 'absent') return 'absent';
  if (answer?.kind !== 'found') {
    context.log.warn(
      { attempt: attempt.id, detail: answer?.detail ?? 'its provider tells of no disputes' },
      'a dispute could not be asked about',
    );
    return 'unanswered';
  }
  const { dispute } = answer;
  if (dispute.paymentReference !== attempt.providerReference) return 'not_its';
  return recordDispute(context, { attempt, dispute, askedAt });
}
