import { NO_RULES, type OrderingRules } from './ordering-rules.ts';
import type { OrderingPolicyId } from './policies/table.ts';

/** What becomes of a method that stopped working: it goes down the list with a word, or cannot be chosen. */
export const OUTAGE_ACTIONS = ['move_down', 'close'] as const;
export type OutageAction = (typeof OUTAGE_ACTIONS)[number];

/** How one merchant's methods are ordered in one mode. */
export interface OrderingConfig {
  readonly policy: OrderingPolicyId;
  readonly rules: OrderingRules;
  /** Of what is paid by a method, the share that is lost to fees, in [0, 1). */
  readonly feeShares: Readonly<Record<string, number>>;
  readonly outageAction: OutageAction;
  /** The kill switch: since then everything is in the merchant's own order, whatever else is set. */
  readonly pausedAt: Date | null;
  /** One more with each change, so that a decision can say what it went by. */
  readonly version: number;
}

/** A merchant who said nothing has the order that it gave its methods. */
export const DEFAULT_ORDERING: OrderingConfig = {
  policy: 'fixed',
  rules: NO_RULES,
  feeShares: {},
  outageAction: 'move_down',
  pausedAt: null,
  version: 0,
};

/** The learned state that all sessions of a merchant teach. */
export const SHARED_LEARNER = 'shared';

/** The state of one arm alone, in an experiment whose arms must not teach each other. */
export function armLearner(experimentId: string, arm: string): string {
  return `${experimentId}/${arm}`;
}

/** The experiment that a learner is an arm of; null: the shared one. */
export function learnerExperiment(learner: string): string | null {
  return learner === SHARED_LEARNER ? null : (learner.split('/')[0] ?? null);
}
