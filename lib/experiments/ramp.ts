import { checkCoverage } from './experiment-design.ts';
import { ExperimentDesignError } from './experiment-design-error.ts';

/** From when on so large a share of shoppers takes part. */
export interface RampStep {
  readonly at: Date;
  readonly coverage: number;
}

/**
 * The coverage at a time; null before the first step. Throws ExperimentDesignError where steps are not in
 * order or one is lower than the step before, which would put shoppers out of an arm again.
 */
export function coverageAt(ramp: readonly RampStep[], now: Date): number | null {
  checkRamp(ramp);
  return ramp.findLast(({ at }) => at <= now)?.coverage ?? null;
}

export function checkRamp(ramp: readonly RampStep[]): void {
  if (ramp.length === 0) throw new ExperimentDesignError('ramp', 'has no step.');
  ramp.forEach(({ at, coverage }, index) => {
    checkCoverage(coverage, `ramp[${index}].coverage`);
    const before = ramp[index - 1];
    if (before === undefined) return;
    if (at <= before.at) {
      throw new ExperimentDesignError(`ramp[${index}].at`, 'has to be later than the step before.');
    }
    if (coverage < before.coverage) {
      throw new ExperimentDesignError(
        `ramp[${index}].coverage`,
        `${coverage} is less than ${before.coverage}, the step before: it may only be raised.`,
      );
    }
  });
}
