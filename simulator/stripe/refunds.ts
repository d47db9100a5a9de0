import type Stripe from 'stripe';
import { z } from 'zod';

import { later, takeRefundFate } from '../core/refund-fate.ts';
import { emitEvent, logMoney, unixNow } from './call.ts';
import type { Call } from './call.ts';
import { isChargedBack } from './disputes.ts';
import { StripeError, invalidParam, resourceMissing } from './errors.ts';
import { changeMetadata, expand, integer, metadata, text } from './form.ts';
import { newId } from './ids.ts';
import { latestCharge } from './intent-settle.ts';
import { formatMoney } from './money.ts';

export const createRefundParams = z.strictObject({
  amount: integer.optional(),
  charge: text.optional(),
  expand,
  metadata: metadata.optional(),
  payment_intent: text.optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
});
export type CreateRefundParams = z.infer<typeof createRefundParams>;

export const updateRefundParams = z.strictObject({ expand, metadata: metadata.optional() });

/** Refunds a captured charge, whole or in part, and never more than was captured. */
export function createRefund(call: Call, params: CreateRefundParams): Stripe.Refund {
  const charge = chargeOf(call, params);
  const intent = call.account.paymentIntents.get(String(charge.payment_intent))?.wire;
  if (intent === undefined) throw new Error(`charge ${charge.id} has no payment intent`);
  if (isChargedBack(call, charge)) {
    throw new StripeError(400, {
      type: 'invalid_request_error',
      code: 'charge_disputed',
      message: `Charge ${charge.id} has been charged back; cannot issue a refund.`,
      charge: charge.id,
    });
  }
  const refunded = refundedOf(call, charge);
  const left = charge.amount_captured - refunded;
  if (left <= 0) {
    throw new StripeError(400, {
      type: 'invalid_request_error',
      code: 'charge_already_refunded',
      message: `Charge ${charge.id} has already been refunded.`,
      charge: charge.id,
    });
  }
  const amount = params.amount ?? left;
  if (amount < 1) {
    throw invalidParam('Invalid positive integer', 'amount', 'parameter_invalid_integer');
  }
  if (amount > left) {
    throw new StripeError(400, {
      type: 'invalid_request_error',
      param: 'amount',
      message: `Refund amount (${formatMoney(amount, charge.currency)}) is greater than unrefunded amount on charge (${formatMoney(left, charge.currency)})`,
    });
  }
  const type = charge.payment_method_details?.type ?? 'card';
  const fate = takeRefundFate(call.context.faults, 'stripe');
  const refund: Stripe.Refund = {
    id: newId('re'),
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: unixNow(call),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: destinationOf(type),
    metadata: changeMetadata({}, params.metadata),
    payment_intent: intent.id,
    payment_method: charge.payment_method,
    reason: params.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: type === 'card' && fate.kind !== 'pending' ? 'succeeded' : 'pending',
    transfer_reversal: null,
  };
  call.account.refunds.set(refund.id, refund);
  const before = charge.amount_refunded;
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded >= charge.amount;
  if (fate.kind !== 'pending') logMoney(call, 'refunded', intent, amount, refund.id);
  emitEvent(call, 'refund.created', refund);
  emitEvent(call, 'charge.refunded', charge, { amount_refunded: before });
  // A wallet's refund is on its way when the call is answered, and done by the next look.
  const answer = type === 'card' ? refund : structuredClone(refund);
  if (type === 'card') {
    // Stripe updates the refund once the network has given it a reference.
    refund.destination_details = {
      type: 'card',
      card: {
        reference: newId('ref').slice(-12).toUpperCase(),
        reference_status: 'available',
        reference_type: 'acquirer_reference_number',
        type: 'refund',
      },
    };
  } else if (fate.kind !== 'pending') {
    refund.status = 'succeeded';
  }
  emitEvent(call, 'refund.updated', refund);
  later(call.context.now, fate, () => {
    if (fate.kind === 'pending') {
      logMoney(call, 'refunded', intent, amount, refund.id);
      refund.status = 'succeeded';
      emitEvent(call, 'refund.updated', refund);
    } else {
      returnRefund(call, { refund, charge, intent });
    }
  });
  return answer;
}

function destinationOf(type: string): Stripe.Refund.DestinationDetails {
  return type === 'card'
    ? { type, card: { reference_status: 'pending', type: 'refund' } }
    : { type, [type]: {} };
}

/** The shopper's bank sends the money back: https://docs.stripe.com/refunds#failed-refunds */
function returnRefund(
  call: Call,
  facts: { refund: Stripe.Refund; charge: Stripe.Charge; intent: Stripe.PaymentIntent },
): void {
  const { refund, charge, intent } = facts;
  logMoney(call, 'refund_returned', intent, refund.amount, refund.id);
  refund.status = 'failed';
  refund.failure_reason = 'lost_or_stolen_card';
  charge.amount_refunded -= refund.amount;
  charge.refunded = false;
  emitEvent(call, 'refund.failed', refund);
}

/** What was given back of a charge so far, released remainders of a hold not counted. */
export function refundedOf(call: Call, charge: Stripe.Charge): number {
  let sum = 0;
  for (const refund of call.account.refunds.values()) {
    if (refund.charge === charge.id && refund.status !== 'failed') sum += refund.amount;
  }
  return sum;
}

export function findRefund(call: Call, id: string): Stripe.Refund {
  const found = call.account.refunds.get(id);
  if (found === undefined) throw resourceMissing('refund', id);
  return found;
}

function chargeOf(call: Call, params: CreateRefundParams): Stripe.Charge {
  const { charge: chargeId, payment_intent: intentId } = params;
  if (intentId !== undefined) {
    const intent = call.account.paymentIntents.get(intentId)?.wire;
    if (intent === undefined) throw resourceMissing('payment_intent', intentId, 'payment_intent');
    const charge = latestCharge(call, intent);
    if (charge === null || !charge.paid || !charge.captured) {
      throw new StripeError(400, {
        type: 'invalid_request_error',
        code: 'payment_intent_unexpected_state',
        param: 'payment_intent',
        message: `This PaymentIntent (${intentId}) does not have a successful charge to refund.`,
      });
    }
    return charge;
  }
  if (chargeId !== undefined) {
    const charge = call.account.charges.get(chargeId);
    if (charge === undefined) throw resourceMissing('charge', chargeId, 'charge');
    return charge;
  }
  throw invalidParam(
    'One of the following params should be provided for this request: payment_intent or charge.',
    'payment_intent',
    'parameter_missing',
  );
}
