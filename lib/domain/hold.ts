/** What is known of money that a provider holds. */
export interface HoldFacts {
  /** When it was held. */
  readonly heldSince: Date;
  /** When its merchant asked for it to be taken; null: it has not, or that has come to an end. */
  readonly captureAskedAt: Date | null;
  /** When its merchant called the payment off; null: it has not. */
  readonly cancelAskedAt: Date | null;
  /** The order is paid, or an earlier try of it holds its money as well: this hold is one too many. */
  readonly surplus: boolean;
}

/**
 * What is to become of it: `capture` and `release` are done at the provider until it answers, `since` then;
 * `keep` waits for the merchant, or for the provider to let it lapse.
 */
export type HoldPlan =
  | { readonly kind: 'capture' | 'release'; readonly since: Date }
  | { readonly kind: 'keep' };

/**
 * Decides about a hold. A capture that was asked for goes before all else: it may have happened already, and
 * a second payment is given back.
 */
export function planHold(facts: HoldFacts): HoldPlan {
  const { captureAskedAt, cancelAskedAt, heldSince, surplus } = facts;
  if (captureAskedAt !== null) return { kind: 'capture', since: captureAskedAt };
  if (cancelAskedAt !== null) return { kind: 'release', since: cancelAskedAt };
  return surplus ? { kind: 'release', since: heldSince } : { kind: 'keep' };
}
