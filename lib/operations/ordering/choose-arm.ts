import type { ShownOrder } from '#lib/db/stores/ordering-store.ts';
import { type Holdout, assignVariation } from '#lib/experiments/assign-variation.ts';
import { placeOf } from '#lib/experiments/bucket-hash.ts';
import type { ExperimentArm } from '#lib/experiments/experiment-arm.ts';
import { coverageAt } from '#lib/experiments/ramp.ts';
import type { MerchantOrdering, Rollout, RunningExperiment } from './ordering-book.ts';

/** What a session's order is decided by in place of the merchant's policy. */
export type ChosenArm =
  | {
      readonly kind: 'experiment';
      readonly experiment: RunningExperiment;
      readonly arm: ExperimentArm;
      readonly unit: string;
    }
  /** In the place of an arm that was taken away; not counted. */
  | {
      readonly kind: 'control';
      readonly experiment: RunningExperiment;
      readonly arm: ExperimentArm;
    }
  /** An experiment's winner, on its way to everyone. */
  | { readonly kind: 'rollout'; readonly rollout: Rollout; readonly arm: ExperimentArm };

/**
 * The arm of a unit (a known shopper, else the session); null where it is in none. `before` is what the same
 * shopper was shown last: an arm that was seen stays. In an arm that was taken away shoppers see the control,
 * and are counted no more.
 */
export function chooseArm(
  ordering: Pick<MerchantOrdering, 'experiments' | 'rollouts' | 'holdout'>,
  facts: { readonly unit: string; readonly before: ShownOrder | null; readonly now: Date },
): ChosenArm | null {
  const { unit, before, now } = facts;
  for (const experiment of ordering.experiments) {
    const sticky =
      before?.experimentId === experiment.id &&
      experiment.arms.some(({ key }) => key === before.arm)
        ? before.arm
        : null;
    const arm = armOf(experiment, { unit, sticky, holdout: ordering.holdout, now });
    if (arm === null) continue;
    if (!experiment.stopped.has(arm.key)) return { kind: 'experiment', experiment, arm, unit };
    const [control] = experiment.arms;
    return control === undefined ? null : { kind: 'control', experiment, arm: control };
  }
  for (const rollout of ordering.rollouts) {
    const coverage = coverageAt(rollout.ramp, now) ?? 0;
    if (placeOf('murmur3', rollout.seed, unit) >= coverage) continue;
    return { kind: 'rollout', rollout, arm: rollout.arm };
  }
  return null;
}

function armOf(
  experiment: RunningExperiment,
  facts: {
    readonly unit: string;
    readonly sticky: string | null;
    readonly holdout: Holdout | null;
    readonly now: Date;
  },
): ExperimentArm | null {
  const { unit, sticky, holdout, now } = facts;
  const coverage = coverageAt(experiment.ramp, now);
  if (coverage === null) return null;
  const design = { ...experiment.design, coverage };
  const assigned = assignVariation({ design, unit, sticky, holdout });
  return assigned.inExperiment ? (experiment.arms[assigned.variation] ?? null) : null;
}
