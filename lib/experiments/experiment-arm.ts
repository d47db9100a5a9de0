import type { Arm } from './experiment-design.ts';

/** One arm: shoppers in it see their methods by a policy, or in one order. The first of an experiment is the control. */
export interface ExperimentArm extends Arm {
  /** Of the ordering's table (`lib/ordering/policies`); null where the arm has an order. */
  readonly policy: string | null;
  /** Methods from the top; what it leaves out follows in the merchant's order. Null where it has a policy. */
  readonly order: readonly string[] | null;
}

export const EXPERIMENT_STATUSES = ['draft', 'running', 'stopped'] as const;
export type ExperimentStatus = (typeof EXPERIMENT_STATUSES)[number];

/** `separate`: each arm that learns has a state of its own, since two that share one bias each other. */
export type LearnerMode = 'shared' | 'separate';
