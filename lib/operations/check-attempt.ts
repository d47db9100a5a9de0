import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import { findAttempt } from '#lib/db/stores/attempt-store.ts';
import { findSession } from '#lib/db/stores/session-store.ts';
import { RESEND_WINDOW_MS } from '#lib/domain/check-schedule.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import type { LookupAnswer, ProviderConnection } from '#lib/domain/provider.ts';
import type { ProviderAnswer } from '#lib/domain/payment-outcome.ts';
import { lookupOf, sendingGraceMs, startRequestOf } from './attempt-record.ts';
import { connectProvider } from './connect-provider.ts';
import type { AppContext } from './context.ts';
import { AttemptNotFoundError, type OutcomeSource, recordOutcome } from './record-outcome.ts';

/**
 * Asks the provider how an attempt stands and records the answer. `busy` when the attempt's first
 * call is still under way in this or another process: asking now could race it.
 *
 * An attempt of a session that is paid or over is called off rather than asked about; the answer says
 * whether that came too late. Throws AttemptNotFoundError.
 */
export async function checkAttempt(
  context: AppContext,
  attemptId: PaymentAttemptId,
  source: OutcomeSource,
): Promise<{ kind: 'busy' } | { kind: 'checked'; attempt: AttemptRow }> {
  const attempt = await findAttempt(context.database.db, attemptId);
  if (attempt === null) throw new AttemptNotFoundError(attemptId);
  if (attempt.status === 'sending' && !isOverdue(context, attempt)) return { kind: 'busy' };

  const connection = await connectProvider(context, attempt.providerAccountId);
  const answer = await currentAnswer(context, attempt, connection);
  return { kind: 'checked', attempt: await recordOutcome(context, { attemptId, answer, source }) };
}

function isOverdue(context: AppContext, attempt: AttemptRow): boolean {
  const age = context.clock.now().getTime() - attempt.createdAt.getTime();
  return age >= sendingGraceMs(context);
}

async function currentAnswer(
  context: AppContext,
  attempt: AttemptRow,
  connection: ProviderConnection,
): Promise<ProviderAnswer> {
  const session = await findSession(context.database.db, attempt.sessionId);
  const callOff = session?.status !== 'open' && attempt.status === 'requires_action';
  const answer = callOff
    ? await connection.cancelPayment(lookupOf(attempt))
    : await connection.retrievePayment(lookupOf(attempt));
  return isAbsent(answer) ? afterAbsent(context, attempt, connection) : answer;
}

function isAbsent(answer: LookupAnswer): answer is Exclude<LookupAnswer, ProviderAnswer> {
  return answer.outcome.kind === 'absent';
}

/**
 * The provider has no trace of the payment. While the shopper may still be waiting for it, the same
 * request is sent again with the same key, so that a call which is only slow to show cannot charge
 * twice. Later than that nobody should be charged by surprise: the attempt is over.
 */
async function afterAbsent(
  context: AppContext,
  attempt: AttemptRow,
  connection: ProviderConnection,
): Promise<ProviderAnswer> {
  if (attempt.providerReference !== null) {
    return {
      outcome: {
        kind: 'unknown',
        cause: 'provider_error',
        detail: 'the provider no longer finds a payment it had answered for',
      },
      providerReference: attempt.providerReference,
    };
  }
  const age = context.clock.now().getTime() - attempt.createdAt.getTime();
  const session = await findSession(context.database.db, attempt.sessionId);
  if (age <= RESEND_WINDOW_MS && session?.status === 'open') {
    return connection.startPayment(startRequestOf(attempt));
  }
  return {
    outcome: { kind: 'declined', code: 'processing_error', providerCode: 'absent_at_provider' },
    providerReference: null,
  };
}
