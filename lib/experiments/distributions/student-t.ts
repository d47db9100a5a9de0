import { findZero } from './find-zero.ts';
import { betaPower, betaTails } from './incomplete-beta.ts';
import { normalQuantile } from './normal.ts';
import { checkProbability } from './probability.ts';

/** ln t is looked for between these: quantiles of half a degree of freedom are still inside. */
const LOG_T_BOUND = 700;

/** P(|T| ≥ |t|) with so many degrees of freedom, which need not be whole. */
export function studentTwoSidedP(t: number, degreesOfFreedom: number): number {
  if (!(degreesOfFreedom > 0)) {
    throw new RangeError(`Degrees of freedom are more than zero, not ${degreesOfFreedom}.`);
  }
  if (!Number.isFinite(t)) return Number.isNaN(t) ? Number.NaN : 0;
  const square = t * t;
  const total = degreesOfFreedom + square;
  return betaTails(degreesOfFreedom / total, square / total, degreesOfFreedom / 2, 0.5).lower;
}

/** The t with P(T ≤ t) = p. */
export function studentQuantile(p: number, degreesOfFreedom: number): number {
  checkProbability(p);
  if (p === 0.5) return 0;
  const tail = Math.min(p, 1 - p);
  const t = upperQuantile(tail, degreesOfFreedom);
  return p < 0.5 ? -t : t;
}

/** Both axes as logarithms: far out the tail is a power of t, hence a straight line there. */
function upperQuantile(tail: number, degreesOfFreedom: number): number {
  const logTail = Math.log(2 * tail);
  const logT = findZero({
    at: (log) => {
      const square = Math.exp(2 * log);
      const total = degreesOfFreedom + square;
      const [x, y] = [degreesOfFreedom / total, square / total];
      const twoSided = betaTails(x, y, degreesOfFreedom / 2, 0.5).lower;
      // d ln I ÷ d ln t, as x = ν ÷ (ν + t²) gives dx ÷ d ln t = −2xy.
      const slope = (-2 * betaPower(x, y, degreesOfFreedom / 2, 0.5)) / twoSided;
      return { value: Math.log(twoSided) - logTail, slope };
    },
    low: -LOG_T_BOUND,
    high: LOG_T_BOUND,
    start: Math.log(normalQuantile(1 - Math.max(tail, 1e-16))),
  });
  return Math.exp(logT);
}
