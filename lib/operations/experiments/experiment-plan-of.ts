import type { ExperimentRow } from '#lib/db/stores/ordering-store.ts';
import { type ExperimentPlan, experimentPlan } from '#lib/experiments/experiment-plan.ts';

/** The arms that shoppers are still put into, the control first. */
export function armsIn({ arms, stoppedArms }: ExperimentRow): ExperimentRow['arms'] {
  return arms.filter(({ key }) => !stoppedArms.some(({ arm }) => arm === key));
}

/**
 * What the arms still in are judged by. Their shares among themselves, their size and each one's part of α are what
 * they were when it started: an arm that was taken away makes nobody else's case easier. Units of the arms that are
 * left are split by those shares whether or not others were there, so the check of the split holds on.
 */
export function planOf(row: ExperimentRow, startedAt: Date): ExperimentPlan {
  const { sizing: _sizing, ...plan } = row.plan;
  const arms = armsIn(row);
  const share = arms.reduce((sum, { weight }) => sum + weight, 0);
  return experimentPlan({
    ...plan,
    startedAt,
    arms: arms.map(({ key, weight }) => ({ key, weight: weight / share })),
    comparisons: row.arms.length - 1,
    plannedUnits: Math.max(1, Math.round(plan.plannedUnits * share)),
  });
}
