import { toMajor } from '../core/amount.ts';
import type { Dispute, PaymentAttempt, PaymentIntent, Refund } from './model.ts';

/** `2026-11-23T05:25:00+0000`: the API's own way of writing instants. */
export function apiTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, '+0000');
}

/** A PaymentIntent as the API answers it. */
export function intentJson(intent: PaymentIntent): Record<string, unknown> {
  const { currency } = intent;
  const latest = intent.attempts.find((attempt) => attempt.id === intent.latestAttemptId);
  const captured = intent.attempts.reduce((sum, attempt) => sum + attempt.capturedMinor, 0);
  return {
    id: intent.id,
    request_id: intent.requestId,
    amount: toMajor(intent.amountMinor, currency),
    captured_amount: toMajor(captured, currency),
    currency,
    merchant_order_id: intent.merchantOrderId,
    descriptor: intent.descriptor ?? undefined,
    metadata: intent.metadata,
    return_url: intent.returnUrl ?? undefined,
    status: intent.status,
    client_secret: intent.clientSecret,
    next_action: intent.nextAction ?? undefined,
    latest_payment_attempt: latest === undefined ? undefined : attemptJson(latest, intent),
    cancellation_reason: intent.cancellationReason ?? undefined,
    cancelled_at: intent.cancelledAt === null ? undefined : apiTime(intent.cancelledAt),
    created_at: apiTime(intent.createdAt),
    updated_at: apiTime(intent.updatedAt),
  };
}

/** A PaymentAttempt as the API answers it. */
export function attemptJson(
  attempt: PaymentAttempt,
  intent: PaymentIntent,
): Record<string, unknown> {
  const { currency } = intent;
  return {
    id: attempt.id,
    payment_intent_id: intent.id,
    merchant_order_id: intent.merchantOrderId,
    amount: toMajor(attempt.amountMinor, currency),
    captured_amount: toMajor(attempt.capturedMinor, currency),
    refunded_amount: toMajor(attempt.refundedMinor, currency),
    currency,
    payment_method: { type: attempt.method, [attempt.method]: { flow: attempt.flow } },
    provider_transaction_id: attempt.providerTransactionId ?? undefined,
    status: attempt.status,
    failure_code: attempt.failureCode ?? undefined,
    created_at: apiTime(attempt.createdAt),
    updated_at: apiTime(attempt.updatedAt),
  };
}

/** A Refund as the API answers it. */
export function refundJson(refund: Refund): Record<string, unknown> {
  return {
    id: refund.id,
    request_id: refund.requestId,
    payment_intent_id: refund.intentId,
    payment_attempt_id: refund.attemptId,
    amount: toMajor(refund.amountMinor, refund.currency),
    currency: refund.currency,
    reason: refund.reason ?? undefined,
    metadata: refund.metadata,
    status: refund.status,
    created_at: apiTime(refund.createdAt),
    updated_at: apiTime(refund.updatedAt),
  };
}

/** A payment dispute as the API answers it. */
export function disputeJson(dispute: Dispute): Record<string, unknown> {
  return {
    id: dispute.id,
    payment_intent_id: dispute.intentId,
    payment_attempt_id: dispute.attemptId,
    merchant_order_id: dispute.merchantOrderId,
    amount: toMajor(dispute.amountMinor, dispute.currency),
    currency: dispute.currency,
    stage: dispute.stage,
    status: dispute.status,
    reason: { type: REASON_TYPES[dispute.reason] ?? 'GENERAL', original_code: '10.4' },
    due_at: apiTime(dispute.dueAt),
    created_at: apiTime(dispute.createdAt),
    updated_at: apiTime(dispute.updatedAt),
  };
}

const REASON_TYPES: Readonly<Record<string, string>> = {
  fraudulent: 'FRAUD',
  product_not_received: 'PRODUCT_NOT_RECEIVED',
  duplicate: 'DUPLICATE',
};
