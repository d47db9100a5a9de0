import { type Money, compare, subtract, zero } from './money.ts';

/**
 * Where a capture's money goes: `applied` pays the intent, `surplus` is owed back to the shopper.
 *
 * - `exact`: pays what was due.
 * - `overpaid`: pays what was due and leaves a surplus.
 * - `underpaid`: less than was due. It is kept whole as a surplus and raised: an order is either paid
 *   or it is not.
 * - `duplicate`: the intent was already paid; all of it is surplus.
 */
export interface CaptureAllocation {
  readonly kind: 'exact' | 'overpaid' | 'underpaid' | 'duplicate';
  readonly applied: Money;
  readonly surplus: Money;
}

/**
 * Decides what a capture does for an intent of which `due` is still unpaid (zero when paid). Money in
 * another currency pays nothing: it is kept as a surplus, like an amount that is too small.
 */
export function allocateCapture(captured: Money, due: Money): CaptureAllocation {
  const nothing = zero(captured.currency);
  if (captured.currency !== due.currency) {
    return { kind: 'underpaid', applied: nothing, surplus: captured };
  }
  if (due.amountMinor <= 0n) return { kind: 'duplicate', applied: nothing, surplus: captured };
  switch (compare(captured, due)) {
    case 0:
      return { kind: 'exact', applied: captured, surplus: nothing };
    case 1:
      return { kind: 'overpaid', applied: due, surplus: subtract(captured, due) };
    case -1:
      return { kind: 'underpaid', applied: nothing, surplus: captured };
  }
}
