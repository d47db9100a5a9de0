import type { Db } from '#lib/db/client.ts';
import {
  type AttemptRow,
  listAttemptsBeside,
  updateAttempt,
} from '#lib/db/stores/attempt-store.ts';
import { type CaptureEnd, endOpenCapture } from '#lib/db/stores/capture-request-store.ts';
import { raiseDiscrepancy } from '#lib/db/stores/discrepancy-store.ts';
import {
  type IntentRow,
  type SessionRow,
  findIntentAndApplied,
  lockSessionOfAttempt,
} from '#lib/db/stores/session-store.ts';
import { together } from '#lib/db/together.ts';
import { isPaid } from '#lib/domain/capture.ts';
import { nextCheckAt } from '#lib/domain/check-schedule.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import {
  type AttemptDecision,
  type AttemptStatus,
  decideAttempt,
} from '#lib/domain/payment-attempt.ts';
import type { PaymentOutcome, ProviderAnswer } from '#lib/domain/payment-outcome.ts';
import { attemptState, sealNextAction, sendingGraceMs, withoutInput } from './attempt-record.ts';
import { countCardResult } from './card-limits.ts';
import type { AppContext } from './context.ts';
import { HOLD_OVER, planHoldOf, raiseIfUncaptured } from './held-money.ts';
import { keepCardOf } from './keep-card.ts';
import { raiseIfUndecided } from './raise-undecided.ts';
import { recordCaptures } from './record-captures.ts';
import { settleIntent } from './settle-intent.ts';

/** Who learned of the outcome. */
export type OutcomeSource = 'shopper' | 'return' | 'notification' | 'reconciler' | 'merchant';

export class AttemptNotFoundError extends Error {
  constructor(id: string) {
    super(`Payment attempt ${id} does not exist.`);
    this.name = 'AttemptNotFoundError';
  }
}

/**
 * The one meeting point: the shopper's request, the provider's notification and the reconciler all
 * end here. In one transaction it moves the attempt, books every capture not booked before, derives
 * the intent, completes the session and writes the merchant's event. Recording the same answer again
 * changes nothing; answers may come in any order.
 *
 * Throws AttemptNotFoundError.
 */
export async function recordOutcome(
  context: AppContext,
  input: { attemptId: PaymentAttemptId; answer: ProviderAnswer; source: OutcomeSource },
): Promise<AttemptRow> {
  const after = await context.database.db.transaction((tx) =>
    recordOutcomeWithin(context, tx, input),
  );
  context.wakeWorker();
  return after;
}

/**
 * The same in a transaction of the caller's, for what has to be written together with it. The caller
 * wakes the worker once it has committed. Throws AttemptNotFoundError.
 */
export async function recordOutcomeWithin(
  context: AppContext,
  tx: Db,
  input: { attemptId: PaymentAttemptId; answer: ProviderAnswer; source: OutcomeSource },
): Promise<AttemptRow> {
  // Sent together, carried out one after another: what is read is read under the lock, once, and
  // nobody else moves this session's money until we have committed.
  const [session, attempts, due] = await together(
    lockSessionOfAttempt(tx, input.attemptId),
    listAttemptsBeside(tx, input.attemptId),
    findIntentAndApplied(tx, input.attemptId),
  );
  const attempt = attempts.find(({ id }) => id === input.attemptId);
  if (session === null || attempt === undefined || due === null) {
    throw new AttemptNotFoundError(input.attemptId);
  }
  const { intent, applied } = due;

  const { outcome } = input.answer;
  const decision = decideAttempt(attemptState(context, attempt), outcome, {
    wasHeld: attempt.heldAt !== null,
  });
  const captures = outcome.kind === 'captured' ? outcome.captures : [];
  const keptCardId = await keepCardOf(context, tx, { session, attempt, answer: input.answer });
  const [moved, booked] = await together(
    applyDecision(context, tx, {
      session,
      intent,
      attempt: keptCardId === null ? attempt : { ...attempt, keptCardId },
      attempts,
      decision,
      answer: input.answer,
      source: input.source,
    }),
    recordCaptures(context, tx, { session, intent, attempt, applied, captures }),
  );
  await settleIntent(context, tx, {
    session,
    intent,
    before: attempt,
    attempt: moved,
    nextAction: decision.kind === 'ignored' ? null : decision.state.nextAction,
    attempts: attempts.map((row) => (row.id === moved.id ? moved : row)),
    paid:
      intent.purpose === 'setup'
        ? moved.status === 'kept' || intent.paidAt !== null
        : isPaid({ ...intent, applied: booked.applied }),
    booked,
  });
  // What a merchant charges by itself says nothing of who comes to its pages.
  if (decision.kind === 'moved' && session.hasPage)
    await countCardResult(context, tx, { before: attempt, after: moved });
  return moved;
}

