import {
  type Decision,
  type DecisionRequest,
  type PreparedRanking,
  orderFrom,
} from './decide-order.ts';
import type { OrderingPolicy } from './ordering-policy.ts';
import { NO_RULES } from './ordering-rules.ts';
import type { OrderingState } from './ordering-state.ts';
import { ORDERING_POLICIES } from './policies/table.ts';

/** A decision as it was kept, and the layout it was shown in. */
export interface DecisionRecord {
  readonly decision: Decision;
  readonly layout: string;
}

/** What a record names or leaves to its merchant's settings. */
export interface DecidedBy {
  readonly policy: OrderingPolicy;
  /** The one of `decision.stateVersion`, to have the same decision again. */
  readonly state: OrderingState;
  readonly feeShares: Readonly<Record<string, number>>;
  readonly maxDisplacement: number | null;
}

/**
 * The request of a decision, made of its record: with the same policy, state and settings `decideOrder` gives the
 * same decision. What the merchant hid or bounded by amount is gone from the merchant's order already.
 */
export function requestOf({ decision, layout }: DecisionRecord, by: DecidedBy): DecisionRequest {
  const { order, merchantsOrder } = decision;
  return {
    sessionId: decision.sessionId,
    context: decision.context,
    amountMinor: 0,
    eligible: merchantsOrder,
    rules: {
      ...NO_RULES,
      order: merchantsOrder,
      pinned: decision.pinned.map((method) => ({ method, place: order.indexOf(method) })),
      maxDisplacement: by.maxDisplacement,
    },
    policy: by.policy,
    state: by.state,
    feeShares: by.feeShares,
    layout,
    nowMs: decision.atMs,
  };
}

/** The order that a ranking gives when chance puts `lead` first. */
export function orderLedBy(
  prepared: PreparedRanking,
  request: DecisionRequest,
  lead: string,
): readonly string[] {
  const ranking = { ...prepared.ranking, topPropensities: { [lead]: 1 } };
  return orderFrom({ ...prepared, ranking }, request).order;
}

/** The chance that a session is paid which is shown this order, by what a state knows. */
export function modelledPaid(
  request: Pick<DecisionRequest, 'state' | 'context' | 'layout' | 'nowMs'>,
  order: readonly string[],
): number {
  // What the policy says of a merchant's own order, asked for this one. Nothing may lead: nothing is drawn.
  const { expectedPaid } = ORDERING_POLICIES['paid-rate'].rank({
    ...request,
    methods: order,
    mayLead: [],
    feeShares: {},
    seed: '',
  });
  return expectedPaid?.merchants ?? 0;
}
