import { expect, test } from 'vitest';
import { CURRENCY_CODES, minorUnitDigits } from './currency.ts';
import { isLargeRefund, largeRefundFrom } from './large-refund.ts';

test('is large from HK$5,000 on, in one refund or in several of one payment', () => {
  expect(isLargeRefund('HKD', { amount: 499_999n, givenBefore: 0n })).toBe(false);
  expect(isLargeRefund('HKD', { amount: 500_000n, givenBefore: 0n })).toBe(true);
  expect(isLargeRefund('HKD', { amount: 1n, givenBefore: 499_999n })).toBe(true);
});

test('is a round sum of every currency, with its own minor unit', () => {
  for (const currency of CURRENCY_CODES) {
    const { amountMinor } = largeRefundFrom(currency);
    expect(amountMinor % 10n ** BigInt(minorUnitDigits(currency)), currency).toBe(0n);
  }
});
