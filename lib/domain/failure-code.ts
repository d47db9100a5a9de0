/**
 * Why a payment did not go through, in one vocabulary for every provider. Each adapter maps its
 * provider's codes to these; the page has words for each (`messages/*.json`, `failure.*`).
 *
 * `processing_error` is for what is not the issuer's answer; an issuer's refusal without a reason we
 * know is `do_not_honor`. `provider_unavailable`: the method is out at its provider, and nothing was
 * charged. `transfer_not_found`: the merchant looked for a transfer that its shopper had told of, and it was
 * not there.
 */
export const FAILURE_CODES = [
  'insufficient_funds',
  'do_not_honor',
  'expired_card',
  'incorrect_cvc',
  'invalid_card',
  'authentication_failed',
  'fraud_suspected',
  'card_not_supported',
  'limit_exceeded',
  'issuer_unavailable',
  'provider_unavailable',
  'wallet_cancelled',
  'timeout',
  'transfer_not_found',
  'processing_error',
] as const;

export type FailureCode = (typeof FAILURE_CODES)[number];
