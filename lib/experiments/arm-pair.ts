import { type ExperimentPlan, comparisonsOf } from './experiment-plan.ts';
import { MATURITY_MS } from './exposed-session.ts';
import type { ArmTally } from './tally-sessions.ts';

/** An arm and its control, with what is planned for the two. */
export interface ArmPair {
  readonly control: ArmTally;
  readonly treatment: ArmTally;
  readonly units: number;
  readonly plannedUnits: number;
  /** Each of several arms has its part of the plan's α, so that all intervals hold together. */
  readonly alpha: number;
  /** How long a session's outcome counts. */
  readonly maturityMs: number;
}

export function armPair(plan: ExperimentPlan, control: ArmTally, treatment: ArmTally): ArmPair {
  const weightOf = (arm: string) => plan.arms.find(({ key }) => key === arm)?.weight ?? 0;
  return {
    control,
    treatment,
    units: control.analysed + treatment.analysed,
    plannedUnits: plan.plannedUnits * (weightOf(control.arm) + weightOf(treatment.arm)),
    alpha: plan.alpha / comparisonsOf(plan),
    maturityMs: plan.settings.maturityMs ?? MATURITY_MS,
  };
}
