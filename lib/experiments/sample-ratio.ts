import { chiSquaredUpperTail } from './distributions/chi-squared.ts';
import { logGamma } from './distributions/log-gamma.ts';

/** A split this improbable is a broken assignment or broken counting, and nothing of it can be read. */
export const SAMPLE_RATIO_P = 0.001;
/** How closely the prior of the sequential test is held to the planned shares (Lindon and Malek 2022). */
export const SAMPLE_RATIO_CONCENTRATION = 10_000;

export interface ArmCount {
  readonly units: number;
  /** The arm's share as it was planned; shares need not sum to one. */
  readonly weight: number;
}

/** χ² of what came against what was planned. For the end of an experiment: valid for one look. */
export function chiSquaredSampleRatio(arms: readonly ArmCount[]): {
  readonly chiSquared: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
} {
  const { total, shares } = totals(arms);
  if (total === 0) throw new RangeError('Nobody has been counted yet.');
  const chiSquared = arms.reduce((sum, { units }, arm) => {
    const expected = total * (shares[arm] ?? 0);
    return sum + (units - expected) ** 2 / expected;
  }, 0);
  const degreesOfFreedom = arms.length - 1;
  return {
    chiSquared,
    degreesOfFreedom,
    pValue: chiSquaredUpperTail(chiSquared, degreesOfFreedom),
  };
}

/**
 * The same question as an e-value, which may be asked at every look: the multinomial of the counts under
 * a Dirichlet around the planned shares, over the one under those shares exactly.
 */
export function sequentialSampleRatio(
  arms: readonly ArmCount[],
  concentration = SAMPLE_RATIO_CONCENTRATION,
): { readonly logEvidence: number; readonly pValue: number } {
  const { total, shares } = totals(arms);
  let logEvidence = logGamma(concentration) - logGamma(concentration + total);
  arms.forEach(({ units }, arm) => {
    const share = shares[arm] ?? 0;
    const prior = concentration * share;
    logEvidence += logGamma(prior + units) - logGamma(prior) - units * Math.log(share);
  });
  return { logEvidence, pValue: Math.min(1, Math.exp(-logEvidence)) };
}

function totals(arms: readonly ArmCount[]): { total: number; shares: readonly number[] } {
  if (arms.length < 2) throw new RangeError('A ratio needs two arms or more.');
  arms.forEach(({ units, weight }, arm) => {
    if (!(weight > 0)) throw new RangeError(`Arm ${arm} has no share: ${weight}.`);
    if (!(units >= 0)) throw new RangeError(`Arm ${arm} cannot have ${units} units.`);
  });
  const weights = arms.reduce((sum, { weight }) => sum + weight, 0);
  return {
    total: arms.reduce((sum, { units }) => sum + units, 0),
    shares: arms.map(({ weight }) => weight / weights),
  };
}
