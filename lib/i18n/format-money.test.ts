import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURRENCY_CODES, type CurrencyCode } from '#lib/domain/currency.ts';
import { money, toMajorString } from '#lib/domain/money.ts';
import { formatMoney } from './format-money.ts';

describe('formatMoney', () => {
  it.each<[bigint, CurrencyCode, string]>([
    [123_450n, 'HKD', 'HK$1,234.50'],
    [12_850n, 'HKD', 'HK$128.50'],
    [1n, 'HKD', 'HK$0.01'],
    [99_999_999n, 'HKD', 'HK$999,999.99'],
    [100_000n, 'USD', 'US$1,000.00'],
    [8_800n, 'CNY', 'CN¥88.00'],
    [1_234_567n, 'JPY', 'JP¥1,234,567'],
    [500n, 'TWD', 'NT$5.00'],
    [1_200n, 'CHF', 'CHF\u00a012.00'],
    [1_234_567n, 'KWD', 'KWD\u00a01,234.567'],
    [-12_850n, 'HKD', '\u2212HK$128.50'],
    [0n, 'HKD', 'HK$0.00'],
  ])('writes %d minor units of %s as %s', (minor, currency, text) => {
    expect(formatMoney(money(minor, currency))).toBe(text);
  });

  it('never writes two currencies the same way', () => {
    const texts = CURRENCY_CODES.map((code) =>
      formatMoney(money(100_000n, code)).replace(/[\d.,]/g, ''),
    );
    expect(new Set(texts).size).toBe(CURRENCY_CODES.length);
  });

  it('shows every digit of the amount and no other', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -9_999_999_999n, max: 9_999_999_999n }),
        fc.constantFrom(...CURRENCY_CODES),
        (minor, code) => {
          const digits = (text: string) => text.replace(/\D/g, '');
          expect(digits(formatMoney(money(minor, code)))).toBe(
            digits(toMajorString(money(minor, code))),
          );
        },
      ),
    );
  });
});
