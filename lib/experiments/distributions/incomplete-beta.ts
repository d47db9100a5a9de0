import { continuedFraction } from './continued-fraction.ts';
import { logBeta, STIRLING_FROM, stirlingTail } from './log-gamma.ts';
import type { Tails } from './tails.ts';

/**
 * The regularized incomplete beta functions I_x(a, b) and 1 − I_x(a, b): https://dlmf.nist.gov/8.17
 * `y` is 1 − x, handed in because only the caller may still know it exactly when x is close to 1.
 */
export function betaTails(x: number, y: number, a: number, b: number): Tails {
  if (!(a > 0) || !(b > 0)) {
    throw new RangeError(`Incomplete beta needs a > 0 and b > 0, not ${a} and ${b}.`);
  }
  if (!(x >= 0) || !(y >= 0)) {
    throw new RangeError(`Incomplete beta needs x between 0 and 1, not ${x}.`);
  }
  if (x === 0) return { lower: 0, upper: 1 };
  if (y === 0) return { lower: 1, upper: 0 };
  const scale = betaPower(x, y, a, b);
  // The fraction converges fast below the mean only; above it the other tail's does.
  if (x <= (a + 1) / (a + b + 2)) {
    const lower = scale / (a * fraction(x, a, b));
    return { lower, upper: 1 - lower };
  }
  const upper = scale / (b * fraction(y, b, a));
  return { lower: 1 - upper, upper };
}

/** xᵃ yᵇ ÷ B(a, b): x·y times the density of Beta(a, b) at x. */
export function betaPower(x: number, y: number, a: number, b: number): number {
  if (a >= STIRLING_FROM && b >= STIRLING_FROM) {
    // Around the mean, so that large exponents meet logarithms near zero and no digits are lost.
    const sum = a + b;
    const away = x * b - y * a;
    const exponent =
      a * Math.log1p(away / a) +
      b * Math.log1p(-away / b) +
      stirlingTail(sum) -
      stirlingTail(a) -
      stirlingTail(b);
    return Math.sqrt((a / sum) * (b / (2 * Math.PI))) * Math.exp(exponent);
  }
  const logX = x > 0.5 ? Math.log1p(-y) : Math.log(x);
  const logY = y > 0.5 ? Math.log1p(-x) : Math.log(y);
  return Math.exp(a * logX + b * logY - logBeta(a, b));
}

/** https://dlmf.nist.gov/8.17#E22 */
function fraction(x: number, a: number, b: number): number {
  return continuedFraction(1, (n) => {
    const m = Math.floor(n / 2);
    const numerator =
      n % 2 === 0
        ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
        : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    return { numerator, denominator: 1 };
  });
}
