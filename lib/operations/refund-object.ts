import type { RefundRow } from '#lib/db/stores/money-store.ts';
import type { IntentRow } from '#lib/db/stores/session-store.ts';
import { balanceTransactionIdOf, chargeIdOf } from '#lib/domain/charge.ts';
import { unixSeconds } from './unix-seconds.ts';

export interface RefundFacts {
  readonly refund: RefundRow;
  readonly intentId: IntentRow['id'];
}

/** https://docs.stripe.com/refunds#failed-refunds; what a provider calls otherwise is `unknown`. */
const FAILURE_REASONS: ReadonlySet<string> = new Set([
  'lost_or_stolen_card',
  'expired_or_canceled_card',
  'charge_for_pending_refund_disputed',
  'insufficient_funds',
  'declined',
  'merchant_request',
]);

/**
 * A refund on Stripe's wire, with every field that the SDKs' typings of API version 2026-10-28.endive
 * require.
 */
export function refundObject({ refund, intentId }: RefundFacts) {
  return {
    id: refund.id,
    object: 'refund' as const,
    amount: Number(refund.amount),
    balance_transaction: refund.status === 'succeeded' ? balanceTransactionIdOf(refund.id) : null,
    charge: chargeIdOf(refund.attemptId),
    created: unixSeconds(refund.createdAt),
    currency: refund.currency.toLowerCase(),
    customer: null,
    customer_account: null,
    ...(refund.status === 'failed' ? { failure_reason: failureReason(refund) } : {}),
    metadata: refund.metadata,
    payment_intent: intentId,
    payment_method: null,
    ...(refund.status === 'pending' ? { pending_reason: 'processing' as const } : {}),
    reason: refund.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: refund.status,
    transfer_reversal: null,
  };
}

function failureReason({ providerFailureCode }: RefundRow): string {
  return providerFailureCode !== null && FAILURE_REASONS.has(providerFailureCode)
    ? providerFailureCode
    : 'unknown';
}
