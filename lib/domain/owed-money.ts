import type { CaptureAllocation } from './capture.ts';
import type { MethodId } from './method-id.ts';
import { type Money, add, compare, zero } from './money.ts';

/**
 * Money that reached the merchant and paid nothing, as its shopper is told of it: how much of which
 * payment, and what becomes of it.
 *
 * - `refunding`: ordered at the provider, which sends it back to where it came from.
 * - `refunded`: the provider has sent it back.
 * - `with_shop`: nothing sends it back by itself; the merchant was told and has to.
 */
export interface OwedMoney {
  readonly cause: Exclude<CaptureAllocation['kind'], 'exact'>;
  readonly method: MethodId;
  readonly amount: Money;
  readonly progress: 'refunding' | 'refunded' | 'with_shop';
}

/** Where all of it stands together, for a page that waits to say so. */
export type MoneyBack = 'none' | 'under_way' | 'settled';

/** A capture with its refunds, as far as giving back is concerned. */
export interface OwedFacts {
  readonly kind: CaptureAllocation['kind'];
  readonly method: MethodId;
  readonly surplus: Money;
  readonly refunds: readonly {
    readonly status: 'pending' | 'succeeded' | 'failed';
    readonly amount: Money;
  }[];
}

/** What is, or was, owed back to the shopper: each capture with a surplus, in the order given. */
export function owedMoney(captures: readonly OwedFacts[]): readonly OwedMoney[] {
  return captures.flatMap((capture) => {
    const { kind, method, surplus } = capture;
    if (kind === 'exact' || surplus.amountMinor <= 0n) return [];
    return [{ cause: kind, method, amount: surplus, progress: progressOf(capture) }];
  });
}

export function moneyBack(owed: readonly OwedMoney[]): MoneyBack {
  if (owed.length === 0) return 'none';
  return owed.some(({ progress }) => progress === 'refunding') ? 'under_way' : 'settled';
}

/** A refund that failed gives nothing back: that part is the merchant's to return. */
function progressOf({ surplus, refunds }: OwedFacts): OwedMoney['progress'] {
  const sum = (statuses: readonly string[]): Money =>
    refunds
      .filter(({ status }) => statuses.includes(status))
      .reduce((total, { amount }) => add(total, amount), zero(surplus.currency));
  if (compare(sum(['succeeded']), surplus) >= 0) return 'refunded';
  return compare(sum(['succeeded', 'pending']), surplus) >= 0 ? 'refunding' : 'with_shop';
}