async function applyDecision(
  context: AppContext,
  tx: Db,
  input: {
    session: SessionRow;
    intent: IntentRow;
    attempt: AttemptRow;
    attempts: readonly AttemptRow[];
    decision: AttemptDecision;
    answer: ProviderAnswer;
    source: OutcomeSource;
  },
): Promise<AttemptRow> {
  const { attempt, decision, answer } = input;
  const now = context.clock.now();
  const state = decision.kind === 'ignored' ? attemptState(context, attempt) : decision.state;
  const statusSince = decision.kind === 'moved' ? now : attempt.statusSince;
  const heldAt = attempt.heldAt ?? (state.status === 'authorized' ? now : null);
  const hold =
    state.status === 'authorized'
      ? await planHoldOf(tx, { ...input, attempt: { ...attempt, heldAt } })
      : null;
  const after: AttemptRow = {
    ...attempt,
    // The first reference stays: an attempt is one payment at the provider.
    providerReference: attempt.providerReference ?? answer.providerReference,
    ...(answer.instrument === undefined ? {} : { instrument: answer.instrument }),
    status: state.status,
    ...(decision.kind === 'ignored'
      ? {}
      : { nextAction: sealNextAction(context, attempt.id, state.nextAction) }),
    failureCode: state.failureCode,
    providerFailureCode: state.providerFailureCode,
    expiresAt: state.expiresAt,
    updatedAt: decision.kind === 'ignored' ? attempt.updatedAt : now,
    request: isUnsent(state.status) ? attempt.request : withoutInput(attempt),
    heldAt,
    statusSince,
    leasedUntil: null,
    nextCheckAt: nextCheckAt({
      status: state.status,
      direction: attempt.direction,
      statusSince,
      now,
      expiresAt: state.expiresAt,
      isSetup: input.intent.purpose === 'setup',
      ...(hold === null || hold.kind === 'keep' ? {} : { holdPressingSince: hold.since }),
      sessionExpiresAt: input.session.expiresAt,
      sendingGraceMs: sendingGraceMs(context),
      confirmedBy: context.providers[attempt.provider].confirmedBy,
    }),
  };
  await together(
    updateAttempt(
      tx,
      after,
      decision.kind === 'moved'
        ? {
            at: now,
            source: input.source,
            fromStatus: attempt.status,
            toStatus: state.status,
            detail: evidenceOf(answer.outcome),
          }
        : null,
    ),
    raiseAboutAttempt(context, tx, { attempt, decision, now }),
    attempt.status === 'authorized' && state.status !== 'authorized'
      ? endOpenCapture(tx, attempt.id, endOf(state.status, now))
      : hold?.kind === 'capture'
        ? raiseIfUncaptured(context, tx, attempt)
        : null,
  );
  return after;
}

/** What became of a capture that was under way, when the money is held no more. */
function endOf(status: AttemptStatus, now: Date): CaptureEnd {
  return status === 'captured'
    ? { status: 'succeeded', failureCode: null, now }
    : { status: 'failed', failureCode: HOLD_OVER, now };
}

async function raiseAboutAttempt(
  context: AppContext,
  tx: Db,
  input: { attempt: AttemptRow; decision: AttemptDecision; now: Date },
): Promise<void> {
  const { attempt, decision, now } = input;
  const about = {
    merchantId: attempt.merchantId,
    sessionId: attempt.sessionId,
    attemptId: attempt.id,
    subject: attempt.id,
    now,
  };
  // Where nobody but the merchant knows of the money, nobody has said that there would be none.
  const wordGiven = context.providers[attempt.provider].confirmedBy !== 'merchant';
  if (decision.kind === 'moved' && decision.contradiction && wordGiven) {
    await raiseDiscrepancy(tx, {
      ...about,
      kind: 'contradiction',
      detail: { from: attempt.status, to: decision.state.status },
    });
    context.log.warn({ attempt: attempt.id }, 'provider contradicted its earlier word');
  }
  const status = decision.kind === 'ignored' ? attempt.status : decision.state.status;
  await raiseIfUndecided(context, tx, attempt, status);
}

/** The same call may have to be made again. */
function isUnsent(status: AttemptStatus): boolean {
  return status === 'sending' || status === 'unknown';
}

/** What is kept of an outcome as evidence: all of it but secrets. */
function evidenceOf(outcome: PaymentOutcome): Record<string, unknown> {
  switch (outcome.kind) {
    case 'requires_action':
      return {
        nextAction: outcome.nextAction.type,
        expiresAt: outcome.expiresAt?.toISOString() ?? null,
      };
    case 'captured':
      return {
        captures: outcome.captures.map((c) => ({
          reference: c.reference,
          amountMinor: c.amount.amountMinor.toString(),
        })),
      };
    case 'declined':
      return { code: outcome.code, providerCode: outcome.providerCode };
    case 'unknown':
      return { cause: outcome.cause, detail: outcome.detail.slice(0, 300) };
    case 'authorized':
      return { amountMinor: outcome.amount.amountMinor.toString() };
    case 'kept':
    case 'pending':
    case 'expired':
    case 'canceled':
      return {};
  }
}
