import type { UnknownCause } from './payment-outcome.ts';
import type { Money } from './money.ts';

/**
 * How a dispute stands, in Stripe's words: https://docs.stripe.com/disputes/how-disputes-work. `warning_…` is a
 * question of the shopper's bank that has taken no money yet; `appeal_…` goes on after it was lost.
 */
export const DISPUTE_STATUSES = [
  'warning_needs_response',
  'warning_under_review',
  'warning_closed',
  'needs_response',
  'under_review',
  'appeal_needs_response',
  'appeal_under_review',
  'won',
  'lost',
  /** Settled by giving the money back before the bank took it. */
  'prevented',
] as const;
export type DisputeStatus = (typeof DISPUTE_STATUSES)[number];

/**
 * One movement of disputed money: `withdrawn` from what the provider holds for the merchant, or `reinstated`.
 * `reference` is the provider's own name of it, or made of the dispute's where it has none.
 */
export interface DisputeMovement {
  readonly kind: 'withdrawn' | 'reinstated';
  readonly reference: string;
  /** In the dispute's currency, above zero. */
  readonly amount: Money;
  readonly at: Date;
}

/** A dispute as its provider tells of it when asked. */
export interface ReportedDispute {
  /** The provider's id of it (Stripe `du_…`). */
  readonly reference: string;
  /** The provider's id of the payment that is disputed; null: of none that we can have made. */
  readonly paymentReference: string | null;
  /** The provider's id of the movement of money that is disputed, where it tells. */
  readonly captureReference: string | null;
  readonly amount: Money;
  /** Stripe's words: https://docs.stripe.com/disputes/categories */
  readonly reason: string;
  /** The card network's own code, where the provider tells. */
  readonly networkReasonCode: string | null;
  readonly status: DisputeStatus;
  /** Until when an answer counts; null: none is taken any more, or the provider does not say. */
  readonly evidenceDueBy: Date | null;
  readonly hasEvidence: boolean;
  readonly submissionCount: number;
  /** Whether the provider still takes a refund of the payment. */
  readonly chargeRefundable: boolean;
  readonly openedAt: Date;
  /** All there were so far, the oldest first. */
  readonly movements: readonly DisputeMovement[];
}

export type DisputeAnswer =
  | { readonly kind: 'found'; readonly dispute: ReportedDispute }
  /** The provider answers that it has none of that name. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly cause: UnknownCause; readonly detail: string };

const CLOSED: ReadonlySet<DisputeStatus> = new Set(['warning_closed', 'won', 'lost', 'prevented']);
const NEEDS_RESPONSE: ReadonlySet<DisputeStatus> = new Set([
  'warning_needs_response',
  'needs_response',
  'appeal_needs_response',
]);

/** Over, as far as anybody knows: a lost one may be appealed. */
export function isDisputeClosed(status: DisputeStatus): boolean {
  return CLOSED.has(status);
}

/** The merchant has until the deadline to say something at its provider. */
export function needsResponse(status: DisputeStatus): boolean {
  return NEEDS_RESPONSE.has(status);
}

/** What somebody who had seen the former has to look at again: a deadline, a loss, or what was over and is not. */
export function isWorse(before: DisputeStatus, after: DisputeStatus): boolean {
  if (before === after) return false;
  const wasWell = isDisputeClosed(before) && before !== 'lost';
  return after === 'lost' || needsResponse(after) || (wasWell && !isDisputeClosed(after));
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * When the provider is asked next how a dispute stands: it notifies of every change, and this is for when that
 * is lost. Null: it is over, and an appeal is notified of.
 */
export function nextDisputeCheckAt(status: DisputeStatus, now: Date): Date | null {
  return isDisputeClosed(status) ? null : new Date(now.getTime() + DAY_MS);
}

/** What movements have taken out and not given back, in minor units; never below zero. */
export function heldByDispute(
  movements: readonly { readonly kind: DisputeMovement['kind']; readonly amount: bigint }[],
): bigint {
  const held = movements.reduce(
    (sum, { kind, amount }) => (kind === 'withdrawn' ? sum + amount : sum - amount),
    0n,
  );
  return held > 0n ? held : 0n;
}

/**
 * What of each of a dispute's movements moves overpaid money, the rest being the merchant's sales; in minor units.
 * What is taken was overpaid as long as there is any `left` of the capture, and what comes back is sales first, so
 * that a sum ends the same in however many movements it came.
 */
export function overpaidParts<
  Movement extends { readonly kind: DisputeMovement['kind']; readonly amount: bigint },
>(facts: {
  readonly earlier: readonly Movement[];
  /** What the earlier ones hold of overpaid money. */
  readonly overpaid: bigint;
  readonly left: bigint;
  readonly movements: readonly Movement[];
}): {
  readonly parts: readonly { readonly movement: Movement; readonly overpaid: bigint }[];
  /** What is held of overpaid money after them. */
  readonly overpaid: bigint;
} {
  let { overpaid, left } = facts;
  const known = [...facts.earlier];
  const parts = facts.movements.map((movement) => {
    const before = heldByDispute(known);
    known.push(movement);
    const after = heldByDispute(known);
    const taken = after >= before ? smaller(after - before, left) : -larger(0n, overpaid - after);
    overpaid += taken;
    left -= taken;
    return { movement, overpaid: larger(taken, -taken) };
  });
  return { parts, overpaid };
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
