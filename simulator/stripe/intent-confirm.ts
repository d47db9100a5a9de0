import type Stripe from 'stripe';

import type { PaymentIntentRecord, PaymentMethodRecord } from './account.ts';
import { emitEvent, logMoney } from './call.ts';
import type { Call } from './call.ts';
import { DECLINES } from './cards.ts';
import type { Decline } from './cards.ts';
import { openChallengeFor } from './challenge-action.ts';
import { createCharge } from './charges.ts';
import type { Authentication } from './charges.ts';
import { openDispute } from './disputes.ts';
import { StripeError, unexpectedState } from './errors.ts';
import { randomBase62 } from './ids.ts';
import { applyLabels } from './intent-create.ts';
import type { ReadyConfirmation } from './intent-prepare.ts';
import { isExemptOffSession, keepAfterPayment } from './kept-methods.ts';

/**
 * Confirms a PaymentIntent: pays, holds, declines (402 with the intent inside) or asks for 3-D Secure.
 * Money moves and refusals are in the charge log when this returns or throws.
 */
export function confirmIntent(
  call: Call,
  record: PaymentIntentRecord,
  ready: ReadyConfirmation,
): void {
  const { wire } = record;
  const { params, method, token, returnUrl } = ready;
  applyLabels(wire, params);
  if (params.capture_method !== undefined) wire.capture_method = params.capture_method;
  record.paymentMethodId = method.wire.id;
  record.challenge = null;
  record.walletPage = null;
  wire.payment_method = method.wire.id;
  wire.next_action = null;
  wire.last_payment_error = null;
  if (method.wire.type !== 'card') {
    openWallet(call, record, method.wire.type, returnUrl);
    return;
  }
  if (token?.setup_future_usage) wire.setup_future_usage ??= token.setup_future_usage;
  if (!needsAuthentication(wire, method, params.off_session === true)) {
    attemptCharge(call, record, method, method.behaviour.decline, 'none', 'throw');
    return;
  }
  if (params.off_session === true || params.error_on_requires_action === true) {
    attemptCharge(call, record, method, DECLINES.authenticationRequired, 'none', 'throw');
    return;
  }
  const useSdk = params.use_stripe_sdk ?? token?.use_stripe_sdk ?? false;
  openChallenge(call, record, useSdk, returnUrl);
}

/**
 * Ends an open 3-D Secure challenge, or a wallet's page, as the shopper chose; the outcome is on the
 * PaymentIntent. Stripe has one word for both refusals.
 */
export function finishChallenge(call: Call, record: PaymentIntentRecord, completed: boolean): void {
  const { wire } = record;
  const method = call.account.paymentMethods.get(record.paymentMethodId ?? '');
  if (record.challenge === null || wire.status !== 'requires_action' || method === undefined) {
    throw unexpectedState('This PaymentIntent has no authentication under way.', wire);
  }
  record.challenge = null;
  wire.next_action = null;
  if (completed) {
    attemptCharge(call, record, method, method.behaviour.decline, 'authenticated', 'keep');
    return;
  }
  wire.status = 'requires_payment_method';
  wire.payment_method = null;
  wire.last_payment_error = {
    type: 'invalid_request_error',
    code: 'payment_intent_authentication_failure',
    doc_url: 'https://stripe.com/docs/error-codes/payment-intent-authentication-failure',
    message:
      'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
    payment_method: structuredClone(method.wire),
  };
  logMoney(call, 'declined', wire, wire.amount, 'payment_intent_authentication_failure');
  emitEvent(call, 'payment_intent.payment_failed', wire);
}

/**
 * Sends the shopper to the wallet: to a page of Stripe's in test mode, where the payment is authorized or
 * refused. WeChat Pay's code says that page's address.
 */
