import type { DisputeWithMovements } from '#lib/db/stores/dispute-store.ts';
import { chargeIdOf } from '#lib/domain/charge.ts';
import { needsResponse } from '#lib/domain/dispute.ts';
import { balanceTransactionObject } from './balance-transaction-object.ts';
import { unixSeconds } from './unix-seconds.ts';

export interface DisputeFacts extends DisputeWithMovements {
  readonly livemode: boolean;
  /** Whether its deadline has passed goes by it. */
  readonly now: Date;
}

/**
 * A dispute on Stripe's wire, with every field that the SDKs' typings of API version 2026-10-28.endive
 * require. Evidence is given at the provider and is nobody's business here: only whether there is any.
 */
export function disputeObject({ dispute, movements, livemode, now }: DisputeFacts) {
  const { evidenceDueBy: dueBy } = dispute;
  return {
    id: dispute.id,
    object: 'dispute' as const,
    amount: Number(dispute.amount),
    balance_transactions: movements.map((movement) =>
      balanceTransactionObject({ disputed: movement }),
    ),
    charge: chargeIdOf(dispute.attemptId),
    created: unixSeconds(dispute.createdAt),
    currency: dispute.currency.toLowerCase(),
    enhanced_eligibility_types: [],
    evidence: NO_EVIDENCE,
    evidence_details: {
      due_by: dueBy === null ? null : unixSeconds(dueBy),
      enhanced_eligibility: {},
      has_evidence: dispute.hasEvidence,
      past_due: dueBy !== null && needsResponse(dispute.status) && dueBy < now,
      submission_count: dispute.submissionCount,
      submission_method: dispute.hasEvidence ? ('manual' as const) : ('not_submitted' as const),
    },
    intended_submission_method: null,
    is_charge_refundable: dispute.chargeRefundable,
    livemode,
    metadata: {},
    network_reason_code: dispute.networkReasonCode,
    payment_intent: dispute.intentId,
    /** Where it is answered: our own, outside of Stripe's typings. */
    praya: { provider: dispute.provider, provider_reference: dispute.providerReference },
    reason: dispute.reason,
    status: dispute.status,
  };
}

const NO_EVIDENCE = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};
