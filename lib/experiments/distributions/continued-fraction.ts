/** Beta functions of a million observations take some thousand terms. */
const MAX_TERMS = 100_000;
const EPSILON = 2 ** -53;
/** Stands in for a zero denominator, as Lentz's method asks. */
const TINY = 1e-300;

/** One partial numerator and denominator of a continued fraction. */
export interface Partial {
  readonly numerator: number;
  readonly denominator: number;
}

/**
 * b₀ + a₁/(b₁ + a₂/(b₂ + …)) by the modified method of Lentz (Thompson and Barnett 1986). `partial(n)`
 * gives aₙ and bₙ, n from 1. Throws RangeError where it does not converge.
 */
export function continuedFraction(first: number, partial: (n: number) => Partial): number {
  let value = first === 0 ? TINY : first;
  let c = value;
  let d = 0;
  for (let n = 1; n <= MAX_TERMS; n += 1) {
    const { numerator, denominator } = partial(n);
    d = denominator + numerator * d;
    d = 1 / (d === 0 ? TINY : d);
    c = denominator + numerator / c;
    if (c === 0) c = TINY;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) <= EPSILON) return value;
  }
  throw new RangeError(`A continued fraction did not converge in ${MAX_TERMS} terms.`);
}
