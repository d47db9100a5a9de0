import type { StoredRampStep } from '#lib/db/schema/experiment.ts';
import type { Db } from '#lib/db/client.ts';
import { lockOwnExperiment } from '#lib/db/stores/experiment-store.ts';
import type { ExperimentRow, OrderingOwner } from '#lib/db/stores/ordering-store.ts';
import { ExperimentDesignError } from '#lib/experiments/experiment-design-error.ts';
import { checkCoverage } from '#lib/experiments/experiment-design.ts';
import { type RampStep, checkRamp } from '#lib/experiments/ramp.ts';
import type { AppContext } from '../context.ts';
import { rampOf } from '../ordering/read-ordering-book.ts';
import { changed, requireStatus } from './draft-experiment.ts';
import { namingDesign } from './naming-design.ts';

/** From when on so large a share takes part. */
export interface AskedStep {
  /** Null: from now on. */
  readonly at: Date | null;
  readonly coverage: number;
  /** Which parameter it came as: `coverage` itself, or `steps[0]`, which holds one. */
  readonly param: string;
}

/**
 * Raises the share of shoppers who take part, now or by steps to come; steps that had not come yet are replaced.
 * Null: there is no such experiment. Throws ParamError, also where a step would put shoppers out again.
 */
export async function rampExperiment(
  context: AppContext,
  tx: Db,
  owner: OrderingOwner,
  id: string,
  steps: readonly AskedStep[],
): Promise<ExperimentRow | null> {
  const row = await lockOwnExperiment(tx, owner, id);
  if (row === null) return null;
  requireStatus(row, 'running', 'only one that runs has shoppers to let in.');
  const ramp = await namingDesign(() => raised(row.ramp, steps, context.clock.now()));
  return changed(tx, row, { ramp });
}

/**
 * A ramp with steps from now on in place of those to come. Throws ExperimentDesignError, by the parameter that a
 * step came as.
 */
export function raised(
  ramp: readonly StoredRampStep[],
  steps: readonly AskedStep[],
  now: Date,
): readonly StoredRampStep[] {
  const past = rampOf(ramp).filter(({ at }) => at <= now);
  const next: RampStep[] = [...past];
  for (const step of steps) {
    const { coverage, param } = step;
    const at = step.at ?? now;
    const before = next.at(-1);
    if (at < now) throw new ExperimentDesignError(`${param}.at`, 'is over.');
    checkCoverage(coverage, coverageParam(param));
    if (before !== undefined && coverage < before.coverage) {
      throw new ExperimentDesignError(
        coverageParam(param),
        `${coverage} is less than ${before.coverage}, the step before: it may only be raised.`,
      );
    }
    if (before !== undefined && at < before.at) {
      throw new ExperimentDesignError(`${param}.at`, 'has to be later than the step before.');
    }
    // Of two of the same moment the higher is all there is to know.
    if (before?.at.getTime() === at.getTime()) next.pop();
    next.push({ at, coverage });
  }
  checkRamp(next);
  return next.map(({ at, coverage }) => ({ at: at.toISOString(), coverage }));
}

function coverageParam(param: string): string {
  return param === 'coverage' ? param : `${param}.coverage`;
}
