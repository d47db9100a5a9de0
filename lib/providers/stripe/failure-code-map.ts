import type { FailureCode } from '#lib/domain/failure-code.ts';

/**
 * Stripe's decline codes and error codes in our vocabulary. Decline codes:
 * https://docs.stripe.com/declines/codes; error codes: https://docs.stripe.com/error-codes.
 */
const FAILURE_CODE_BY_STRIPE_CODE: ReadonlyMap<string, FailureCode> = new Map(
  Object.entries({
    insufficient_funds: 'insufficient_funds',

    call_issuer: 'do_not_honor',
    card_declined: 'do_not_honor',
    do_not_honor: 'do_not_honor',
    generic_decline: 'do_not_honor',
    transaction_not_allowed: 'do_not_honor',

    expired_card: 'expired_card',
    // "Check the date" is what the shopper has to do for these two as well.
    invalid_expiry_month: 'expired_card',
    invalid_expiry_year: 'expired_card',

    incorrect_cvc: 'incorrect_cvc',
    invalid_cvc: 'incorrect_cvc',

    incorrect_number: 'invalid_card',
    invalid_number: 'invalid_card',

    authentication_required: 'authentication_failed',
    payment_intent_authentication_failure: 'authentication_failed',
    setup_intent_authentication_failure: 'authentication_failed',

    fraudulent: 'fraud_suspected',
    lost_card: 'fraud_suspected',
    merchant_blacklist: 'fraud_suspected',
    pickup_card: 'fraud_suspected',
    security_violation: 'fraud_suspected',
    stolen_card: 'fraud_suspected',

    card_not_supported: 'card_not_supported',
    currency_not_supported: 'card_not_supported',

    card_velocity_exceeded: 'limit_exceeded',
    withdrawal_count_limit_exceeded: 'limit_exceeded',

    issuer_not_available: 'issuer_unavailable',
    try_again_later: 'issuer_unavailable',

    payment_method_not_available: 'provider_unavailable',

    canceled: 'wallet_cancelled',
    payment_method_customer_decline: 'wallet_cancelled',
    payment_method_provider_decline: 'wallet_cancelled',

    payment_intent_payment_attempt_expired: 'timeout',
    payment_method_provider_timeout: 'timeout',

    idempotency_error: 'processing_error',
    processing_error: 'processing_error',
    reenter_transaction: 'processing_error',
  } satisfies Record<string, FailureCode>),
);

export interface StripeDecline {
  readonly code?: string | undefined;
  readonly declineCode?: string | undefined;
}

/**
 * The reason of a decline. The issuer's decline code says more than Stripe's code and is read first;
 * a decline code that we do not know is still an issuer's refusal.
 */
export function failureCodeOf(decline: StripeDecline): FailureCode {
  const { code, declineCode } = decline;
  return (
    FAILURE_CODE_BY_STRIPE_CODE.get(declineCode ?? '') ??
    (declineCode === undefined ? undefined : 'do_not_honor') ??
    FAILURE_CODE_BY_STRIPE_CODE.get(code ?? '') ??
    'processing_error'
  );
}
