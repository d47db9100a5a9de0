import { findZero } from './find-zero.ts';
import { betaPower, betaTails } from './incomplete-beta.ts';
import { checkProbability } from './probability.ts';

/** A Beta distribution, usually what is believed of a share: both parameters above zero. */
export interface Beta {
  readonly a: number;
  readonly b: number;
}

/** Beyond these log-odds a share is 0 or 1 in a double. */
const LOG_ODDS_BOUND = 745;

export function betaMean({ a, b }: Beta): number {
  return a / (a + b);
}

/** P(X ≤ x). */
export function betaCdf(x: number, { a, b }: Beta): number {
  return betaTails(x, 1 - x, a, b).lower;
}

/** The x with P(X ≤ x) = p. */
export function betaQuantile(p: number, { a, b }: Beta): number {
  checkProbability(p);
  const lower = p <= 0.5;
  const logTail = Math.log(lower ? p : 1 - p);
  // In log-odds the ends are far away, and a tail's logarithm is nearly straight there.
  const logOdds = findZero({
    at: (odds) => {
      const [x, y] = [1 / (1 + Math.exp(-odds)), 1 / (1 + Math.exp(odds))];
      const tails = betaTails(x, y, a, b);
      const tail = lower ? tails.lower : tails.upper;
      const value = Math.log(tail) - logTail;
      return {
        value: lower ? -value : value,
        slope: -betaPower(x, y, a, b) / tail,
      };
    },
    low: -LOG_ODDS_BOUND,
    high: LOG_ODDS_BOUND,
    start: Math.log(a / b),
  });
  return 1 / (1 + Math.exp(-logOdds));
}
