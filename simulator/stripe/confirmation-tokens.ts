import type Stripe from 'stripe';
import { z } from 'zod';

import type { ConfirmationTokenRecord, PaymentMethodRecord } from './account.ts';
import { unixNow } from './call.ts';
import type { Call } from './call.ts';
import { StripeError, invalidParam, resourceMissing } from './errors.ts';
import { expand, flag, metadata, shipping, text } from './form.ts';
import type { AddressParams, ShippingParams } from './form.ts';
import { newId } from './ids.ts';
import {
  adoptPaymentMethod,
  createPaymentMethod,
  findPaymentMethod,
  paymentMethodData,
} from './payment-methods.ts';

/** https://docs.stripe.com/api/confirmation_tokens/object: tokens live for 12 hours. */
const TOKEN_TTL_S = 12 * 60 * 60;

/** `POST /v1/confirmation_tokens` from Stripe.js, and the test helper of the same shape. */
export const createConfirmationTokenParams = z.strictObject({
  payment_method: text.optional(),
  payment_method_data: paymentMethodData.optional(),
  return_url: text.optional(),
  setup_future_usage: z.enum(['on_session', 'off_session']).optional(),
  shipping: shipping.optional(),
  use_stripe_sdk: flag.optional(),
  metadata: metadata.optional(),
  expand,
});

/** Makes a token that stands for a card, to be used by one confirmation within 12 hours. */
export function createConfirmationToken(
  call: Call,
  params: z.infer<typeof createConfirmationTokenParams>,
): Stripe.ConfirmationToken {
  const method = methodOf(call, params);
  const { card, billing_details: billing, allow_redisplay: allowRedisplay } = method.wire;
  if (card === undefined)
    throw invalidParam('Only cards can be tokenized.', 'payment_method_data[type]');
  // The token's payment method is made when the token is used; till then it has no id of its own.
  call.account.paymentMethods.delete(method.wire.id);
  const wire: Stripe.ConfirmationToken = {
    id: newId('ctoken').replace('ctoken_3', 'ctoken_1'),
    object: 'confirmation_token',
    created: unixNow(call),
    expires_at: unixNow(call) + TOKEN_TTL_S,
    livemode: false,
    mandate_data: null,
    metadata: {},
    payment_intent: null,
    payment_method_options: null,
    payment_method_preview: {
      billing_details: billing,
      card,
      customer: null,
      customer_account: null,
      type: 'card',
      ...(allowRedisplay === undefined ? {} : { allow_redisplay: allowRedisplay }),
    },
    return_url: params.return_url ?? null,
    setup_future_usage: params.setup_future_usage ?? null,
    setup_intent: null,
    shipping: params.shipping === undefined ? null : tokenShipping(params.shipping),
    use_stripe_sdk: params.use_stripe_sdk ?? false,
  };
  call.account.confirmationTokens.set(wire.id, { wire, behaviour: method.behaviour, used: false });
  return wire;
}

/** Finds a token for display; it stays readable after use. */
export function findConfirmationToken(
  call: Call,
  id: string,
  param = 'id',
): ConfirmationTokenRecord {
  const found = call.account.confirmationTokens.get(id);
  if (found === undefined) throw resourceMissing('confirmation_token', id, param);
  return found;
}

/** Uses a token up for one intent and makes its payment method. Throws 400 if used or expired. */
export function redeemConfirmationToken(
  call: Call,
  id: string,
  intent: Stripe.PaymentIntent | Stripe.SetupIntent,
): { readonly token: Stripe.ConfirmationToken; readonly method: PaymentMethodRecord } {
  const record = findConfirmationToken(call, id, 'confirmation_token');
  if (record.used) {
    throw tokenRefused(
      'token_already_used',
      `The ConfirmationToken ${id} was already used. You cannot use a ConfirmationToken more than once.`,
    );
  }
  const expiresAt = record.wire.expires_at;
  if (expiresAt !== null && unixNow(call) >= expiresAt) {
    throw tokenRefused(
      'payment_intent_invalid_parameter',
      `The ConfirmationToken ${id} has expired.`,
    );
  }
  record.used = true;
  if (intent.object === 'payment_intent') record.wire.payment_intent = intent.id;
  else record.wire.setup_intent = intent.id;
  const preview = record.wire.payment_method_preview;
  if (preview?.card === undefined) throw new Error(`confirmation token ${id} holds no card`);
  const method = adoptPaymentMethod(
    call.account,
    {
      id: newId('pm').replace('pm_3', 'pm_1'),
      object: 'payment_method',
      allow_redisplay: preview.allow_redisplay ?? 'unspecified',
      billing_details: preview.billing_details,
      card: preview.card,
      created: unixNow(call),
      customer: null,
      customer_account: null,
      livemode: false,
      metadata: {},
      type: 'card',
    },
    record.behaviour,
  );
  return { token: record.wire, method };
}

function methodOf(
  call: Call,
  params: z.infer<typeof createConfirmationTokenParams>,
): PaymentMethodRecord {
  if (params.payment_method_data !== undefined) {
    return createPaymentMethod(call, params.payment_method_data);
  }
  if (params.payment_method !== undefined) {
    const found = findPaymentMethod(call, params.payment_method, 'payment_method');
    return { ...found, wire: structuredClone(found.wire) };
  }
  throw invalidParam(
    'Missing required param: payment_method_data.',
    'payment_method_data',
    'parameter_missing',
  );
}

function tokenShipping(params: ShippingParams): Stripe.ConfirmationToken.Shipping {
  return {
    address: shippingAddress(params.address),
    name: params.name,
    phone: params.phone ?? null,
  };
}

/** An address with Stripe's nulls for what was left out. */
export function shippingAddress(address: AddressParams): Stripe.Address {
  return {
    city: address.city ?? null,
    country: address.country ?? null,
    line1: address.line1 ?? null,
    line2: address.line2 ?? null,
    postal_code: address.postal_code ?? null,
    state: address.state ?? null,
  };
}

function tokenRefused(code: string, message: string): StripeError {
  return new StripeError(400, {
    type: 'invalid_request_error',
    code,
    message,
    param: 'confirmation_token',
  });
}
