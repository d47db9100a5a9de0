import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import { connectProvider } from './connect-provider.ts';
import type { AppContext } from './context.ts';
import { type OutcomeSource, recordOutcome } from './record-outcome.ts';
import { cancelAtProvider } from './setup-attempt.ts';

/**
 * Asks the provider that an open attempt take no money any more and records what it says, which may be
 * that it was too late. An attempt the provider cannot be reached about stays as it is; the reconciler
 * calls it off when the session is over.
 */
export async function callOffAttempt(
  context: AppContext,
  attempt: AttemptRow,
  source: OutcomeSource,
): Promise<void> {
  const connection = await connectProvider(context, attempt.providerAccountId);
  const answer = await cancelAtProvider(context, attempt, connection);
  if (answer.outcome.kind === 'absent') return;
  await recordOutcome(context, {
    attemptId: attempt.id,
    answer: { providerReference: attempt.providerReference, ...answer, outcome: answer.outcome },
    source,
  });
}
