import { describe, expect, it } from 'vitest';
import { alwaysValid, oneSidedHalfWidth, sequentialRho } from './always-valid.ts';
import { assignVariation } from './assign-variation.ts';
import { expectedLoss, probabilitiesBest } from './bayesian-reading.ts';
import { growthBookV2, murmur3, placeOf } from './bucket-hash.ts';
import { type CovariateSums, cuped } from './cuped.ts';
import { betaCdf, betaQuantile } from './distributions/beta.ts';
import { chiSquaredUpperTail } from './distributions/chi-squared.ts';
import { normalCdf, normalQuantile } from './distributions/normal.ts';
import { studentQuantile, studentTwoSidedP } from './distributions/student-t.ts';
import { type Interval, effectOf } from './effect.ts';
import { armRanges, experimentDesign } from './experiment-design.ts';
import vectors from './fixtures/stats-vectors.json' with { type: 'json' };
import { benjaminiHochberg, holm } from './multiple-comparisons.ts';
import { powerOf, smallestRiseFound, unitsPerArm } from './power.ts';
import { chiSquaredSampleRatio, sequentialSampleRatio } from './sample-ratio.ts';
import { meanSample, proportionSample, ratioSample } from './sample.ts';
import { welchTest } from './welch.ts';
import { wilsonInterval } from './wilson-interval.ts';

type Input = Record<string, number>;

const scaleOf = (relative: unknown) => (relative === true ? 'relative' : 'absolute');
const ends = ({ low, high }: Interval) => [low, high];
const proportions = ({ nA = 0, sA = 0, nB = 0, sB = 0 }: Input) =>
  [
    proportionSample({ units: nA, successes: sA }),
    proportionSample({ units: nB, successes: sB }),
  ] as const;

/** A Welch test by the names of the vectors. */
function welch(...args: Parameters<typeof welchTest>) {
  const { estimate, standardError, degreesOfFreedom, t, pValue, interval } = welchTest(...args);
  return { estimate, se: standardError, dof: degreesOfFreedom, t, p: pValue, ci: ends(interval) };
}

function armCounts({ observed, weights }: { observed: number[]; weights: number[] }) {
  return observed.map((units, arm) => ({ units, weight: weights[arm] ?? 0 }));
}

