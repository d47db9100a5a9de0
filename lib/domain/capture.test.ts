import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocateCapture, dueOf, isPaid } from './capture.ts';
import { money } from './money.ts';

const hkd = (minor: bigint) => money(minor, 'HKD');
const amount = fc.bigInt({ min: 1n, max: 99_999_999n });

describe('what is due of an intent', () => {
  it('is, where money is taken at once, what is not paid yet', () => {
    fc.assert(
      fc.property(amount, amount, (due, captured) => {
        const intent = { amount: hkd(due), captureMethod: 'automatic' } as const;
        const facts = { applied: hkd(0n), captured: hkd(captured) };
        expect(dueOf(intent, facts)).toEqual(hkd(due));
      }),
    );
  });

  it('is, of held money, whatever its merchant takes first and never more than the price', () => {
    fc.assert(
      fc.property(amount, amount, amount, (price, first, second) => {
        const intent = { amount: hkd(price), captureMethod: 'manual' } as const;
        const due = dueOf(intent, { applied: hkd(0n), captured: hkd(first) });
        const allocation = allocateCapture(hkd(first), due);
        expect(allocation.kind).toBe(first > price ? 'overpaid' : 'exact');
        const applied = allocation.applied.amountMinor;
        expect(applied).toBe(first < price ? first : price);
        expect(isPaid({ amount: price, captureMethod: 'manual', applied })).toBe(true);
        // What comes then was not due, however little was taken first.
        const after = dueOf(intent, { applied: hkd(applied), captured: hkd(second) });
        expect(allocateCapture(hkd(second), after).kind).toBe('duplicate');
      }),
    );
  });

  it('is not paid by another currency, held or not', () => {
    for (const captureMethod of ['automatic', 'manual'] as const) {
      const captured = money(100n, 'CNY');
      const due = dueOf({ amount: hkd(100n), captureMethod }, { applied: hkd(0n), captured });
      expect(allocateCapture(captured, due).kind).toBe('underpaid');
    }
  });
});

describe('an intent', () => {
  it('is paid by a part only where its merchant took that part', () => {
    const part = { amount: 100n, applied: 99n };
    expect(isPaid({ ...part, captureMethod: 'manual' })).toBe(true);
    expect(isPaid({ ...part, captureMethod: 'automatic' })).toBe(false);
    expect(isPaid({ amount: 100n, applied: 100n, captureMethod: 'automatic' })).toBe(true);
    expect(isPaid({ amount: 100n, applied: 0n, captureMethod: 'manual' })).toBe(false);
  });
});
