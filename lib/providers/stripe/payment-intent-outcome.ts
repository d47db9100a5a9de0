import { type MethodId, chargesCard } from '#lib/domain/method-id.ts';
import { money } from '#lib/domain/money.ts';
import type { NextAction } from '#lib/domain/next-action.ts';
import type {
  InstrumentSummary,
  PaymentOutcome,
  ProviderAnswer,
  ReportedCapture,
} from '#lib/domain/payment-outcome.ts';
import type { KeptCard } from '#lib/domain/kept-card.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import { attemptExpiresAt } from '#lib/methods/attempt-expires-at.ts';
import { failureCodeOf } from './failure-code-map.ts';
import type { PaymentErrorWire, PaymentIntentWire } from './wire.ts';

/** What of our attempt an outcome needs. */
export interface AttemptFacts {
  readonly method: MethodId;
  readonly startedAt: Date;
}

/** A PaymentIntent as an answer about its attempt. Every status is named; none means success by default. */
export function answerOf(intent: PaymentIntentWire, facts: AttemptFacts): ProviderAnswer {
  const instrument = instrumentOf(intent);
  const keptCard = keptCardOf(intent);
  return {
    outcome: outcomeOf(intent, facts),
    providerReference: intent.id,
    ...(instrument === null ? {} : { instrument }),
    ...(keptCard === null ? {} : { keptCard }),
  };
}

/**
 * A payment error, from `last_payment_error` or from a 402, as a decline. Stripe says of a shopper who
 * leaves a wallet's page what it says of one who fails 3-D Secure; there is no bank in the first.
 */
export function declineOf(error: PaymentErrorWire, method: MethodId): PaymentOutcome {
  const code = error.code ?? undefined;
  // The SDK writes an empty string where Stripe sent no decline code.
  const declineCode = error.decline_code || undefined;
  return {
    kind: 'declined',
    code:
      !chargesCard(method) && code === 'payment_intent_authentication_failure'
        ? 'wallet_cancelled'
        : failureCodeOf({ code, declineCode }),
    providerCode: declineCodeOf(error),
  };
}

/** Stripe's own word for why a card was refused. */
export function declineCodeOf(error: PaymentErrorWire): string {
  return error.decline_code || (error.code ?? error.type ?? 'card_error');
}

/**
 * Whether the PaymentIntent is over for us but could still be confirmed by whoever holds its client
 * secret. Such an intent is cancelled: one PaymentIntent serves one attempt.
 */
export function isLeftConfirmable(intent: PaymentIntentWire): boolean {
  return intent.status === 'requires_payment_method' || intent.status === 'requires_confirmation';
}

function outcomeOf(intent: PaymentIntentWire, facts: AttemptFacts): PaymentOutcome {
  switch (intent.status) {
    case 'requires_payment_method':
    case 'requires_confirmation':
      // We create and confirm in one call, so an intent without an error was never tried: no bank
      // was asked, and no call of ours will confirm it later.
      return intent.last_payment_error
        ? declineOf(intent.last_payment_error, facts.method)
        : { kind: 'declined', code: 'processing_error', providerCode: intent.status };
    case 'requires_action':
      return requiredAction(intent, facts);
    case 'processing':
      return { kind: 'pending' };
    case 'requires_capture':
      return {
        kind: 'authorized',
        amount: money(BigInt(intent.amount_capturable), intent.currency),
        ...heldUntil(intent),
      };
    case 'succeeded':
      return capturedOutcome(intent);
    case 'canceled':
      // Cancelled by us after a decline: the decline is what happened to the shopper.
      return intent.last_payment_error
        ? declineOf(intent.last_payment_error, facts.method)
        : { kind: 'canceled' };
    default:
      return unreachable(intent.status);
  }
}

function requiredAction(intent: PaymentIntentWire, facts: AttemptFacts): PaymentOutcome {
  const nextAction = nextActionOf(intent, facts.method);
  if (nextAction === null) {
    return unreadable(`requires_action without an action that ${facts.method} has`);
  }
  return { kind: 'requires_action', nextAction, expiresAt: attemptExpiresAt(facts) };
}

function nextActionOf(intent: PaymentIntentWire, method: MethodId): NextAction | null {
  const { next_action: action, client_secret: clientSecret } = intent;
  if (!action) return null;
  switch (action.type) {
    case 'use_stripe_sdk':
      // Stripe's script is in the page for a card alone.
      return chargesCard(method) && clientSecret ? { type: 'provider_sdk', clientSecret } : null;
    case 'redirect_to_url':
      return leavingFor(action.redirect_to_url?.url);
    case 'alipay_handle_redirect':
      return leavingFor(action.alipay_handle_redirect?.url);
    case 'wechat_pay_display_qr_code': {
      const payload = action.wechat_pay_display_qr_code?.data;
      return payload === undefined ? null : { type: 'show_qr', payload, scheme: 'wallet' };
    }
    default:
      return null;
  }
}

function leavingFor(url: string | null | undefined): NextAction | null {
  return url ? { type: 'redirect', url } : null;
}

function heldUntil({ latest_charge: charge }: PaymentIntentWire): { until?: Date } {
  const card = charge && typeof charge === 'object' ? charge.payment_method_details?.card : null;
  return card?.capture_before ? { until: instant(card.capture_before) } : {};
}

function capturedOutcome(intent: PaymentIntentWire): PaymentOutcome {
  const capture = captureOf(intent);
  if (capture === null) return unreadable('succeeded without a charge');
  return { kind: 'captured', captures: [capture] };
}

function captureOf(intent: PaymentIntentWire): ReportedCapture | null {
  const charge = intent.latest_charge;
  if (!charge || intent.amount_received === 0) return null;
  const amount = money(BigInt(intent.amount_received), intent.currency);
  if (typeof charge === 'string') {
    // Unexpanded, as inside an error: the intent's own birth is the nearest instant it gives.
    return { reference: charge, amount, capturedAt: instant(intent.created) };
  }
  // A held payment is captured days after its charge was made; the balance transaction has the day.
  const settled = charge.balance_transaction;
  const capturedAt = settled && typeof settled === 'object' ? settled.created : charge.created;
  return { reference: charge.id, amount, capturedAt: instant(capturedAt) };
}

function instrumentOf(intent: PaymentIntentWire): InstrumentSummary | null {
  const charge = intent.latest_charge;
  const card =
    (charge && typeof charge === 'object' ? charge.payment_method_details?.card : null) ??
    intent.last_payment_error?.payment_method?.card;
  if (!card) return null;
  return {
    ...(card.brand ? { brand: card.brand } : {}),
    ...(card.last4 ? { last4: card.last4 } : {}),
  };
}

/** The card Stripe attached to the customer once the payment went through, if it was asked to. */
function keptCardOf(intent: PaymentIntentWire): KeptCard | null {
  const { status, customer, payment_method: method, setup_future_usage: usage } = intent;
  const paid = status === 'succeeded' || status === 'requires_capture';
  if (!paid || !customer || !usage || !method) return null;
  const charge = intent.latest_charge;
  const card = charge && typeof charge === 'object' ? charge.payment_method_details?.card : null;
  if (!card?.brand || !card.last4 || !card.exp_month || !card.exp_year) return null;
  return {
    paymentMethod: typeof method === 'string' ? method : method.id,
    brand: card.brand,
    last4: card.last4,
    expiryMonth: card.exp_month,
    expiryYear: card.exp_year,
  };
}

function unreadable(detail: string): PaymentOutcome {
  return { kind: 'unknown', cause: 'unreadable_answer', detail };
}

function instant(unixSeconds: number): Date {
  return new Date(unixSeconds * 1000);
}
