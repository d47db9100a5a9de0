import type { Db } from '#lib/db/client.ts';
import { type AttemptRow, setNextCheck } from '#lib/db/stores/attempt-store.ts';
import { raiseDiscrepancy } from '#lib/db/stores/discrepancy-store.ts';
import type { NewEvent } from '#lib/db/stores/event-store.ts';
import {
  type IntentRow,
  type SessionRow,
  completeSession,
  updateIntent,
} from '#lib/db/stores/session-store.ts';
import { together } from '#lib/db/together.ts';
import { canMoveSession } from '#lib/domain/checkout-session.ts';
import type { NextAction } from '#lib/domain/next-action.ts';
import { isActive } from '#lib/domain/payment-attempt.ts';
import { deriveIntentStatus } from '#lib/domain/payment-intent.ts';
import { emitSessionEvent } from './checkout-events.ts';
import type { AppContext } from './context.ts';
import { createPayer } from './create-payer.ts';
import { emitEvents } from './emit-events.ts';
import { paymentEventTypes, paymentEvents, refundCreatedEvents } from './payment-events.ts';
import { listCapturesOf } from './payment-facts.ts';
import type { BookedCaptures } from './record-captures.ts';

/**
 * Derives the intent from its attempts, completes the session the moment it is paid or held to be taken, and tells
 * the merchant of all that happened.
 */
export async function settleIntent(
  context: AppContext,
  tx: Db,
  input: {
    session: SessionRow;
    intent: IntentRow;
    before: AttemptRow;
    attempt: AttemptRow;
    /** What the shopper must do for it. */
    nextAction: NextAction | null;
    /** All of the session's, as they stand now. */
    attempts: readonly AttemptRow[];
    /** Captures cover the amount; of a setup, the card is kept. */
    paid: boolean;
    booked: BookedCaptures;
  },
): Promise<void> {
  const { session, intent, attempts, paid } = input;
  const now = context.clock.now();
  const status = deriveIntentStatus({
    attempts: attempts.map((attempt) => attempt.status),
    paid,
    closed: session.status !== 'open',
  });
  const newlyPaid = paid && intent.paidAt === null;
  const after: IntentRow = {
    ...intent,
    status,
    ...(newlyPaid ? { paidAt: now, paidByAttemptId: input.attempt.id } : {}),
  };
  const updated = status !== intent.status || newlyPaid ? updateIntent(tx, intent.id, after) : null;
  // A hold that comes after its merchant canceled is let go: it is no order.
  const kept = status === 'requires_capture' && intent.cancelRequestedAt === null;
  const done = status === 'succeeded' || kept;
  const completes = done && canMoveSession(session.status, 'complete');
  const complete: SessionRow = completes
    ? {
        ...session,
        ...(await createPayer(context, tx, session)),
        status: 'complete',
        completedAt: now,
      }
    : session;
  const events = await eventsOf(context, tx, { ...input, session: complete, intent, after });
  if (completes && !session.hasPage) {
    await together(
      updated,
      completeSession(tx, session.id, now),
      emitEvents(context, tx, session, events),
    );
    return;
  }
  if (!completes) {
    await together(updated, emitEvents(context, tx, session, events));
    // Money that is held beside what was taken is let go at once.
    if (newlyPaid) await checkOthersSoon(tx, input, now);
    return;
  }
  await together(
    updated,
    completeSession(tx, session.id, now),
    emitSessionEvent(context, tx, 'checkout.session.completed', complete, {
      known: after,
      beside: events,
    }),
  );
  if (session.status === 'expired' && intent.purpose === 'payment') {
    await raiseDiscrepancy(tx, {
      merchantId: session.merchantId,
      kind: 'paid_late',
      subject: session.id,
      sessionId: session.id,
      attemptId: input.attempt.id,
      detail: { expiredAt: session.expiredAt?.toISOString() ?? null },
      now,
    });
  }
  await checkOthersSoon(tx, input, now);
}

/** Other codes and wallet requests of this session, and other holds, are called off as soon as possible. */
async function checkOthersSoon(
  tx: Db,
  { attempt, attempts }: { attempt: AttemptRow; attempts: readonly AttemptRow[] },
  now: Date,
): Promise<void> {
  for (const other of attempts) {
    if (other.id !== attempt.id && isActive(other.status) && other.status !== 'sending') {
      await setNextCheck(tx, other.id, now);
    }
  }
}

/** What the merchant is told of the payment besides that its session is complete. */
async function eventsOf(
  context: AppContext,
  tx: Db,
  input: {
    session: SessionRow;
    intent: IntentRow;
    after: IntentRow;
    before: AttemptRow;
    attempt: AttemptRow;
    nextAction: NextAction | null;
    attempts: readonly AttemptRow[];
    booked: BookedCaptures;
  },
): Promise<readonly NewEvent[]> {
  const { before, attempt, booked } = input;
  const types = paymentEventTypes(
    { intent: input.intent.status, attempt: before },
    { intent: input.after.status, attempt },
  );
  if (types.length === 0 && booked.refunds.length === 0) return [];
  // The first money of an intent is all there is; else what came before has to be read.
  const isFirst =
    booked.refunds.length === 0 &&
    !input.attempts.some(({ id, status }) => status === 'captured' && id !== attempt.id) &&
    before.status !== 'captured';
  const facts = {
    session: input.session,
    intent: input.after,
    attempts: input.attempts,
    attempt,
    captures: isFirst
      ? booked.captures.map((capture) => ({ capture, refunds: [] }))
      : await listCapturesOf(tx, input.after, input.attempts),
    nextAction: input.nextAction,
    publicOrigin: context.env.PUBLIC_ORIGIN,
  };
  return [
    ...paymentEvents(types, facts),
    ...booked.refunds.flatMap((refund) => refundCreatedEvents(refund, facts)),
  ];
}
