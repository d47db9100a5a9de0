import type Stripe from 'stripe';
import { chargesCard } from '#lib/domain/method-id.ts';
import type { StartPaymentRequest } from '#lib/domain/provider.ts';
import type { SavedCardRequest } from '#lib/domain/saved-card.ts';
import { unreachable } from '#lib/domain/unreachable.ts';

/** The part of the create call that says what is paid with. */
export type Confirmation = Pick<
  Stripe.PaymentIntentCreateParams,
  | 'allowed_payment_method_types'
  | 'confirmation_token'
  | 'customer'
  | 'off_session'
  | 'payment_method'
  | 'payment_method_data'
  | 'payment_method_options'
  | 'setup_future_usage'
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
  const { method, keepCard, savedCard } = request;
  if (savedCard !== undefined) return chargeOf(savedCard, request);
  if (keepCard !== undefined && !chargesCard(method)) return refused('only_cards_are_kept');
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
        ...(keepCard === undefined
          ? {}
          : { customer: keepCard.providerCustomer, setup_future_usage: keepCard.usage }),
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

/**
 * A kept card, whatever it was kept from. Without the shopper nothing can be shown, so that a card which
 * wants 3-D Secure is refused: https://docs.stripe.com/payments/save-and-reuse#charge-saved-payment-method
 */
function chargeOf(
  { providerCustomer, paymentMethod, offSession }: SavedCardRequest,
  { method, keepCard, input }: StartPaymentRequest,
): ConfirmationResult {
  if (method !== 'card') return refused('only_cards_are_kept');
  if (keepCard !== undefined) return refused('card_is_kept_already');
  if (input.confirmationToken !== undefined) return refused('two_cards_given');
  return confirmed({
    allowed_payment_method_types: ['card'],
    customer: providerCustomer,
    payment_method: paymentMethod,
    ...(offSession ? { off_session: true } : { use_stripe_sdk: true }),
  });
}

function confirmed(confirmation: Confirmation): ConfirmationResult {
  return { ok: true, confirmation };
}

function refused(code: string): ConfirmationResult {
  return { ok: false, code };
}