/** What each function of the vectors is here. Their inputs are as the file has them. */
const COMPUTE: Record<string, (input: never) => unknown> = {
  normal_cdf: ({ x }: { x: number }) => normalCdf(x),
  normal_quantile: ({ p }: { p: number }) => normalQuantile(p),
  student_t_two_sided_p: ({ t, dof }: { t: number; dof: number }) => studentTwoSidedP(t, dof),
  student_t_quantile: ({ p, dof }: { p: number; dof: number }) => studentQuantile(p, dof),
  chi2_sf: ({ x, df }: { x: number; df: number }) => chiSquaredUpperTail(x, df),
  beta_cdf: ({ x, a, b }: { x: number; a: number; b: number }) => betaCdf(x, { a, b }),
  beta_quantile: ({ p, a, b }: { p: number; a: number; b: number }) => betaQuantile(p, { a, b }),
  wilson_interval: ({ n, s, alpha }: { n: number; s: number; alpha: number }) =>
    ends(wilsonInterval({ units: n, successes: s }, alpha)),
  welch_proportions: (input: Input) =>
    welch(...proportions(input), { alpha: input['alpha'] ?? 0, scale: scaleOf(input['relative']) }),
  welch_means: (input: Input) => {
    const { nA = 0, sumA = 0, sumsqA = 0, nB = 0, sumB = 0, sumsqB = 0, alpha = 0 } = input;
    return welch(
      meanSample({ units: nA, sum: sumA, squares: sumsqA }),
      meanSample({ units: nB, sum: sumB, squares: sumsqB }),
      { alpha, scale: scaleOf(input['relative']) },
    );
  },
  seq_rho: ({ alpha, nStar }: { alpha: number; nStar: number }) => sequentialRho(alpha, nStar),
  sequential_proportions: (input: Input) => {
    const { nA = 0, nB = 0, alpha = 0, nStar = 0 } = input;
    const effect = effectOf(...proportions(input), scaleOf(input['relative']));
    const found = alwaysValid(effect, nA + nB, { alpha, plannedUnits: nStar });
    return {
      estimate: effect.estimate,
      se: effect.standardError,
      rho: found.rho,
      half: found.halfWidth,
      ci: ends(found.interval),
      log_e: found.logEvidence,
      p: found.pValue,
    };
  },
  sequential_one_sided_half: ({ se = 0, n = 0, alpha = 0, nStar = 0 }: Input) => ({
    rho: sequentialRho(2 * alpha, nStar),
    half: oneSidedHalfWidth({ estimate: 0, standardError: se }, n, { alpha, plannedUnits: nStar }),
  }),
  srm_chi2: (input: { observed: number[]; weights: number[] }) => {
    const { chiSquared, degreesOfFreedom, pValue } = chiSquaredSampleRatio(armCounts(input));
    return { chi2: chiSquared, df: degreesOfFreedom, p: pValue };
  },
  srm_sequential: (input: { observed: number[]; weights: number[]; concentration: number }) => {
    const found = sequentialSampleRatio(armCounts(input), input.concentration);
    return { log_e: found.logEvidence, p: found.pValue };
  },
  sample_size_proportions_per_arm: ({ p1 = 0, p2 = 0, alpha = 0, power = 0 }: Input) => {
    const units = unitsPerArm({ baseline: p1, alpha, power }, p2 - p1);
    return { n_exact: units, n: Math.ceil(units) };
  },
  power_proportions: ({ p1 = 0, p2 = 0, nPerArm = 0, alpha = 0 }: Input) =>
    powerOf({ baseline: p1, alpha }, p2 - p1, nPerArm),
  mde_proportions_absolute: ({ p1 = 0, nPerArm = 0, alpha = 0, power = 0 }: Input) =>
    smallestRiseFound({ baseline: p1, alpha, power }, nPerArm),
  cuped_absolute: ({ A, B, alpha }: { A: Input; B: Input; alpha: number }) => {
    const { theta, control, treatment } = cuped(covariateSums(A), covariateSums(B));
    return {
      ...welch(control, treatment, { alpha, scale: 'absolute' }),
      theta,
      adj_mean: [control.mean, treatment.mean],
      adj_var: [control.variance, treatment.variance],
    };
  },
  ratio_metric_delta: ({ A, B, alpha }: { A: Input; B: Input; alpha: number }) => {
    const [control, treatment] = [ratioOf(A), ratioOf(B)];
    return {
      ...welch(control, treatment, { alpha, scale: 'absolute' }),
      ratio: [control.mean, treatment.mean],
      unit_var: [control.variance, treatment.variance],
    };
  },
  prob_each_arm_best_beta: ({ arms }: { arms: [number, number][] }) =>
    probabilitiesBest(arms.map(([a, b]) => ({ a, b }))),
  expected_loss_choosing_second: ({ a1 = 0, b1 = 0, a2 = 0, b2 = 0 }: Input) =>
    expectedLoss({ chosen: { a: a2, b: b2 }, other: { a: a1, b: b1 } }),
  holm: ({ p }: { p: number[] }) => holm(p),
  benjamini_hochberg: ({ p }: { p: number[] }) => benjaminiHochberg(p),
  growthbook_hash_v2: ({ seed, value }: { seed: string; value: string }) =>
    growthBookV2(seed, value),
  murmur3_x86_32_utf8: ({ key, seed }: { key: string; seed: number }) => murmur3(key, seed),
  assign_variation: ({ key, weights, coverage }: AssignInput) => {
    const [seed = '', unit = ''] = key.split(':');
    const arms = weights.map((weight, arm) => ({ key: `arm ${arm}`, weight }));
    const design = experimentDesign({ seed, hash: 'murmur3', arms, coverage, namespace: null });
    const assigned = assignVariation({ design, unit });
    return {
      u: placeOf('murmur3', seed, unit),
      ranges: armRanges(design),
      variation: assigned.inExperiment ? assigned.variation : -1,
    };
  },
};

interface AssignInput {
  readonly key: string;
  readonly weights: readonly number[];
  readonly coverage: number;
}

function covariateSums({ n = 0, sy = 0, syy = 0, sx = 0, sxx = 0, sxy = 0 }: Input): CovariateSums {
  return { units: n, sumY: sy, squaresY: syy, sumX: sx, squaresX: sxx, products: sxy };
}

function ratioOf({ n = 0, sm = 0, smm = 0, sd = 0, sdd = 0, smd = 0 }: Input) {
  return ratioSample({
    units: n,
    numerator: sm,
    numeratorSquares: smm,
    denominator: sd,
    denominatorSquares: sdd,
    products: smd,
  });
}

/** Every number of `expected`, by where it stands. */
function numbersIn(expected: unknown, path = 'result'): [string, number][] {
  if (typeof expected === 'number') return [[path, expected]];
  if (typeof expected !== 'object' || expected === null) throw new Error(`${path} is no number.`);
  return Object.entries(expected).flatMap(([key, value]) => numbersIn(value, `${path}.${key}`));
}

describe('figures computed elsewhere, to their tolerance', () => {
  it.each(vectors.vectors.map((vector) => [vector.id, vector] as const))('%s', (_, vector) => {
    const compute = COMPUTE[vector.fn];
    if (compute === undefined) throw new Error(`Nothing computes ${vector.fn}.`);
    // The file pairs each function with its input.
    const actual = new Map(numbersIn(compute(vector.input as never)));
    for (const [path, expected] of numbersIn(vector.expected)) {
      const allowed = Math.max(1e-12, vector.tol_rel * Math.abs(expected));
      const difference = Math.abs((actual.get(path) ?? Number.NaN) - expected);
      expect(difference, `${path}: ${actual.get(path)}, not ${expected}`).toBeLessThanOrEqual(
        allowed,
      );
    }
  });

  it('has a case of each function', () => {
    expect(new Set(vectors.vectors.map(({ fn }) => fn))).toEqual(new Set(Object.keys(COMPUTE)));
  });
});
