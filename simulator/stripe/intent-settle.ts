import type Stripe from 'stripe';

import type { PaymentIntentRecord } from './account.ts';
import { emitEvent, logMoney, unixNow } from './call.ts';
import type { Call } from './call.ts';
import { HOLD_TTL_S } from './charges.ts';
import { StripeError, invalidParam, unexpectedState } from './errors.ts';
import { changeMetadata } from './form.ts';
import type { CancelIntentParams, CaptureIntentParams } from './intent-params.ts';
import { formatMoney } from './money.ts';

const CANCELABLE: readonly string[] = [
  'requires_payment_method',
  'requires_capture',
  'requires_confirmation',
  'requires_action',
  'processing',
];

/** Captures a held payment, whole or in part; the rest of the hold is released. */
export function captureIntent(
  call: Call,
  record: PaymentIntentRecord,
  params: CaptureIntentParams,
): void {
  const { wire } = record;
  const charge = latestCharge(call, wire);
  if (wire.status !== 'requires_capture' || charge === null) {
    throw unexpectedState(
      `This PaymentIntent could not be captured because it has a status of ${wire.status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`,
      wire,
    );
  }
  const amount = params.amount_to_capture ?? wire.amount_capturable;
  if (amount < 1) {
    throw invalidParam(
      'This value must be greater than or equal to 1.',
      'amount_to_capture',
      'parameter_invalid_integer',
    );
  }
  if (amount > wire.amount_capturable) {
    throw new StripeError(400, {
      type: 'invalid_request_error',
      code: 'amount_too_large',
      param: 'amount_to_capture',
      message: `The requested capture amount is greater than the amount you can capture for this charge. The maximum capturable amount is ${formatMoney(wire.amount_capturable, wire.currency)}.`,
      payment_intent: structuredClone(wire),
    });
  }
  wire.metadata = changeMetadata(wire.metadata, params.metadata);
  if (params.statement_descriptor_suffix !== undefined) {
    wire.statement_descriptor_suffix = params.statement_descriptor_suffix;
  }
  const released = charge.amount - amount;
  charge.captured = true;
  charge.amount_captured = amount;
  charge.amount_refunded = released;
  wire.status = 'succeeded';
  wire.amount_capturable = 0;
  wire.amount_received = amount;
  logMoney(call, 'captured', wire, amount);
  emitEvent(call, 'charge.captured', charge);
  emitEvent(call, 'payment_intent.succeeded', wire);
}

/** Cancels a PaymentIntent; a hold is released in full. */
export function cancelIntent(
  call: Call,
  record: PaymentIntentRecord,
  params: CancelIntentParams,
): void {
  const { wire } = record;
  if (!CANCELABLE.includes(wire.status)) {
    throw unexpectedState(
      `You cannot cancel this PaymentIntent because it has a status of ${wire.status}. Only a PaymentIntent with one of the following statuses may be canceled: ${CANCELABLE.join(', ')}.`,
      wire,
    );
  }
  cancelNow(call, record, params.cancellation_reason ?? null);
}

/** Lets holds older than 7 days lapse, as the network does. Call before reading or changing intents. */
export function expireHolds(call: Call): void {
  const now = unixNow(call);
  for (const record of call.account.paymentIntents.values()) {
    if (record.wire.status !== 'requires_capture') continue;
    const charge = latestCharge(call, record.wire);
    if (charge === null || now < charge.created + HOLD_TTL_S) continue;
    cancelNow({ ...call, requestId: null, idempotencyKey: null }, record, 'automatic');
  }
}

/** The charge of the last attempt, or null before the first one. */
export function latestCharge(call: Call, wire: Stripe.PaymentIntent): Stripe.Charge | null {
  return typeof wire.latest_charge === 'string'
    ? (call.account.charges.get(wire.latest_charge) ?? null)
    : null;
}

function cancelNow(
  call: Call,
  record: PaymentIntentRecord,
  reason: Stripe.PaymentIntent.CancellationReason | null,
): void {
  const { wire } = record;
  const released = wire.amount_capturable;
  const charge = latestCharge(call, wire);
  wire.status = 'canceled';
  wire.canceled_at = unixNow(call);
  wire.cancellation_reason = reason;
  wire.amount_capturable = 0;
  wire.next_action = null;
  record.challenge = null;
  logMoney(call, 'canceled', wire, released, reason ?? undefined);
  if (released > 0 && charge !== null) {
    charge.amount_refunded = released;
    charge.refunded = true;
    emitEvent(call, 'charge.refunded', charge);
  }
  emitEvent(call, 'payment_intent.canceled', wire);
}
