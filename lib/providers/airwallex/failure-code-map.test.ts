import { describe, expect, it } from 'vitest';
import { failureCodeOf } from './failure-code-map.ts';

describe('the reason of a refusal by Airwallex', () => {
  it.each([
    ['insufficient_funds', 'insufficient_funds'],
    ['issuer_declined', 'do_not_honor'],
    ['provider_declined', 'do_not_honor'],
    ['processor_declined', 'do_not_honor'],
    ['authentication_declined', 'authentication_failed'],
    ['authentication_failed', 'authentication_failed'],
    ['3ds_not_supported', 'authentication_failed'],
    ['risk_declined', 'fraud_suspected'],
    ['card_brand_not_supported', 'card_not_supported'],
    ['currency_not_supported', 'card_not_supported'],
    ['amount_above_limit', 'limit_exceeded'],
    ['amount_above_payment_method_limit', 'limit_exceeded'],
    ['provider_unavailable', 'provider_unavailable'],
    ['cancelled', 'wallet_cancelled'],
    ['customer_cancelled', 'wallet_cancelled'],
    ['CUSTOMER_CANCELLED', 'wallet_cancelled'],
    ['expired', 'timeout'],
    ['timeout', 'timeout'],
  ])('%s is %s', (code, expected) => {
    expect(failureCodeOf(code)).toBe(expected);
  });

  it.each(['new_in_2027', '', 'constructor', null])('%s is a failure of processing', (code) => {
    expect(failureCodeOf(code)).toBe('processing_error');
  });
});
