import type { Arm } from './experiment-design.ts';
import {
  type ArmCount,
  SAMPLE_RATIO_P,
  chiSquaredSampleRatio,
  sequentialSampleRatio,
} from './sample-ratio.ts';
import type { ArmTally } from './tally-sessions.ts';

/** What was counted against the planned shares, at any look (`sequentialSampleRatio`) and at the last one. */
export interface SplitCheck {
  readonly units: readonly number[];
  readonly pValue: number;
  readonly isBroken: boolean;
}

/** Whether the figures can be believed at all. Looked at before any of them. */
export interface ExperimentHealth {
  /** Units that were shown an order: broken where assignment or counting is. */
  readonly exposed: SplitCheck;
  /** Units of which a session was left out: broken where an arm itself drives them out. */
  readonly excluded: SplitCheck;
  /** Units that are analysed: broken where the arms do not agree for whom their orders differ. */
  readonly analysed: SplitCheck;
  /** Sessions whose hour is not over, which come in later. */
  readonly immatureSessions: number;
  /** Of the sessions that could be analysed, those for whom the arms' orders differ; null without any. */
  readonly ordersDifferShare: number | null;
}

export type Defect = 'sample_ratio' | 'exclusions' | 'analysed_ratio';

/** With fewer expected in a cell χ² is not what its table says (Cochran 1954). */
const MIN_EXPECTED = 5;

/**
 * `isLast`: at the one look after the end. The check that holds at every look takes thousands of units to notice what
 * χ² sees in hundreds, and χ² may be asked once.
 */
export function experimentHealth(
  arms: readonly Arm[],
  tallies: readonly ArmTally[],
  { isLast = false } = {},
): ExperimentHealth {
  const split = (of: (tally: ArmTally) => number): SplitCheck => {
    const units = tallies.map(of);
    const counts = units.map((count, arm) => ({ units: count, weight: arms[arm]?.weight ?? 0 }));
    const sequential = sequentialSampleRatio(counts).pValue;
    const pValue = isLast ? Math.min(sequential, lastPValue(counts)) : sequential;
    return { units, pValue, isBroken: pValue < SAMPLE_RATIO_P };
  };
  const total = (of: (tally: ArmTally) => number) =>
    tallies.reduce((sum, tally) => sum + of(tally), 0);
  const mature = total(({ sessions }) => sessions.mature);
  return {
    exposed: split(({ exposed }) => exposed),
    excluded: split(({ excluded }) => excluded),
    analysed: split(({ analysed }) => analysed),
    immatureSessions: total(({ immature }) => immature),
    ordersDifferShare:
      mature === 0 ? null : total(({ sessions }) => sessions.ordersDiffer) / mature,
  };
}

/** χ²'s, or 1 where there are too few to ask it. */
function lastPValue(counts: readonly ArmCount[]): number {
  const total = counts.reduce((sum, { units }) => sum + units, 0);
  const weights = counts.reduce((sum, { weight }) => sum + weight, 0);
  const fewest = Math.min(...counts.map(({ weight }) => (total * weight) / weights));
  return fewest < MIN_EXPECTED ? 1 : chiSquaredSampleRatio(counts).pValue;
}

/** What is broken; nothing of the experiment is read while anything is. */
export function defectsOf({ exposed, excluded, analysed }: ExperimentHealth): Defect[] {
  const found: Defect[] = [];
  if (exposed.isBroken) found.push('sample_ratio');
  if (excluded.isBroken) found.push('exclusions');
  if (analysed.isBroken) found.push('analysed_ratio');
  return found;
}
