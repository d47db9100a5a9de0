import type Stripe from 'stripe';
import type { StartPaymentRequest } from '#lib/domain/provider.ts';
import { unreachable } from '#lib/domain/unreachable.ts';

/** The part of the create call that says what is paid with. */
export type Confirmation = Pick<
  Stripe.PaymentIntentCreateParams,
  | 'allowed_payment_method_types'
  | 'confirmation_token'
  | 'payment_method_data'
  | 'payment_method_options'
  | 'use_stripe_sdk'
>;

export type ConfirmationResult =
  | { readonly ok: true; readonly confirmation: Confirmation }
  /** Nothing is sent to Stripe; `code` is the decline's. */
  | { readonly ok: false; readonly code: string };

/**
 * How an attempt is confirmed. A card comes as the token of Stripe's own fields, with Stripe's script
 * ready in the page for 3-D Secure. The wallets need no script: they are an address or a code in the
 * answer, so `use_stripe_sdk` is left out for them, which would hide it from us. Money cannot be held with
 * them (https://docs.stripe.com/payments/payment-methods/payment-method-support#product-support), and
 * taking it at once was not asked for.
 */
export function confirmationOf(request: StartPaymentRequest): ConfirmationResult {
  const { method } = request;
  switch (method) {
    case 'card':
    case 'apple_pay':
    case 'google_pay': {
      const { confirmationToken } = request.input;
      if (confirmationToken === undefined) return refused('missing_confirmation_token');
      return confirmed({
        allowed_payment_method_types: ['card'],
        confirmation_token: confirmationToken,
        use_stripe_sdk: true,
      });
    }
    case 'alipay':
      if (request.captureMethod === 'manual') return refused('manual_capture_not_supported');
      return confirmed({
        allowed_payment_method_types: ['alipay'],
        payment_method_data: { type: 'alipay' },
      });
    case 'wechat_pay':
      if (request.captureMethod === 'manual') return refused('manual_capture_not_supported');
      return confirmed({
        allowed_payment_method_types: ['wechat_pay'],
        payment_method_data: { type: 'wechat_pay' },
        // The code is drawn on a website; `ios` and `android` are for apps of the merchant's own.
        payment_method_options: { wechat_pay: { client: 'web' } },
      });
    case 'fps':
    case 'alipayhk':
    case 'payme':
    case 'octopus':
      throw new Error(`Stripe does not serve ${method} here.`);
    default:
      return unreachable(method);
  }
}

function confirmed(confirmation: Confirmation): ConfirmationResult {
  return { ok: true, confirmation };
}

function refused(code: string): ConfirmationResult {
  return { ok: false, code };
}
