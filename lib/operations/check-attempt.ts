import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import { findAttempt, listAttempts } from '#lib/db/stores/attempt-store.ts';
import { findOpenCapture } from '#lib/db/stores/capture-request-store.ts';
import { findSession, getIntent } from '#lib/db/stores/session-store.ts';
import { RESEND_WINDOW_MS, isSetupOverdue } from '#lib/domain/check-schedule.ts';
import { isOverUnconfirmed } from '#lib/domain/merchant-confirmed.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import { isUnreached } from '#lib/domain/payment-attempt.ts';
import type { ProviderAnswer } from '#lib/domain/payment-outcome.ts';
import type { LookupAnswer, ProviderConnection } from '#lib/domain/provider.ts';
import { sendingGraceMs } from './attempt-record.ts';
import { connectProvider } from './connect-provider.ts';
import type { AppContext } from './context.ts';
import { executeCapture } from './execute-capture.ts';
import { planHoldOf } from './held-money.ts';
import { AttemptNotFoundError, type OutcomeSource, recordOutcome } from './record-outcome.ts';
import { CARD_DETACHED, chargesDetachedCard, sendAttempt } from './send-attempt.ts';
import { cancelAtProvider, isSetup, retrieveAttempt } from './setup-attempt.ts';

export type CheckResult =
  /** The attempt's first call is still under way, here or elsewhere: asking now could race it. */
  | { readonly kind: 'busy' }
  /** `answered`: the provider said how the payment stands, as against not being reached. */
  | { readonly kind: 'checked'; readonly attempt: AttemptRow; readonly answered: boolean };

/**
 * Asks the provider how an attempt stands and records the answer. An open attempt of a session that is
 * paid or over is called off rather than asked about; the answer says whether that came too late. Held money
 * is taken or let go where that was asked for.
 *
 * `providerReference`: the payment's id as a verified notification gives it, for an attempt whose own
 * answer was lost. Throws AttemptNotFoundError.
 */
export async function checkAttempt(
  context: AppContext,
  attemptId: PaymentAttemptId,
  options: { source: OutcomeSource; providerReference?: string | null },
): Promise<CheckResult> {
  const stored = await findAttempt(context.database.db, attemptId);
  if (stored === null) throw new AttemptNotFoundError(attemptId);
  if (stored.status === 'sending' && !isOverdue(context, stored)) return { kind: 'busy' };

  const attempt: AttemptRow = {
    ...stored,
    providerReference: stored.providerReference ?? options.providerReference ?? null,
  };
  const request =
    attempt.status === 'authorized' ? await findOpenCapture(context.database.db, attempt.id) : null;
  if (request !== null) {
    const { source } = options;
    return { kind: 'checked', ...(await executeCapture(context, { attempt, request, source })) };
  }
  const connection = await connectProvider(context, attempt.providerAccountId);
  const answer = await currentAnswer(context, attempt, connection);
  return {
    kind: 'checked',
    attempt: await recordOutcome(context, { attemptId, answer, source: options.source }),
    answered: answer.outcome.kind !== 'unknown',
  };
}

function isOverdue(context: AppContext, attempt: AttemptRow): boolean {
  return ageMs(context, attempt) >= sendingGraceMs(context);
}

function ageMs(context: AppContext, attempt: AttemptRow): number {
  return context.clock.now().getTime() - attempt.createdAt.getTime();
}

async function currentAnswer(
  context: AppContext,
  attempt: AttemptRow,
  connection: ProviderConnection,
): Promise<ProviderAnswer> {
  if (context.providers[attempt.provider].confirmedBy === 'merchant' && wasShown(attempt)) {
    return answerByTime(context, attempt);
  }
  const session = await findSession(context.database.db, attempt.sessionId);
  const open = session?.status === 'open' && session.expiresAt > context.clock.now();
  // Where no shopper comes, nobody does what a provider asks for.
  const waited = open && session.hasPage;
  const left = await wasLeft(context, attempt);
  const answer =
    left ||
    (!waited && attempt.status === 'requires_action') ||
    (isSetup(attempt) && isSetupOverdue({ ...attempt, now: context.clock.now() })) ||
    (await isToBeReleased(context, attempt))
      ? await cancelAtProvider(context, attempt, connection)
      : await retrieveAttempt(context, attempt, connection);
  const wanted = open && !left;
  return isAbsent(answer) ? afterAbsent(context, { attempt, connection, wanted }) : answer;
}

async function isToBeReleased(context: AppContext, attempt: AttemptRow): Promise<boolean> {
  if (attempt.status !== 'authorized') return false;
  const { db } = context.database;
  const intent = await getIntent(db, attempt.sessionId);
  const attempts = await listAttempts(db, attempt.sessionId);
  return (await planHoldOf(db, { intent, attempt, attempts })).kind === 'release';
}

/**
 * Whether the shopper went on to something else while the provider did not answer. The request nobody has
 * seen is called off then, so that the session has one thing open that can be paid.
 */
async function wasLeft(context: AppContext, attempt: AttemptRow): Promise<boolean> {
  if (!isUnreached(attempt)) return false;
  const attempts = await listAttempts(context.database.db, attempt.sessionId);
  return attempts.at(-1)?.id !== attempt.id;
}

function wasShown(attempt: AttemptRow): boolean {
  return attempt.status !== 'sending' && attempt.status !== 'unknown';
}

/** Nobody can be asked about it: either its time is up, or there is nothing new. */
async function answerByTime(context: AppContext, attempt: AttemptRow): Promise<ProviderAnswer> {
  const session = await findSession(context.database.db, attempt.sessionId);
  const now = context.clock.now();
  const over =
    session === null ||
    session.status === 'complete' ||
    isOverUnconfirmed({ ...attempt, sessionExpiresAt: session.expiresAt, now });
  return over
    ? { outcome: { kind: 'expired' }, providerReference: attempt.providerReference }
    : notKnown(attempt, 'the merchant has not confirmed it yet');
}

function isAbsent(answer: LookupAnswer): answer is Exclude<LookupAnswer, ProviderAnswer> {
  return answer.outcome.kind === 'absent';
}

/**
 * The provider has no trace of the payment. While the shopper may still be waiting for it, the same
 * request is sent again with the same key, so that a call which is only slow to show cannot charge
 * twice. A kept card that was let go meanwhile is not charged any more. Later than that nobody should be charged by surprise: the attempt is over, once the last
 * resending has had its time as well.
 */
async function afterAbsent(
  context: AppContext,
  facts: { attempt: AttemptRow; connection: ProviderConnection; wanted: boolean },
): Promise<ProviderAnswer> {
  const { attempt, connection, wanted } = facts;
  const undecided = attempt.status === 'sending' || attempt.status === 'unknown';
  if (attempt.providerReference !== null || !undecided) {
    return notKnown(attempt, 'the provider no longer finds a payment it had answered for');
  }
  const detached = await chargesDetachedCard(context, attempt);
  if (ageMs(context, attempt) <= RESEND_WINDOW_MS && wanted && !detached) {
    return sendAttempt(context, attempt, connection);
  }
  if (ageMs(context, attempt) <= RESEND_WINDOW_MS + sendingGraceMs(context)) {
    return notKnown(attempt, 'the provider has no trace of it yet');
  }
  if (detached) return CARD_DETACHED;
  return {
    outcome: { kind: 'declined', code: 'provider_unavailable', providerCode: 'absent_at_provider' },
    providerReference: null,
  };
}

function notKnown({ providerReference }: AttemptRow, detail: string): ProviderAnswer {
  return { outcome: { kind: 'unknown', cause: 'provider_error', detail }, providerReference };
}
