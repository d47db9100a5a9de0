import type { NextAction } from '#lib/domain/next-action.ts';
import type { SetupAnswer, SetupOutcome } from '#lib/domain/saved-card.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import { failureCodeOf } from './failure-code-map.ts';
import type { SetupIntentWire } from './saved-card-wire.ts';
import type { PaymentErrorWire } from './wire.ts';

/** A SetupIntent as an answer about its setup. Every status is named; none means success by default. */
export function setupAnswerOf(intent: SetupIntentWire): SetupAnswer {
  return { outcome: outcomeOf(intent), providerReference: intent.id };
}

/**
 * Whether the SetupIntent is over for us but could still be confirmed by whoever holds its client
 * secret. Such an intent is cancelled: one SetupIntent serves one setup.
 */
export function isSetupLeftConfirmable(intent: SetupIntentWire): boolean {
  return intent.status === 'requires_payment_method' || intent.status === 'requires_confirmation';
}

/** A setup error, from `last_setup_error` or from a 402, as a decline. */
export function setupDeclineOf(error: PaymentErrorWire): SetupOutcome {
  const code = error.code ?? undefined;
  // The SDK writes an empty string where Stripe sent no decline code.
  const declineCode = error.decline_code || undefined;
  return {
    kind: 'declined',
    code: failureCodeOf({ code, declineCode }),
    providerCode: declineCode ?? code ?? error.type ?? 'card_error',
  };
}

function outcomeOf(intent: SetupIntentWire): SetupOutcome {
  switch (intent.status) {
    case 'requires_payment_method':
    case 'requires_confirmation':
      // Created and confirmed in one call, so an intent without an error was never tried.
      return intent.last_setup_error
        ? setupDeclineOf(intent.last_setup_error)
        : { kind: 'declined', code: 'processing_error', providerCode: intent.status };
    case 'requires_action': {
      const nextAction = nextActionOf(intent);
      return nextAction === null
        ? unreadable('requires_action without an action that a card has')
        : { kind: 'requires_action', nextAction };
    }
    case 'processing':
      return { kind: 'pending' };
    case 'succeeded':
      return keptOutcome(intent);
    case 'canceled':
      // Cancelled by us after a decline: the decline is what happened to the shopper.
      return intent.last_setup_error
        ? setupDeclineOf(intent.last_setup_error)
        : { kind: 'canceled' };
    default:
      return unreachable(intent.status);
  }
}

function keptOutcome({ payment_method: method }: SetupIntentWire): SetupOutcome {
  if (!method || typeof method === 'string' || !method.card) {
    return unreadable('succeeded without a card');
  }
  const { brand, last4, exp_month: expiryMonth, exp_year: expiryYear } = method.card;
  return {
    kind: 'kept',
    card: { paymentMethod: method.id, brand, last4, expiryMonth, expiryYear },
  };
}

function nextActionOf({
  next_action: action,
  client_secret: clientSecret,
}: SetupIntentWire): NextAction | null {
  if (!action) return null;
  switch (action.type) {
    case 'use_stripe_sdk':
      return clientSecret ? { type: 'provider_sdk', clientSecret } : null;
    case 'redirect_to_url': {
      const url = action.redirect_to_url?.url;
      return url ? { type: 'redirect', url } : null;
    }
    default:
      return null;
  }
}

function unreadable(detail: string): SetupOutcome {
  return { kind: 'unknown', cause: 'unreadable_answer', detail };
}
