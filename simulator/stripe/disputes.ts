import type Stripe from 'stripe';

import { emitEvent, logMoney, unixNow } from './call.ts';
import type { Call } from './call.ts';
import type { DisputeWish } from './cards.ts';
import { resourceMissing } from './errors.ts';
import { newId } from './ids.ts';

/** Time for an answer: 9 days, as test mode gives. */
const ANSWER_TTL_S = 9 * 24 * 60 * 60;
/** What Stripe takes for a dispute in Hong Kong, in cents. */
const FEE = 8_500;

export type Decision = 'review' | 'won' | 'lost';

/** The shopper's bank takes a captured payment back, or asks about it. */
export function openDispute(
  call: Call,
  charge: Stripe.Charge,
  { reason, inquiry }: DisputeWish,
): Stripe.Dispute {
  const created = unixNow(call);
  const dispute: Stripe.Dispute = {
    id: newId('du'),
    object: 'dispute',
    amount: charge.amount_captured,
    balance_transactions: [],
    charge: charge.id,
    created,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: NO_EVIDENCE,
    evidence_details: {
      due_by: created + ANSWER_TTL_S,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: inquiry,
    livemode: false,
    metadata: {},
    network_reason_code: reason === 'fraudulent' ? '10.4' : '13.1',
    payment_intent: charge.payment_intent,
    reason,
    status: inquiry ? 'warning_needs_response' : 'needs_response',
  };
  call.account.disputes.set(dispute.id, dispute);
  charge.disputed = true;
  if (!inquiry) move(call, dispute, -1);
  emitEvent(call, 'charge.dispute.created', dispute);
  if (!inquiry) emitEvent(call, 'charge.dispute.funds_withdrawn', dispute);
  return dispute;
}

/** What becomes of an open one; null: it is over. */
export function decideDispute(
  call: Call,
  dispute: Stripe.Dispute,
  decision: Decision,
): Stripe.Dispute | null {
  const inquiry = dispute.status.startsWith('warning_');
  if (['won', 'lost', 'warning_closed'].includes(dispute.status)) return null;
  const before = { status: dispute.status };
  switch (decision) {
    case 'review':
      dispute.status = inquiry ? 'warning_under_review' : 'under_review';
      Object.assign(dispute.evidence_details, {
        has_evidence: true,
        submission_count: dispute.evidence_details.submission_count + 1,
        submission_method: 'manual',
      });
      emitEvent(call, 'charge.dispute.updated', dispute, before);
      return dispute;
    case 'won':
      dispute.status = inquiry ? 'warning_closed' : 'won';
      if (!inquiry) {
        move(call, dispute, 1);
        emitEvent(call, 'charge.dispute.funds_reinstated', dispute);
      }
      break;
    case 'lost':
      // An inquiry that goes against the merchant becomes a dispute, which is lost at once here.
      if (inquiry) {
        move(call, dispute, -1);
        emitEvent(call, 'charge.dispute.funds_withdrawn', dispute);
      }
      dispute.status = 'lost';
      dispute.is_charge_refundable = false;
      break;
  }
  emitEvent(call, 'charge.dispute.closed', dispute, before);
  return dispute;
}

export function findDispute(call: Call, id: string): Stripe.Dispute {
  const found = call.account.disputes.get(id);
  if (found === undefined) throw resourceMissing('dispute', id);
  return found;
}

/** Whether the money of a charge is with the shopper's bank, so that no refund is taken. */
export function isChargedBack(call: Call, charge: Stripe.Charge): boolean {
  return [...call.account.disputes.values()].some(
    (dispute) =>
      dispute.charge === charge.id && dispute.status !== 'won' && !dispute.is_charge_refundable,
  );
}

function move(call: Call, dispute: Stripe.Dispute, direction: 1 | -1): void {
  const out = direction === -1;
  const fee = out ? FEE : 0;
  const amount = direction * dispute.amount;
  const created = unixNow(call);
  const intent = call.account.paymentIntents.get(String(dispute.payment_intent))?.wire;
  if (intent === undefined) throw new Error(`dispute ${dispute.id} has no payment intent`);
  logMoney(
    call,
    out ? 'dispute_withdrawn' : 'dispute_reinstated',
    intent,
    dispute.amount,
    dispute.id,
  );
  dispute.balance_transactions.push({
    id: newId('txn'),
    object: 'balance_transaction',
    amount,
    available_on: created,
    balance_type: 'payments',
    created,
    currency: dispute.currency,
    description: `Chargeback ${out ? 'withdrawal' : 'reversal'} for ${String(dispute.charge)}`,
    exchange_rate: null,
    fee,
    fee_details: [],
    net: amount - fee,
    reporting_category: out ? 'dispute' : 'dispute_reversal',
    source: dispute.id,
    status: 'available',
    type: 'adjustment',
  });
}

const NO_EVIDENCE: Stripe.Dispute['evidence'] = {
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
