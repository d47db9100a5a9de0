import type { SimulatorContext } from '../core/context.ts';
import { toMajor } from '../core/amount.ts';
import { later, takeRefundFate } from '../core/refund-fate.ts';
import { ApiError } from './api-error.ts';
import { refundJson } from './json.ts';
import type { PaymentAttempt, PaymentIntent, Refund } from './model.ts';
import type { Notifications } from './notifications.ts';
import { newId, type AirwallexState } from './state.ts';

export interface NewRefund {
  readonly requestId: string;
  readonly intent: PaymentIntent;
  /** Null: the attempts of the intent, oldest capture first. */
  readonly attempt: PaymentAttempt | null;
  /** Null: all that is left of the captured money. */
  readonly amountMinor: number | null;
  readonly reason: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/**
 * Sends money back. The answer says RECEIVED, as the live API's does; the refund itself is done (and
 * in the log) by then, and the webhook and later reads say SUCCEEDED.
 * @throws ApiError when more would go back than is left of one capture.
 */
export function createRefund(
  context: SimulatorContext,
  state: AirwallexState,
  notify: Notifications,
  input: NewRefund,
): Record<string, unknown> {
  const { intent } = input;
  const attempt = input.attempt ?? attemptToRefund(intent, input.amountMinor);
  const left = attempt === null ? 0 : attempt.capturedMinor - attempt.refundedMinor;
  const amountMinor = input.amountMinor ?? left;
  if (attempt === null || amountMinor <= 0 || amountMinor > left) {
    const most = toMajor(left, intent.currency);
    throw new ApiError(400, 'validation_error', `The refundable amount is ${most}`, {
      source: 'amount',
    });
  }
  const at = context.now().getTime();
  const refund: Refund = {
    id: newId('rfd'),
    clientId: intent.clientId,
    requestId: input.requestId,
    intentId: intent.id,
    attemptId: attempt.id,
    amountMinor,
    currency: intent.currency,
    reason: input.reason,
    metadata: input.metadata,
    createdAt: at,
    updatedAt: at,
    status: 'RECEIVED',
  };
  const logMoney = (kind: 'refunded' | 'refund_returned') =>
    context.log.append({
      provider: 'airwallex',
      kind,
      paymentId: intent.id,
      reference: intent.merchantOrderId,
      method: attempt.method,
      amountMinor,
      currency: intent.currency,
      detail: refund.id,
    });
  const fate = takeRefundFate(context.faults, 'airwallex');
  if (fate.kind !== 'pending') logMoney('refunded');
  attempt.refundedMinor += amountMinor;
  state.refunds.set(refund.id, refund);
  notify.refund('refund.received', refund);
  const answer = refundJson(refund);
  const succeed = () => {
    refund.status = 'SUCCEEDED';
    notify.refund('refund.succeeded', refund);
  };
  if (fate.kind !== 'pending') succeed();
  later(context.now, fate, () => {
    if (fate.kind === 'pending') {
      logMoney('refunded');
      succeed();
    } else {
      logMoney('refund_returned');
      attempt.refundedMinor -= amountMinor;
      refund.status = 'FAILED';
      notify.refund('refund.failed', refund);
    }
  });
  return answer;
}

/** The first capture that has enough left, so that a refund is never split over two transfers. */
function attemptToRefund(intent: PaymentIntent, amountMinor: number | null): PaymentAttempt | null {
  const captured = intent.attempts
    .filter((attempt) => attempt.capturedMinor > attempt.refundedMinor)
    .toSorted((a, b) => a.updatedAt - b.updatedAt);
  const enough = captured.find(
    (attempt) => attempt.capturedMinor - attempt.refundedMinor >= (amountMinor ?? 0),
  );
  return enough ?? captured[0] ?? null;
}
