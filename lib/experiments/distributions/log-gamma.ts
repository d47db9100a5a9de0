const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
/** From here on Stirling's series is exact to a double with the terms below. */
export const STIRLING_FROM = 14;
/** B₂ₖ ÷ (2k(2k−1)), k = 1 … 7: https://dlmf.nist.gov/5.11#E1 */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156];

/** ln Γ(x) for x > 0. Absolute error about 1e−15 near the zeros at 1 and 2, relative elsewhere. */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`ln Γ is computed for positive numbers only, not for ${x}.`);
  // Γ(x) = Γ(x + n) ÷ (x (x+1) … (x+n−1)) brings small arguments to where the series is exact.
  let product = 1;
  let shifted = x;
  while (shifted < STIRLING_FROM) {
    product *= shifted;
    shifted += 1;
  }
  return stirling(shifted) - Math.log(product);
}

function stirling(x: number): number {
  return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + stirlingTail(x);
}

/** What is left of ln Γ(x) beyond Stirling's formula, for x from `STIRLING_FROM`. */
export function stirlingTail(x: number): number {
  const inverseSquare = 1 / (x * x);
  return STIRLING.reduceRight((sum, coefficient) => sum * inverseSquare + coefficient, 0) / x;
}

/** ln B(a, b) for a, b > 0. */
export function logBeta(a: number, b: number): number {
  const small = Math.min(a, b);
  const large = Math.max(a, b);
  if (large < STIRLING_FROM) return logGamma(a) + logGamma(b) - logGamma(a + b);
  // Of two values of ln Γ in the millions too few digits of the difference are left: taken term by term.
  const sum = a + b;
  return (
    logGamma(small) +
    (large - 0.5) * Math.log1p(-small / sum) -
    small * Math.log(sum) +
    small +
    stirlingTail(large) -
    stirlingTail(sum)
  );
}
