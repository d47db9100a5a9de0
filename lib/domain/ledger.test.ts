import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocateCapture } from './capture.ts';
import {
  type LedgerTransaction,
  UnbalancedTransactionError,
  balanced,
  captureTransaction,
  refundTransaction,
} from './ledger.ts';
import { add, money } from './money.ts';

const hkd = (minor: bigint) => money(minor, 'HKD');
const amount = fc.bigInt({ min: 1n, max: 99_999_999n }).map(hkd);

function sum(transactions: readonly LedgerTransaction[], account?: string): bigint {
  return transactions
    .flatMap(({ entries }) => entries)
    .filter((entry) => account === undefined || entry.account === account)
    .reduce((total, entry) => total + entry.amount.amountMinor, 0n);
}

describe('where captured money goes', () => {
  it('splits every capture into what pays and what is owed back, without loss', () => {
    fc.assert(
      fc.property(amount, fc.bigInt({ min: 0n, max: 99_999_999n }), (captured, due) => {
        const { applied, surplus } = allocateCapture(captured, hkd(due));
        expect(add(applied, surplus)).toEqual(captured);
        expect(applied.amountMinor === 0n || applied.amountMinor === due).toBe(true);
      }),
    );
  });

  it('pays an order wholly or not at all', () => {
    expect(allocateCapture(hkd(100n), hkd(100n)).kind).toBe('exact');
    expect(allocateCapture(hkd(120n), hkd(100n))).toMatchObject({
      kind: 'overpaid',
      applied: hkd(100n),
      surplus: hkd(20n),
    });
    expect(allocateCapture(hkd(99n), hkd(100n))).toMatchObject({
      kind: 'underpaid',
      applied: hkd(0n),
      surplus: hkd(99n),
    });
    expect(allocateCapture(hkd(100n), hkd(0n))).toMatchObject({
      kind: 'duplicate',
      surplus: hkd(100n),
    });
  });

  it('never lets money in another currency pay an order, and never loses it', () => {
    const allocation = allocateCapture(money(100n, 'CNY'), hkd(100n));
    expect(allocation.applied.amountMinor).toBe(0n);
    expect(allocation.surplus).toEqual(money(100n, 'CNY'));
  });
});

describe('the ledger', () => {
  it('sums to zero after any captures and refunds, and gives back exactly what was surplus', () => {
    fc.assert(
      fc.property(fc.array(amount, { maxLength: 6 }), amount, (captures, due) => {
        let unpaid = due;
        const transactions: LedgerTransaction[] = [];
        for (const [index, captured] of captures.entries()) {
          const allocation = allocateCapture(captured, unpaid);
          if (allocation.applied.amountMinor > 0n) unpaid = hkd(0n);
          transactions.push(
            captureTransaction({ provider: 'stripe', captureReference: `ch_${index}`, allocation }),
          );
          if (allocation.surplus.amountMinor > 0n) {
            transactions.push(
              refundTransaction({
                provider: 'stripe',
                refundId: `re_${index}`,
                fromOverpayment: allocation.surplus,
                fromSales: hkd(0n),
              }),
            );
          }
        }
        expect(sum(transactions)).toBe(0n);
        expect(sum(transactions, 'customer_overpayment')).toBe(0n);
        // What the provider still holds is what the merchant earned: the order's price, or nothing.
        expect(sum(transactions, 'provider:stripe')).toBe(-sum(transactions, 'merchant_sales'));
        expect([0n, due.amountMinor]).toContain(sum(transactions, 'provider:stripe'));
      }),
    );
  });

  it('refuses a transaction that does not balance, in each currency by itself', () => {
    const bad: LedgerTransaction = {
      externalId: 'x',
      entries: [
        { account: 'merchant_sales', amount: hkd(-100n) },
        { account: 'provider:stripe', amount: money(100n, 'CNY') },
      ],
    };
    expect(() => balanced(bad)).toThrow(UnbalancedTransactionError);
  });
});
