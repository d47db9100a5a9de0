import type { LevelEvidence } from './estimates.ts';
import type { OrderingContext } from './ordering-context.ts';
import type { OrderingState } from './ordering-state.ts';

/** What a policy may go by. The same request gives the same ranking. */
export interface RankingRequest {
  readonly state: OrderingState;
  readonly context: OrderingContext;
  /** What can be used and is not hidden, in the merchant's own order. */
  readonly methods: readonly string[];
  /** Those of them that may stand first: all, unless the merchant bounds how far a method moves. */
  readonly mayLead: readonly string[];
  /** Of what is paid by a method, the share that is lost to fees, in [0, 1); 0 where it is not given. */
  readonly feeShares: Readonly<Record<string, number>>;
  readonly layout: string;
  readonly nowMs: number;
  /** What random draws follow from. */
  readonly seed: string;
}

/** What a method's place was decided by; kept with the decision, never worked out again. */
export interface MethodEvidence extends LevelEvidence {
  /** Chance to be chosen if it stood first; null where the policy does not ask. */
  readonly chosenWhenFirst: number | null;
  /** Chance that a first attempt is paid, with its 95 % credible interval. */
  readonly success: { readonly mean: number; readonly low: number; readonly high: number };
  /** Chance that the session is paid by another try once a first one failed. */
  readonly recovery: number;
  /** Taken to be out of order since; null: in order. */
  readonly downSinceMs: number | null;
}

export interface RankedMethod {
  readonly method: string;
  /** Higher stands higher; of what unit is the policy's own. */
  readonly score: number;
}

export interface Ranking {
  readonly ranked: readonly RankedMethod[];
  /** Of those that may lead, how likely each is to be put first. Sums to 1. */
  readonly topPropensities: Readonly<Record<string, number>>;
  readonly evidence: Readonly<Record<string, MethodEvidence>>;
  /**
   * The chance that a session is paid in the ranked order and in the merchant's own, by what is known
   * now; null where the policy has no model of it.
   */
  readonly expectedPaid: { readonly ranked: number; readonly merchants: number } | null;
}

export interface OrderingPolicy {
  readonly id: string;
  /** Raised with every change of what it decides. */
  readonly version: number;
  rank(request: RankingRequest): Ranking;
}
