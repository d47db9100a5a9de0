import type { Db } from '#lib/db/client.ts';
import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import {
  type CaptureRequestRow,
  endCapture,
  replaceCaptureKey,
} from '#lib/db/stores/capture-request-store.ts';
import { raiseDiscrepancy } from '#lib/db/stores/discrepancy-store.ts';
import { type SessionRow, getIntent, lockSession } from '#lib/db/stores/session-store.ts';
import { money } from '#lib/domain/money.ts';
import type { CaptureAnswer } from '#lib/domain/provider.ts';
import { lookupOf } from './attempt-record.ts';
import { connectProvider } from './connect-provider.ts';
import type { AppContext } from './context.ts';
import { emitEvents } from './emit-events.ts';
import { intentEvent } from './payment-events.ts';
import { loadPaymentHistory } from './payment-facts.ts';
import { type OutcomeSource, recordOutcomeWithin } from './record-outcome.ts';

/**
 * Asks the provider for held money, with the request's own key each time (another where the provider keeps an
 * error for it), and records what it says. A refusal ends this request and no later one, whatever the hold stands
 * at, and is told to the merchant; silence leaves it to the reconciler.
 */
export async function executeCapture(
  context: AppContext,
  input: { attempt: AttemptRow; request: CaptureRequestRow; source: OutcomeSource },
): Promise<{ readonly attempt: AttemptRow; readonly answered: boolean }> {
  const { attempt, request, source } = input;
  const connection = await connectProvider(context, attempt.providerAccountId);
  const { refusal, keySpent, ...answer } = await connection.capturePayment({
    payment: lookupOf(attempt),
    amount: money(request.amount, attempt.currency),
    idempotencyKey: request.idempotencyKey,
  });
  const after = await context.database.db.transaction(async (tx) => {
    const session = await lockSession(tx, attempt.sessionId);
    const ended =
      refusal !== undefined &&
      (await endCapture(tx, request.id, {
        status: refusal.byBank ? 'declined' : 'failed',
        failureCode: refusal.code,
        now: context.clock.now(),
      }));
    if (keySpent === true) {
      await replaceCaptureKey(tx, request, {
        idempotencyKey: keyAfter(request),
        now: context.clock.now(),
      });
    }
    const recorded = await recordOutcomeWithin(context, tx, {
      attemptId: attempt.id,
      answer,
      source,
    });
    if (ended && session !== null) {
      await tellOfRefusal(context, tx, { session, attempt: recorded, request, refusal, source });
    }
    return recorded;
  });
  context.wakeWorker();
  if (refusal !== undefined) {
    context.log.warn({ attempt: attempt.id, code: refusal.code }, 'capture refused by provider');
  }
  return { attempt: after, answered: refusal !== undefined || answer.outcome.kind !== 'unknown' };
}

/** `capr_x`, then `capr_x:2`, `capr_x:3`. */
function keyAfter({ id, idempotencyKey }: CaptureRequestRow): string {
  const [, count = '1'] = idempotencyKey.split(':');
  return `${id}:${Number(count) + 1}`;
}

/**
 * Nothing else changes where the hold stands on, so that its merchant would not hear of it. One whose call is
 * not waiting for the answer has it raised as well. That a hold is over is told by what ended it.
 */
async function tellOfRefusal(
  context: AppContext,
  tx: Db,
  facts: {
    session: SessionRow;
    attempt: AttemptRow;
    request: CaptureRequestRow;
    refusal: NonNullable<CaptureAnswer['refusal']>;
    source: OutcomeSource;
  },
): Promise<void> {
  const { session, attempt, request, refusal, source } = facts;
  if (source !== 'merchant') {
    await raiseDiscrepancy(tx, {
      merchantId: attempt.merchantId,
      kind: 'capture_failed',
      subject: request.id,
      sessionId: attempt.sessionId,
      attemptId: attempt.id,
      detail: {
        provider: attempt.provider,
        code: refusal.code,
        refusedBy: refusal.byBank ? 'bank' : 'provider',
        amountMinor: request.amount.toString(),
      },
      now: context.clock.now(),
    });
  }
  if (attempt.status !== 'authorized') return;
  const intent = await getIntent(tx, session.id);
  const history = await loadPaymentHistory(tx, intent);
  const { PUBLIC_ORIGIN: publicOrigin } = context.env;
  await emitEvents(context, tx, session, [
    intentEvent('payment_intent.payment_failed', { session, intent, ...history, publicOrigin }),
  ]);
}
