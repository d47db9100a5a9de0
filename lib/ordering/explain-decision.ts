import type { Decision } from './decide-order.ts';
import type { Level, OrderingContext } from './ordering-context.ts';

/** Why a method stands where it does, as data for words in any language. Chances are in [0, 1]. */
export interface Explanation {
  readonly method: string;
  /** 0 is the first. */
  readonly place: number;
  readonly because:
    /** The merchant gave it this place. */
    | 'pinned'
    /** Chance put it first, to learn of it. */
    | 'explored'
    /** It is taken to be out of order. */
    | 'down'
    /** The policy keeps the merchant's own order. */
    | 'merchants_order'
    /** By its score, as far as the merchant lets methods move. */
    | 'ranked';
  readonly score: number | null;
  /** How likely it was to stand first. */
  readonly topPropensity: number;
  /** Who the evidence is of: the parts of the context that its level tells apart. */
  readonly shoppers: {
    readonly level: Level | 'prior';
    readonly context: Partial<OrderingContext>;
  };
  /** First attempts counted there, older ones for less; whole numbers. */
  readonly counts: { readonly chosen: number; readonly paid: number; readonly failed: number };
  /** Sessions of such shoppers, whatever they chose, older ones for less. */
  readonly sessions: number;
  /** When such shoppers were first learned from. */
  readonly knownSinceMs: number | null;
  readonly chosenWhenFirst: number | null;
  readonly success: { readonly mean: number; readonly low: number; readonly high: number };
  /** Chance that a session is paid by another try once one with this method failed. */
  readonly recovery: number;
  readonly downSinceMs: number | null;
  /** Of the order that was ranked best; null where the policy does not tell. */
  readonly expectedPaid: number | null;
  /** What that order is expected to bring over the merchant's own, in percentage points. */
  readonly gainPoints: number | null;
  readonly policyId: string;
  readonly decidedAtMs: number;
}

/**
 * Explains one method's place by what was kept with the decision; nothing is looked up, so it says the same
 * whatever has been learned since. Null for a method that was not shown, or of which nothing was kept.
 */
export function explainDecision(decision: Decision, method: string): Explanation | null {
  const place = decision.order.indexOf(method);
  const evidence = decision.evidence[method];
  if (place === -1 || evidence === undefined) return null;
  const { expectedPaid } = decision;
  return {
    method,
    place,
    because: reasonOf(decision, method, place),
    score: decision.scores[method] ?? null,
    topPropensity: decision.topPropensities[method] ?? 0,
    shoppers: { level: evidence.level, context: sharedContext(evidence.level, decision.context) },
    counts: {
      chosen: Math.round(evidence.chosen),
      paid: Math.round(evidence.paid),
      failed: Math.round(evidence.failed),
    },
    sessions: evidence.sessions,
    knownSinceMs: evidence.sinceMs,
    chosenWhenFirst: evidence.chosenWhenFirst,
    success: evidence.success,
    recovery: evidence.recovery,
    downSinceMs: evidence.downSinceMs,
    expectedPaid: expectedPaid?.ranked ?? null,
    gainPoints: expectedPaid === null ? null : 100 * (expectedPaid.ranked - expectedPaid.merchants),
    policyId: decision.policyId,
    decidedAtMs: decision.atMs,
  };
}

function reasonOf(decision: Decision, method: string, place: number): Explanation['because'] {
  if (decision.pinned.includes(method)) return 'pinned';
  if (
    decision.explored &&
    place === decision.order.findIndex((one) => !decision.pinned.includes(one))
  ) {
    return 'explored';
  }
  if (decision.policyId === 'fixed') return 'merchants_order';
  const downSinceMs = decision.evidence[method]?.downSinceMs ?? null;
  return downSinceMs === null ? 'ranked' : 'down';
}

function sharedContext(level: Level | 'prior', context: OrderingContext): Partial<OrderingContext> {
  const { region, currency, device, inApp } = context;
  switch (level) {
    case 'prior':
    case 'all':
      return {};
    case 'region':
      return { region, currency };
    case 'device':
      return { region, currency, device, inApp };
    case 'band':
      return context;
  }
}
