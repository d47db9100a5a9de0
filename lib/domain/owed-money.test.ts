import { describe, expect, it } from 'vitest';
import { money } from './money.ts';
import { type OwedFacts, moneyBack, owedMoney } from './owed-money.ts';

const hkd = (minor: bigint) => money(minor, 'HKD');
const twice: OwedFacts = { kind: 'duplicate', method: 'fps', surplus: hkd(12_850n), refunds: [] };
const refund = (status: 'pending' | 'succeeded' | 'failed', minor = 12_850n) => ({
  status,
  amount: hkd(minor),
});
const progress = (facts: OwedFacts) => owedMoney([facts])[0]?.progress;

describe('money owed back to the shopper', () => {
  it('is none of a payment that paid what was due', () => {
    expect(owedMoney([{ ...twice, kind: 'exact', surplus: hkd(0n) }])).toEqual([]);
    expect(moneyBack([])).toBe('none');
  });

  it('is the merchant’s to return until a refund is ordered', () => {
    expect(owedMoney([twice])).toEqual([
      { cause: 'duplicate', method: 'fps', amount: hkd(12_850n), progress: 'with_shop' },
    ]);
  });

  it('is refunded when the provider has sent all of it back, and not before', () => {
    expect(progress({ ...twice, refunds: [refund('pending')] })).toBe('refunding');
    expect(progress({ ...twice, refunds: [refund('succeeded')] })).toBe('refunded');
    expect(progress({ ...twice, refunds: [refund('succeeded', 12_849n)] })).toBe('with_shop');
    expect(
      progress({ ...twice, refunds: [refund('succeeded', 12_849n), refund('pending', 1n)] }),
    ).toBe('refunding');
  });

  it('is the merchant’s to return again when the provider refused the refund', () => {
    expect(progress({ ...twice, refunds: [refund('failed')] })).toBe('with_shop');
  });

  it('is under way as long as a part of it is', () => {
    const owed = owedMoney([
      { ...twice, refunds: [refund('succeeded')] },
      { ...twice, refunds: [refund('pending')] },
    ]);
    expect(moneyBack(owed)).toBe('under_way');
    expect(moneyBack(owed.slice(0, 1))).toBe('settled');
  });
});
