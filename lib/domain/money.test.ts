import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURRENCY_CODES, minorUnitDigits } from './currency.ts';
import {
  CurrencyMismatchError,
  add,
  compare,
  fromMajor,
  money,
  moneySchema,
  moneyToJson,
  multiply,
  negate,
  subtract,
  toMajorString,
} from './money.ts';

const currency = fc.constantFrom(...CURRENCY_CODES);
/** Fifteen digits: as many as `fromMajor` reads, and a thousand million times what one payment may be. */
const minor = fc.bigInt({ min: -(10n ** 15n) + 1n, max: 10n ** 15n - 1n });

describe('money', () => {
  it('writes major units with the digits of the currency, as ISO 4217 has them', () => {
    expect(toMajorString(money(12850n, 'HKD'))).toBe('128.50');
    expect(toMajorString(money(1n, 'HKD'))).toBe('0.01');
    expect(toMajorString(money(500n, 'JPY'))).toBe('500');
    expect(toMajorString(money(1500n, 'KWD'))).toBe('1.500');
    expect(toMajorString(money(-5n, 'HKD'))).toBe('-0.05');
  });

  it('refuses a decimal that the currency cannot hold rather than rounding it', () => {
    expect(fromMajor('128.505', 'HKD')).toBeNull();
    expect(fromMajor('128.5', 'JPY')).toBeNull();
    expect(fromMajor('128.500', 'HKD')?.amountMinor).toBe(12850n);
    for (const text of ['', '1e3', '1,000', 'NaN', '.5', '5.', '--1', '1.2.3', '0x10', '１２']) {
      expect(fromMajor(text, 'HKD'), text).toBeNull();
    }
    expect(fromMajor(Number.NaN, 'HKD')).toBeNull();
    expect(fromMajor(1e21, 'HKD')).toBeNull();
  });

  it('reads back every amount it writes, from major units and from JSON', () => {
    fc.assert(
      fc.property(minor, currency, (amountMinor, code) => {
        const amount = money(amountMinor, code);
        expect(fromMajor(toMajorString(amount), code)).toEqual(amount);
        expect(moneySchema.parse(JSON.parse(JSON.stringify(moneyToJson(amount))))).toEqual(amount);
      }),
    );
  });

  it('survives the trip through a JSON number up to the largest payment', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 99_999_999n }), currency, (amountMinor, code) => {
        const amount = money(amountMinor, code);
        expect(fromMajor(Number(toMajorString(amount)), code)).toEqual(amount);
      }),
    );
  });

  it('adds and subtracts without loss, and never across currencies', () => {
    fc.assert(
      fc.property(minor, minor, currency, (a, b, code) => {
        const [x, y] = [money(a, code), money(b, code)];
        expect(subtract(add(x, y), y)).toEqual(x);
        expect(add(x, negate(x)).amountMinor).toBe(0n);
        expect(compare(x, y)).toBe(compare(negate(y), negate(x)));
      }),
    );
    expect(() => add(money(1n, 'HKD'), money(1n, 'USD'))).toThrow(CurrencyMismatchError);
    expect(() => compare(money(1n, 'HKD'), money(1n, 'USD'))).toThrow(CurrencyMismatchError);
    expect(multiply(money(325n, 'HKD'), 3n)).toEqual(money(975n, 'HKD'));
  });

  it('gives every currency the digits of its minor unit', () => {
    expect(
      ['HKD', 'CNY', 'TWD', 'JPY', 'KRW', 'VND', 'KWD', 'BHD'].map((c) =>
        minorUnitDigits(c as 'HKD'),
      ),
    ).toEqual([2, 2, 2, 0, 0, 0, 3, 3]);
  });
});
