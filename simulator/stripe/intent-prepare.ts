import type Stripe from 'stripe';

import type { PaymentIntentRecord, PaymentMethodRecord } from './account.ts';
import type { Call } from './call.ts';
import { findConfirmationToken, redeemConfirmationToken } from './confirmation-tokens.ts';
import { invalidParam, unexpectedState } from './errors.ts';
import type { StripeError } from './errors.ts';
import { checkUrl } from './intent-create.ts';
import type { ConfirmIntentParams, CreateIntentParams } from './intent-params.ts';
import { checkOwner, methodSpent } from './kept-methods.ts';
import { createPaymentMethod, findPaymentMethod } from './payment-methods.ts';

type ConfirmParams = ConfirmIntentParams | CreateIntentParams;

const CONFIRMABLE: readonly string[] = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
];

/** A confirmation that has passed its checks. */
export interface ReadyConfirmation {
  readonly params: ConfirmParams;
  readonly method: PaymentMethodRecord;
  readonly token: Stripe.ConfirmationToken | null;
  readonly returnUrl: string | null;
}

/**
 * Checks that a PaymentIntent can be confirmed with these parameters, and uses up the confirmation
 * token if one is named. Throws Stripe's 400 or 404 and has then changed nothing.
 */
export function prepareConfirmation(
  call: Call,
  record: PaymentIntentRecord,
  params: ConfirmParams,
): ReadyConfirmation {
  const { wire } = record;
  if (!CONFIRMABLE.includes(wire.status)) throw notConfirmable(wire);
  checkUrl(params.return_url);
  checkOneSource(params);
  const tokenReturnUrl =
    params.confirmation_token === undefined
      ? null
      : findConfirmationToken(call, params.confirmation_token, 'confirmation_token').wire
          .return_url;
  const returnUrl = params.return_url ?? tokenReturnUrl;
  requireReturnUrl(wire, returnUrl);
  const { method, token } = resolveSource(call, record, params);
  if (method.spent) {
    // A refused create leaves no intent to show.
    throw methodSpent('amount' in params ? {} : { payment_intent: structuredClone(wire) });
  }
  checkOwner(wire.customer, method);
  checkMethod(wire, method, params, returnUrl);
  return { params, method, token, returnUrl };
}

/** What a wallet, other than a card, cannot do without, and cannot do. */
function checkMethod(
  wire: Stripe.PaymentIntent,
  { wire: { type } }: PaymentMethodRecord,
  params: ConfirmParams,
  returnUrl: string | null,
): void {
  if (!wire.payment_method_types.includes(type)) {
    throw invalidParam(
      `The PaymentMethod provided (${type}) is not allowed for this PaymentIntent. Please attach a PaymentMethod of one of the following types: ${wire.payment_method_types.join(', ')}.`,
      'payment_method',
    );
  }
  if (type === 'card') return;
  if ((params.capture_method ?? wire.capture_method) === 'manual') {
    throw invalidParam(
      `The payment method type ${type} does not support manual capture.`,
      'capture_method',
    );
  }
  if (type === 'alipay' && returnUrl === null) {
    throw invalidParam(
      'You must provide a `return_url` when confirming with a payment method that redirects.',
      'return_url',
    );
  }
  const client = (params.payment_method_options ?? wire.payment_method_options)?.wechat_pay?.client;
  if (type === 'wechat_pay' && !client) {
    throw invalidParam(
      'Missing required param: payment_method_options[wechat_pay][client].',
      'payment_method_options[wechat_pay][client]',
      'parameter_missing',
    );
  }
}

function checkOneSource(params: ConfirmParams): void {
  const given = (['confirmation_token', 'payment_method', 'payment_method_data'] as const).filter(
    (name) => params[name] !== undefined && params[name] !== null,
  );
  if (given.length > 1) {
    throw invalidParam(
      `You may only specify one of these parameters: ${given.join(', ')}.`,
      given[0],
      'parameters_exclusive',
    );
  }
}

function resolveSource(
  call: Call,
  record: PaymentIntentRecord,
  params: ConfirmParams,
): { readonly method: PaymentMethodRecord; readonly token: Stripe.ConfirmationToken | null } {
  if (params.confirmation_token !== undefined) {
    const { token, method } = redeemConfirmationToken(call, params.confirmation_token, record.wire);
    return { method, token };
  }
  // A create with confirm=true has attached its payment method already.
  const attached = call.account.paymentMethods.get(record.paymentMethodId ?? '');
  if (record.wire.payment_method !== null && attached !== undefined) {
    const again = 'amount' in params || sameMethod(params, attached);
    if (again) return { method: attached, token: null };
  }
  if (params.payment_method_data !== undefined) {
    return { method: createPaymentMethod(call, params.payment_method_data), token: null };
  }
  if (params.payment_method !== undefined && params.payment_method !== null) {
    const method = findPaymentMethod(call, params.payment_method, 'payment_method');
    return { method, token: null };
  }
  throw unexpectedState(
    "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
    record.wire,
  );
}

function sameMethod(params: ConfirmParams, attached: PaymentMethodRecord): boolean {
  if (params.payment_method_data !== undefined) return false;
  return params.payment_method === undefined || params.payment_method === attached.wire.id;
}

function requireReturnUrl(wire: Stripe.PaymentIntent, returnUrl: string | null): void {
  const automatic = wire.automatic_payment_methods;
  if (returnUrl !== null || automatic === null || !automatic.enabled) return;
  if (automatic.allow_redirects === 'never') return;
  throw invalidParam(
    "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.",
    'return_url',
  );
}

function notConfirmable(wire: Stripe.PaymentIntent): StripeError {
  const reason =
    wire.status === 'succeeded'
      ? 'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.'
      : `You cannot confirm this PaymentIntent because it has a status of ${wire.status}. Only a PaymentIntent with one of the following statuses may be confirmed: requires_confirmation, requires_action.`;
  return unexpectedState(reason, wire);
}
