import type { AlwaysValid } from './always-valid.ts';
import type { Effect, Interval } from './effect.ts';
import type { Defect } from './experiment-health.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Shoppers of a weekend are others than those of a week: nothing is called better before it has seen both. */
export const FULL_DAYS = 7;

/** What may be said of an arm against its control. Words for people are made of it elsewhere. */
export type Verdict =
  /** The figures cannot be believed, and none is shown. */
  | { readonly code: 'invalid'; readonly because: readonly Defect[] }
  | { readonly code: 'collecting'; readonly because: 'too_few' | 'first_week' | 'planned_size' }
  /** As large as it was planned, and no effect: one beyond `rulesOut` either way is ruled out. */
  | { readonly code: 'not_distinguishable'; readonly rulesOut: number }
  | { readonly code: 'better' }
  | { readonly code: 'worse' };

/** The most that any look has shown so far. Kept from look to look: evidence once there stays there. */
export interface Evidence {
  readonly pValue: number;
  /** Whether the treatment was ahead at that look. */
  readonly ahead: boolean;
}

export function strongerEvidence(
  before: Evidence | null,
  found: Pick<AlwaysValid, 'pValue'>,
  { estimate }: Effect,
): Evidence {
  if (before !== null && before.pValue <= found.pValue) return before;
  return { pValue: found.pValue, ahead: estimate > 0 };
}

/** The figures a verdict is made of; null where the arms are too small to be compared. */
export interface VerdictFigures {
  readonly evidence: Evidence;
  /** The evidence's p-value adjusted for the number of arms. */
  readonly adjustedPValue: number;
  /** At the latest look, and so is the interval. */
  readonly effect: Effect;
  readonly interval: Interval;
  readonly units: number;
}

export function verdictOf({
  defects,
  figures,
  alpha,
  plannedUnits,
  runningMs,
  fullDays = FULL_DAYS,
}: {
  readonly defects: readonly Defect[];
  readonly figures: VerdictFigures | null;
  readonly alpha: number;
  /** Of this arm and its control. */
  readonly plannedUnits: number;
  readonly runningMs: number;
  readonly fullDays?: number | undefined;
}): Verdict {
  if (defects.length > 0) return { code: 'invalid', because: defects };
  if (figures === null) return { code: 'collecting', because: 'too_few' };
  const isFirstWeek = runningMs < fullDays * DAY_MS;
  const direction = figures.adjustedPValue <= alpha ? directionOf(figures) : null;
  // Harm is told at once: waiting for a full week would only add to it.
  if (direction === 'worse') return { code: 'worse' };
  if (direction === 'better') {
    return isFirstWeek ? { code: 'collecting', because: 'first_week' } : { code: 'better' };
  }
  if (isFirstWeek) return { code: 'collecting', because: 'first_week' };
  if (figures.units < plannedUnits) return { code: 'collecting', because: 'planned_size' };
  const { low, high } = figures.interval;
  return { code: 'not_distinguishable', rulesOut: Math.max(Math.abs(low), Math.abs(high)) };
}

/**
 * Which way a difference goes: as the latest interval has it, else as at the look that found it. Null where the arm
 * that was ahead then is behind by now: that there once was a difference says no more which arm to choose.
 */
function directionOf({ evidence, effect, interval }: VerdictFigures): 'better' | 'worse' | null {
  if (interval.low > 0) return 'better';
  if (interval.high < 0) return 'worse';
  if (evidence.ahead !== effect.estimate > 0) return null;
  return evidence.ahead ? 'better' : 'worse';
}
