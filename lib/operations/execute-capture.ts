import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import { type CaptureRequestRow, endCapture } from '#lib/db/stores/capture-request-store.ts';
import { lockSession } from '#lib/db/stores/session-store.ts';
import { money } from '#lib/domain/money.ts';
import { lookupOf } from './attempt-record.ts';
import { connectProvider } from './connect-provider.ts';
import type { AppContext } from './context.ts';
import { type OutcomeSource, recordOutcomeWithin } from './record-outcome.ts';

/**
 * Asks the provider for held money, with the request's own key each time, and records what it says. A
 * refusal ends this request and no later one, whatever the hold stands at; silence leaves it to the reconciler.
 */
export async function executeCapture(
  context: AppContext,
  input: { attempt: AttemptRow; request: CaptureRequestRow; source: OutcomeSource },
): Promise<{ readonly attempt: AttemptRow; readonly answered: boolean }> {
  const { attempt, request, source } = input;
  const connection = await connectProvider(context, attempt.providerAccountId);
  const { refusal, ...answer } = await connection.capturePayment({
    payment: lookupOf(attempt),
    amount: money(request.amount, attempt.currency),
    idempotencyKey: request.idempotencyKey,
  });
  const after = await context.database.db.transaction(async (tx) => {
    await lockSession(tx, attempt.sessionId);
    if (refusal !== undefined) {
      await endCapture(tx, request.id, {
        status: refusal.byBank ? 'declined' : 'failed',
        failureCode: refusal.code,
        now: context.clock.now(),
      });
    }
    return recordOutcomeWithin(context, tx, { attemptId: attempt.id, answer, source });
  });
  context.wakeWorker();
  if (refusal !== undefined) {
    context.log.warn({ attempt: attempt.id, code: refusal.code }, 'capture refused by provider');
  }
  return { attempt: after, answered: refusal !== undefined || answer.outcome.kind !== 'unknown' };
}
