import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import { chargeIdOf } from '#lib/domain/charge.ts';
import type { FailureCode } from '#lib/domain/failure-code.ts';
import { methodType } from './method-types.ts';

/** Why a payment did not go through, in Stripe's codes and in words for the merchant. */
interface WireFailure {
  readonly code: string;
  readonly declineCode?: string;
  readonly message: string;
}

/** https://docs.stripe.com/error-codes and https://docs.stripe.com/declines/codes */
const WIRE_FAILURES: Readonly<Record<FailureCode, WireFailure>> = {
  insufficient_funds: {
    code: 'card_declined',
    declineCode: 'insufficient_funds',
    message: 'There is not enough money to pay with.',
  },
  do_not_honor: {
    code: 'card_declined',
    declineCode: 'do_not_honor',
    message: 'The issuer declined the payment and gave no reason.',
  },
  expired_card: {
    code: 'expired_card',
    declineCode: 'expired_card',
    message: 'The card has expired.',
  },
  incorrect_cvc: {
    code: 'incorrect_cvc',
    declineCode: 'incorrect_cvc',
    message: 'The security code is not the card’s.',
  },
  invalid_card: {
    code: 'incorrect_number',
    declineCode: 'incorrect_number',
    message: 'The issuer knows no card of this number.',
  },
  authentication_failed: {
    code: 'payment_intent_authentication_failure',
    message: 'The shopper did not confirm the payment with their bank.',
  },
  fraud_suspected: {
    code: 'card_declined',
    declineCode: 'fraudulent',
    message: 'The payment was declined as it may be fraud.',
  },
  card_not_supported: {
    code: 'card_declined',
    declineCode: 'card_not_supported',
    message: 'The card cannot be used for this kind of purchase.',
  },
  limit_exceeded: {
    code: 'card_declined',
    declineCode: 'card_velocity_exceeded',
    message: 'The payment is beyond a limit of the shopper’s.',
  },
  issuer_unavailable: {
    code: 'card_declined',
    declineCode: 'issuer_not_available',
    message: 'The issuer could not be reached.',
  },
  provider_unavailable: {
    code: 'payment_method_provider_unavailable',
    message: 'The payment method is out at its provider. Nothing was charged.',
  },
  wallet_cancelled: {
    code: 'payment_method_customer_decline',
    message: 'The shopper did not go on in their wallet.',
  },
  timeout: {
    code: 'payment_method_provider_timeout',
    message: 'The payment took too long. Nothing was charged.',
  },
  transfer_not_found: {
    code: 'payment_method_customer_decline',
    message: 'The shopper said that the transfer was sent, and you found none.',
  },
  processing_error: {
    code: 'processing_error',
    declineCode: 'processing_error',
    message: 'Something went wrong while the payment was processed. Nothing was charged.',
  },
};

/** A kept card whose issuer wants its owner (`SavedCardRequest.offSession`): nobody was asked to confirm. */
const AUTHENTICATION_REQUIRED: WireFailure = {
  code: 'authentication_required',
  declineCode: 'authentication_required',
  message:
    'The issuer wants the cardholder to confirm this payment: have them pay it on a checkout page.',
};

/** A kept card that was let go between the order to charge it and the charge (`CARD_DETACHED`). */
const DETACHED: WireFailure = {
  code: 'payment_method_unexpected_state',
  message: 'The card was detached before it was charged. Nothing was charged.',
};

/** A declined attempt's reason. One without a code of ours is a decline all the same. */
export function wireFailureOf(attempt: AttemptRow): WireFailure {
  const { keptCardId, providerFailureCode } = attempt;
  if (keptCardId !== null && providerFailureCode === AUTHENTICATION_REQUIRED.code) {
    return AUTHENTICATION_REQUIRED;
  }
  if (keptCardId !== null && providerFailureCode === 'payment_method_detached') return DETACHED;
  return WIRE_FAILURES[attempt.failureCode ?? 'do_not_honor'];
}

/** `last_payment_error` of an intent whose latest attempt this is; null where it did not fail. */
export function paymentErrorObject(attempt: AttemptRow | undefined) {
  if (attempt?.status === 'declined') {
    const { code, declineCode, message } = wireFailureOf(attempt);
    return {
      charge: chargeIdOf(attempt.id),
      code,
      ...(declineCode === undefined ? {} : { decline_code: declineCode }),
      message,
      payment_method_type: methodType(attempt.method),
      type: 'card_error' as const,
    };
  }
  if (attempt?.status === 'expired') {
    return {
      code: 'payment_intent_payment_attempt_expired',
      message: 'The payment was not made in time.',
      payment_method_type: methodType(attempt.method),
      type: 'invalid_request_error' as const,
    };
  }
  return null;
}
