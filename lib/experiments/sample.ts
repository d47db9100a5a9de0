/** A variance that is a smaller part of the mean square than this is none. */
const ROUNDING = 1e-12;

/** What was measured in one arm: how many units, their mean, and the variance of a single unit. */
export interface Sample {
  readonly units: number;
  readonly mean: number;
  readonly variance: number;
}

/** Units that did and did not: p(1 − p). */
export interface Counts {
  readonly units: number;
  readonly successes: number;
}

/** Sums over the units of one arm, which a database can keep and add up in any order. */
export interface Sums {
  readonly units: number;
  readonly sum: number;
  readonly squares: number;
}

/**
 * Sums for a metric whose denominator also differs from unit to unit: a shopper's payments over the
 * same shopper's sessions. `products` sums numerator × denominator.
 */
export interface RatioSums {
  readonly units: number;
  readonly numerator: number;
  readonly numeratorSquares: number;
  readonly denominator: number;
  readonly denominatorSquares: number;
  readonly products: number;
}

export function proportionSample({ units, successes }: Counts): Sample {
  const mean = successes / units;
  return { units, mean, variance: mean * (1 - mean) };
}

export function meanSample({ units, sum, squares }: Sums): Sample {
  const variance = beyondRounding(covariance(units, sum, sum, squares), squares / units);
  return { units, mean: sum / units, variance };
}

/**
 * The ratio of two sums, with its variance by the delta method (Deng, Knoblich and Lu 2018):
 * units are independent, a shopper's sessions are not.
 */
export function ratioSample(sums: RatioSums): Sample {
  const { units, numerator, denominator } = sums;
  const mean = numerator / denominator;
  const spread =
    covariance(units, numerator, numerator, sums.numeratorSquares) -
    2 * mean * covariance(units, numerator, denominator, sums.products) +
    mean ** 2 * covariance(units, denominator, denominator, sums.denominatorSquares);
  const variance = beyondRounding(spread, sums.numeratorSquares / units);
  return { units, mean, variance: variance / (denominator / units) ** 2 };
}

/**
 * Where every unit is alike the difference of two large sums leaves a little that is nothing but rounding,
 * and an effect over an error made of it could be of any size.
 */
function beyondRounding(variance: number, meanSquare: number): number {
  return variance > ROUNDING * meanSquare ? variance : 0;
}

/** Of a sample of so many pairs, from the sums of both and of their products: divided by n − 1. */
export function covariance(units: number, sumX: number, sumY: number, products: number): number {
  return (products - (sumX * sumY) / units) / (units - 1);
}

export const NO_SUMS: RatioSums = {
  units: 0,
  numerator: 0,
  numeratorSquares: 0,
  denominator: 0,
  denominatorSquares: 0,
  products: 0,
};

export function addRatioSums(a: RatioSums, b: RatioSums): RatioSums {
  return {
    units: a.units + b.units,
    numerator: a.numerator + b.numerator,
    numeratorSquares: a.numeratorSquares + b.numeratorSquares,
    denominator: a.denominator + b.denominator,
    denominatorSquares: a.denominatorSquares + b.denominatorSquares,
    products: a.products + b.products,
  };
}
