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
 * What is still to be paid of an intent, of which `applied` is paid. Money that is held is taken by its
 * merchant, who decides how much: whatever is taken first pays the intent, and the rest is let go.
 */
export function dueOf(
  intent: {
    readonly amount: Money;
    readonly captureMethod: 'automatic' | 'manual';
  },
  facts: { readonly applied: Money; readonly captured: Money },
): Money {
  const { applied, captured } = facts;
  if (intent.captureMethod === 'automatic' || captured.currency !== intent.amount.currency) {
    return subtract(intent.amount, applied);
  }
  if (applied.amountMinor > 0n) return zero(intent.amount.currency);
  return compare(captured, intent.amount) < 0 ? captured : intent.amount;
}

/** Whether what was `applied` of captures pays an intent of `amount`, both in minor units. */
export function isPaid(intent: {
  readonly amount: bigint;
  readonly captureMethod: 'automatic' | 'manual';
  readonly applied: bigint;
}): boolean {
  return intent.captureMethod === 'manual' ? intent.applied > 0n : intent.applied >= intent.amount;
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
