import { addRatioSums, NO_SUMS, type RatioSums } from '../sample.ts';

/** The sums of units given as numerator and denominator. */
export function sumsOf(units: readonly (readonly [number, number])[]): RatioSums {
  return units
    .map(([numerator, denominator]) => ({
      units: 1,
      numerator,
      numeratorSquares: numerator ** 2,
      denominator,
      denominatorSquares: denominator ** 2,
      products: numerator * denominator,
    }))
    .reduce<RatioSums>(addRatioSums, NO_SUMS);
}
