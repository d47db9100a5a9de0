import { continuedFraction } from './continued-fraction.ts';
import { logGamma } from './log-gamma.ts';
import type { Tails } from './tails.ts';

const MAX_TERMS = 100_000;
const EPSILON = 2 ** -53;

/** The regularized incomplete gamma functions P(a, x) and Q(a, x): https://dlmf.nist.gov/8.2 */
export function gammaTails(a: number, x: number): Tails {
  if (!(a > 0) || !(x >= 0)) {
    throw new RangeError(`Incomplete gamma needs a > 0 and x ≥ 0, not ${a} and ${x}.`);
  }
  if (x === 0) return { lower: 0, upper: 1 };
  if (x === Infinity) return { lower: 1, upper: 0 };
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    const lower = scale * lowerSeries(a, x);
    return { lower, upper: 1 - lower };
  }
  // https://dlmf.nist.gov/8.9#E2, in the even form that needs half the terms.
  const upper =
    scale /
    continuedFraction(x + 1 - a, (n) => ({
      numerator: -n * (n - a),
      denominator: x + 2 * n + 1 - a,
    }));
  return { lower: 1 - upper, upper };
}

/** Σ xⁿ ÷ (a (a+1) … (a+n)): https://dlmf.nist.gov/8.11#E4 */
function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n <= MAX_TERMS; n += 1) {
    term *= x / (a + n);
    sum += term;
    if (term <= sum * EPSILON) return sum;
  }
  throw new RangeError(`The series of the incomplete gamma function of ${a} did not converge.`);
}
