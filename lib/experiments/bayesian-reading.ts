import { type Beta, betaMean, betaQuantile } from './distributions/beta.ts';
import { betaPower, betaTails } from './distributions/incomplete-beta.ts';
import { integrate } from './distributions/integrate.ts';
import type { Interval } from './effect.ts';
import type { Counts } from './sample.ts';

/** What is believed of a share before anything was seen: every value alike. */
const UNIFORM: Beta = { a: 1, b: 1 };
/** Where a density is cut into stretches, in its standard deviations from its middle. */
const CUTS = [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 10, 12];

const RIGHT_ANGLE = Math.PI / 2;
/** Ever closer to zero. */
const ENDS = Array.from({ length: 16 }, (_, n) => RIGHT_ANGLE * 2 ** -(n + 1));

/** What is believed of an arm's share after its units: for reading beside a verdict, which it is not. */
export interface BayesianReading {
  readonly mean: number;
  /** The share lies in it with probability 95 %, as far as the prior is believed. */
  readonly credible: Interval;
  /** That this arm's share is the greatest of all. */
  readonly probabilityBest: number;
  /** What choosing this arm is expected to cost against the best other single arm, in shares. */
  readonly expectedLoss: number;
}

/** One reading an arm, in the arms' order. Looking often does not change what it says, nor make it a test. */
export function bayesianReadings(arms: readonly Counts[], prior = UNIFORM): BayesianReading[] {
  const beliefs = arms.map((arm) => posterior(arm, prior));
  const best = probabilitiesBest(beliefs);
  return beliefs.map((belief, arm) => ({
    mean: betaMean(belief),
    credible: { low: betaQuantile(0.025, belief), high: betaQuantile(0.975, belief) },
    probabilityBest: best[arm] ?? 0,
    expectedLoss: Math.max(
      0,
      ...beliefs
        .filter((_, other) => other !== arm)
        .map((other) => expectedLoss({ chosen: belief, other })),
    ),
  }));
}

function posterior({ units, successes }: Counts, prior: Beta): Beta {
  return { a: prior.a + successes, b: prior.b + units - successes };
}

/** For each, the probability that its share is the greatest. They sum to one. */
export function probabilitiesBest(arms: readonly Beta[]): number[] {
  const points = arms.flatMap(cutsOf);
  return arms.map((arm, index) =>
    integrate((angle) => {
      const { x, y } = shareAt(angle);
      const others = arms.filter((_, other) => other !== index);
      // The density over the angle: dx = 2 √(xy) d angle.
      const density = (2 * betaPower(x, y, arm.a, arm.b)) / Math.sqrt(x * y);
      return others.reduce((product, { a, b }) => product * betaTails(x, y, a, b).lower, density);
    }, points),
  );
}

/** E[max(other − chosen, 0)]: what is lost on average by choosing one where the other may be better. */
export function expectedLoss({
  chosen,
  other,
}: {
  readonly chosen: Beta;
  readonly other: Beta;
}): number {
  // ∫ P(chosen < x < other) dx: no difference of two large numbers, so small losses keep their digits.
  return integrate((angle) => {
    const { x, y } = shareAt(angle);
    const below = betaTails(x, y, chosen.a, chosen.b).lower;
    const above = betaTails(x, y, other.a, other.b).upper;
    return below * above * 2 * Math.sqrt(x * y);
  }, [chosen, other].flatMap(cutsOf));
}

/**
 * x = sin²(angle), y = 1 − x: over the angle a Beta distribution is about as wide wherever it lies, and
 * has no corner at 0 or 1.
 */
function shareAt(angle: number): { x: number; y: number } {
  return { x: Math.sin(angle) ** 2, y: Math.cos(angle) ** 2 };
}

function cutsOf({ a, b }: Beta): number[] {
  const middle = Math.asin(Math.sqrt(betaMean({ a, b })));
  const deviation = 0.5 / Math.sqrt(a + b);
  const within = (angle: number) => Math.min(Math.max(angle, 0), RIGHT_ANGLE);
  return [
    ...CUTS.flatMap((cut) => [within(middle - cut * deviation), within(middle + cut * deviation)]),
    // Below one a parameter makes the density bend ever more sharply at its end.
    ...(a < 1 ? ENDS : []),
    ...(b < 1 ? ENDS.map((angle) => RIGHT_ANGLE - angle) : []),
  ];
}
