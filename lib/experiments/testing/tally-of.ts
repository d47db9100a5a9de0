import { METRIC_KEYS } from '../metrics.ts';
import { NO_SUMS, type RatioSums } from '../sample.ts';
import type { ArmTally } from '../tally-sessions.ts';

/** An arm of shoppers with one session each, of whom so many paid, and of whom nothing else was counted. */
export function tallyOf(arm: string, units: number, paid: number): ArmTally {
  const sums: RatioSums = {
    units,
    numerator: paid,
    numeratorSquares: paid,
    denominator: units,
    denominatorSquares: units,
    products: paid,
  };
  return {
    arm,
    exposed: units,
    excluded: 0,
    analysed: units,
    sessions: { mature: units, ordersDiffer: units },
    immature: 0,
    sums: {
      ...Object.fromEntries(METRIC_KEYS.map((key) => [key, NO_SUMS])),
      paid: sums,
    } as ArmTally['sums'], // every key is there
    byContext: new Map([['all', sums]]),
    before: { sum: 0, squares: 0, byNumerator: 0, byDenominator: 0 },
    watched: [],
  };
}
