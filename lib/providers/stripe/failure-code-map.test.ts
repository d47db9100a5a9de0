import { describe, expect, it } from 'vitest';
import type { FailureCode } from '#lib/domain/failure-code.ts';
import { failureCodeOf } from './failure-code-map.ts';

const DECLINE_CODES: readonly (readonly [string, FailureCode])[] = [
  ['insufficient_funds', 'insufficient_funds'],
  ['do_not_honor', 'do_not_honor'],
  ['generic_decline', 'do_not_honor'],
  ['call_issuer', 'do_not_honor'],
  ['transaction_not_allowed', 'do_not_honor'],
  ['expired_card', 'expired_card'],
  ['incorrect_cvc', 'incorrect_cvc'],
  ['invalid_cvc', 'incorrect_cvc'],
  ['incorrect_number', 'invalid_card'],
  ['invalid_number', 'invalid_card'],
  ['authentication_required', 'authentication_failed'],
  ['fraudulent', 'fraud_suspected'],
  ['lost_card', 'fraud_suspected'],
  ['stolen_card', 'fraud_suspected'],
  ['pickup_card', 'fraud_suspected'],
  ['merchant_blacklist', 'fraud_suspected'],
  ['security_violation', 'fraud_suspected'],
  ['card_not_supported', 'card_not_supported'],
  ['currency_not_supported', 'card_not_supported'],
  ['card_velocity_exceeded', 'limit_exceeded'],
  ['withdrawal_count_limit_exceeded', 'limit_exceeded'],
  ['issuer_not_available', 'issuer_unavailable'],
  ['try_again_later', 'issuer_unavailable'],
  ['payment_method_provider_decline', 'wallet_cancelled'],
  ['canceled', 'wallet_cancelled'],
  ['idempotency_error', 'processing_error'],
  ['processing_error', 'processing_error'],
  ['reenter_transaction', 'processing_error'],
];

const ERROR_CODES: readonly (readonly [string, FailureCode])[] = [
  ...DECLINE_CODES,
  ['card_declined', 'do_not_honor'],
  ['payment_intent_authentication_failure', 'authentication_failed'],
  ['payment_intent_payment_attempt_expired', 'timeout'],
  ['payment_method_provider_timeout', 'timeout'],
  ['payment_method_customer_decline', 'wallet_cancelled'],
  ['invalid_expiry_month', 'expired_card'],
  ['invalid_expiry_year', 'expired_card'],
];

describe('the reason of a Stripe decline', () => {
  it.each(DECLINE_CODES)('decline code %s is %s', (declineCode, expected) => {
    expect(failureCodeOf({ code: 'card_declined', declineCode })).toBe(expected);
  });

  it.each(ERROR_CODES)('error code %s alone is %s', (code, expected) => {
    expect(failureCodeOf({ code })).toBe(expected);
  });

  it('takes an unknown decline code for a refusal by the issuer', () => {
    expect(failureCodeOf({ code: 'card_declined', declineCode: 'new_in_2027' })).toBe(
      'do_not_honor',
    );
  });

  it('takes an unknown error code for a failure of processing', () => {
    expect(failureCodeOf({ code: 'new_in_2027' })).toBe('processing_error');
    expect(failureCodeOf({})).toBe('processing_error');
  });

  it('is not fooled by names that every object has', () => {
    expect(failureCodeOf({ code: 'constructor' })).toBe('processing_error');
  });
});
