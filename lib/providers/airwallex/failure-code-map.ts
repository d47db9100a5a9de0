import type { FailureCode } from '#lib/domain/failure-code.ts';

/**
 * Airwallex's error codes and attempt failure codes in our vocabulary. Airwallex publishes the error
 * codes (https://www.airwallex.com/docs/payments/reference/error-response-codes) but no full table of
 * what a local method's attempt can fail with, so refusals by the wallet or bank are recognised by the
 * codes known and everything else is `processing_error`.
 */
const FAILURE_CODE_BY_AIRWALLEX_CODE: ReadonlyMap<string, FailureCode> = new Map(
  Object.entries({
    insufficient_funds: 'insufficient_funds',

    issuer_declined: 'do_not_honor',
    provider_declined: 'do_not_honor',
    processor_declined: 'do_not_honor',

    authentication_declined: 'authentication_failed',
    authentication_failed: 'authentication_failed',
    '3ds_not_supported': 'authentication_failed',

    risk_declined: 'fraud_suspected',

    card_brand_not_supported: 'card_not_supported',
    currency_not_supported: 'card_not_supported',

    amount_above_limit: 'limit_exceeded',
    amount_above_payment_method_limit: 'limit_exceeded',

    provider_unavailable: 'provider_unavailable',

    cancelled: 'wallet_cancelled',
    customer_cancelled: 'wallet_cancelled',

    expired: 'timeout',
    timeout: 'timeout',
  } satisfies Record<string, FailureCode>),
);

/** The reason of a refusal or of a failed attempt. */
export function failureCodeOf(code: string | null): FailureCode {
  return FAILURE_CODE_BY_AIRWALLEX_CODE.get((code ?? '').toLowerCase()) ?? 'processing_error';
}
