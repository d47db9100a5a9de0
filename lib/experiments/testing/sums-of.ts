import { addRatioSums, NO_SUMS, type RatioSums, unitSums } from '../sample.ts';

/** The sums of units given as numerator and denominator. */
export function sumsOf(units: readonly (readonly [number, number])[]): RatioSums {
  return units.reduce<RatioSums>((sums, unit) => addRatioSums(sums, unitSums(...unit)), NO_SUMS);
}
