import { findZero } from './distributions/find-zero.ts';
import { normalCdf, normalQuantile } from './distributions/normal.ts';
import { type Arm, checkArms } from './experiment-design.ts';
import { ExperimentDesignError } from './experiment-design-error.ts';

/**
 * What looking at any time costs: the same power takes so many times the units of a single look at the
 * end. Measured by simulation; `npm run bench -- experiments` measures it again.
 */
export const SEQUENTIAL_SIZE_FACTOR = 1.7;

export interface PowerQuestion {
  /** The control's share, between 0 and 1. */
  readonly baseline: number;
  readonly alpha: number;
  /** The probability of finding the effect if it is there. */
  readonly power: number;
}

/** Units each arm needs to find so large a change of a share, looking once at the end. Not rounded up. */
export function unitsPerArm(
  { baseline, alpha, power }: PowerQuestion,
  absoluteChange: number,
): number {
  const changed = baseline + absoluteChange;
  checkShare(baseline);
  checkShare(changed);
  if (absoluteChange === 0) throw new RangeError('No number of units finds no change.');
  const z = normalQuantile(1 - alpha / 2) + normalQuantile(power);
  return (z ** 2 * (baseline * (1 - baseline) + changed * (1 - changed))) / absoluteChange ** 2;
}

/** The power that so many units an arm have, both directions counted, looking once. */
export function powerOf(
  { baseline, alpha }: Omit<PowerQuestion, 'power'>,
  absoluteChange: number,
  units: number,
): number {
  const changed = baseline + absoluteChange;
  checkShare(baseline);
  checkShare(changed);
  const standardError = Math.sqrt((baseline * (1 - baseline) + changed * (1 - changed)) / units);
  const z = normalQuantile(1 - alpha / 2);
  const shift = Math.abs(absoluteChange) / standardError;
  return normalCdf(shift - z) + normalCdf(-shift - z);
}

/** The smallest rise of the share that so many units an arm find, or null where none does. */
export function smallestRiseFound(question: PowerQuestion, units: number): number | null {
  const { baseline, power } = question;
  checkShare(baseline);
  const most = (1 - baseline) * (1 - 1e-12);
  const missing = (rise: number) => power - powerOf(question, rise, units);
  if (missing(most) > 0) return null;
  // The slope is taken from close by: the search is held between bounds whatever it says.
  const step = most * 1e-7;
  return findZero({
    at: (rise) => ({
      value: missing(rise),
      slope: (missing(Math.min(most, rise + step)) - missing(rise)) / step,
    }),
    low: 0,
    high: most,
    start: most / 2,
  });
}

/** What a merchant is told before starting: how large and how long a test of always-valid looks has to be. */
export interface SizePlan {
  readonly unitsPerArm: number;
  readonly plannedUnits: number;
  readonly days: number;
}

/** `unitsPerDay` counts all arms together. Days are whole ones, seven at least. */
export function planSize(
  question: PowerQuestion,
  {
    absoluteChange,
    arms,
    unitsPerDay,
  }: { readonly absoluteChange: number; readonly arms: number; readonly unitsPerDay: number },
): SizePlan {
  if (!(unitsPerDay > 0)) {
    throw new RangeError(`A test needs more than zero units a day, not ${unitsPerDay}.`);
  }
  const each = Math.ceil(SEQUENTIAL_SIZE_FACTOR * unitsPerArm(question, absoluteChange));
  const plannedUnits = each * arms;
  const days = Math.max(7, Math.ceil(plannedUnits / unitsPerDay));
  return { unitsPerArm: each, plannedUnits, days };
}

/** More shoppers than any shop will ever see: a plan of so many is a slip of the pen. */
export const MOST_PLANNED_UNITS = 1_000_000_000;

/**
 * Units of all arms together that a test of always-valid looks needs, so that its smallest arm is large enough.
 * Each of several arms is compared at its part of α. Throws ExperimentDesignError.
 */
export function plannedUnitsFor(
  { minimalEffect, ...question }: PowerQuestion & { readonly minimalEffect: number },
  arms: readonly Arm[],
): number {
  checkArms(arms);
  if (!(minimalEffect > 0 && question.baseline + minimalEffect < 1)) {
    throw new ExperimentDesignError(
      'minimalEffect',
      `has to be above 0, and below what is left of 1 above ${question.baseline}.`,
    );
  }
  const alpha = question.alpha / (arms.length - 1);
  const each = Math.ceil(
    SEQUENTIAL_SIZE_FACTOR * unitsPerArm({ ...question, alpha }, minimalEffect),
  );
  const units = Math.ceil(each / Math.min(...arms.map(({ weight }) => weight)) - 1e-6);
  if (units <= MOST_PLANNED_UNITS) return units;
  throw new ExperimentDesignError('minimalEffect', `would take ${units} shoppers to find.`);
}

function checkShare(share: number): void {
  if (share > 0 && share < 1) return;
  throw new RangeError(`A share has to lie between 0 and 1, not at ${share}.`);
}