function openWallet(
  call: Call,
  record: PaymentIntentRecord,
  type: string,
  returnUrl: string | null,
): void {
  const { wire } = record;
  const token = randomBase62(24);
  const { context, account } = call;
  const url = `${context.origin}/stripe-js/authorize/${account.keySuffix}/${wire.id}/${token}`;
  record.challenge = { token, returnUrl };
  record.walletPage = record.challenge;
  wire.status = 'requires_action';
  wire.next_action =
    type === 'wechat_pay'
      ? {
          type: 'wechat_pay_display_qr_code',
          wechat_pay_display_qr_code: {
            data: `${url}?scanned=1`,
            hosted_instructions_url: url,
            // Pictures of the code are for those who cannot draw it.
            image_data_url: '',
            image_url_png: '',
            image_url_svg: '',
          },
        }
      : { type: 'redirect_to_url', redirect_to_url: { return_url: returnUrl, url } };
  emitEvent(call, 'payment_intent.requires_action', wire);
}

function openChallenge(
  call: Call,
  record: PaymentIntentRecord,
  useSdk: boolean,
  returnUrl: string | null,
): void {
  const { wire } = record;
  const { challenge, nextAction } = openChallengeFor(call, wire.id, { useSdk, returnUrl });
  record.challenge = challenge;
  wire.status = 'requires_action';
  wire.next_action = nextAction;
  emitEvent(call, 'payment_intent.requires_action', wire);
}

function attemptCharge(
  call: Call,
  record: PaymentIntentRecord,
  method: PaymentMethodRecord,
  decline: Decline | null,
  authentication: Authentication,
  onDecline: 'throw' | 'keep',
): void {
  const { wire } = record;
  const charge = createCharge(call, wire, method, decline, authentication);
  wire.latest_charge = charge.id;
  if (decline !== null) {
    const error = declineError(decline, charge, method);
    wire.status = 'requires_payment_method';
    wire.payment_method = null;
    wire.last_payment_error = error;
    logMoney(call, 'declined', wire, wire.amount, decline.declineCode ?? decline.code);
    emitEvent(call, 'charge.failed', charge);
    emitEvent(call, 'payment_intent.payment_failed', wire);
    if (onDecline === 'keep') return;
    // `error` fits: the SDK's error body and `last_payment_error` are the same shape.
    throw new StripeError(402, {
      ...error,
      type: 'card_error',
      message: decline.message,
      payment_intent: structuredClone(wire),
    } as StripeError['body']);
  }
  keepAfterPayment(call, wire, method);
  const manual = wire.capture_method === 'manual';
  if (manual) {
    wire.status = 'requires_capture';
    wire.amount_capturable = wire.amount;
    logMoney(call, 'authorized', wire, wire.amount);
  } else {
    wire.status = 'succeeded';
    wire.amount_received = wire.amount;
    logMoney(call, 'captured', wire, wire.amount);
  }
  emitEvent(call, 'charge.succeeded', charge);
  emitEvent(
    call,
    manual ? 'payment_intent.amount_capturable_updated' : 'payment_intent.succeeded',
    wire,
  );
  const { dispute } = method.behaviour;
  if (dispute !== null && !manual) openDispute(call, charge, dispute);
}

function declineError(
  decline: Decline,
  charge: Stripe.Charge,
  method: PaymentMethodRecord,
): Stripe.PaymentIntent.LastPaymentError {
  return {
    type: 'card_error',
    // Stripe's list of codes is open-ended in the typings; ours come from its published list.
    code: decline.code as Stripe.PaymentIntent.LastPaymentError.Code,
    message: decline.message,
    charge: charge.id,
    doc_url: `https://stripe.com/docs/error-codes/${decline.code.replaceAll('_', '-')}`,
    payment_method: structuredClone(method.wire),
    ...(decline.declineCode === undefined ? {} : { decline_code: decline.declineCode }),
    ...(decline.adviceCode === undefined ? {} : { advice_code: decline.adviceCode }),
    ...(decline.param === undefined ? {} : { param: decline.param }),
  };
}

function needsAuthentication(
  wire: Stripe.PaymentIntent,
  method: PaymentMethodRecord,
  offSession: boolean,
): boolean {
  const asked = wire.payment_method_options?.card?.request_three_d_secure;
  if (asked === 'any' || asked === 'challenge') return true;
  return method.behaviour.requiresAuthentication && !(offSession && isExemptOffSession(method));
}
