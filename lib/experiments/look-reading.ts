import type { ExperimentReading } from './analyse-experiment.ts';
import type { BayesianReading } from './bayesian-reading.ts';
import type { ExperimentHealth } from './experiment-health.ts';
import type { ArmJudgement } from './judge-arms.ts';
import type { TimeToPaid } from './kaplan-meier.ts';
import type { SideReading } from './side-readings.ts';
import type { ArmTally } from './tally-sessions.ts';
import type { Evidence } from './verdict.ts';
import { PRIMARY_METRIC } from './metrics.ts';

/** One arm against the control as it was last read: an arm that was taken away keeps what it had then. */
export interface StoredArmReading extends ArmJudgement {
  /** ISO 8601. */
  readonly asOf: string;
}

/** Sessions that were counted of an arm, and how many of them were paid. */
export interface ArmCounts {
  readonly arm: string;
  readonly units: number;
  readonly sessions: number;
  readonly paid: number;
}

/** One look at an experiment as plain data. */
export interface LookReading {
  readonly health: ExperimentHealth;
  /** The arms that the health's figures are of, the control first. */
  readonly healthArms: readonly string[];
  readonly counts: readonly ArmCounts[];
  readonly arms: readonly StoredArmReading[];
}

/** What a look shows beside its verdicts, by arm, and may be long. */
export interface LookDetail {
  readonly secondary: Readonly<Record<string, Readonly<Record<string, SideReading>>>>;
  readonly segments: Readonly<Record<string, Readonly<Record<string, SideReading>>>>;
  readonly timeToPaid: Readonly<Record<string, StoredTimeToPaid | null>>;
  readonly bayesian: Readonly<Record<string, BayesianReading>> | null;
}

/** `TimeToPaid` with its curve read at a few moments only. */
export interface StoredTimeToPaid extends Pick<TimeToPaid, 'sessions' | 'medianMs'> {
  readonly restrictedMeanMs: number;
  readonly unpaidShare: readonly { readonly ms: number; readonly share: number }[];
}

/** When the curve of times to payment is read: after 1, 2, 5, 10, 15, 30 and 60 minutes. */
const CURVE_MS = [1, 2, 5, 10, 15, 30, 60].map((minutes) => minutes * 60_000);

/** Segments of one arm that are kept, those with most certainty first. */
const MOST_SEGMENTS = 50;

/** A reading and what it was made of, to be kept; `before` is the look before it, for arms taken away since. */
export function storedLook(
  reading: ExperimentReading,
  tallies: readonly ArmTally[],
  asOf: Date,
  before: LookReading | null,
): { readonly reading: LookReading; readonly detail: LookDetail } {
  const isHidden = reading.arms.some(({ verdict }) => verdict.code === 'invalid');
  const read = reading.arms.map(
    ({ secondary: _secondary, segments: _segments, ...judgement }): StoredArmReading => ({
      ...judgement,
      asOf: asOf.toISOString(),
    }),
  );
  const gone = (before?.arms ?? []).filter(({ arm }) => !read.some((one) => one.arm === arm));
  return {
    reading: {
      health: reading.health,
      healthArms: tallies.map(({ arm }) => arm),
      counts: isHidden ? [] : tallies.map(countsOf),
      arms: [...read, ...gone],
    },
    detail: {
      secondary: byArm(reading, ({ secondary }) => ({ ...secondary })),
      segments: byArm(reading, ({ segments }) => Object.fromEntries(mostCertain(segments))),
      timeToPaid: Object.fromEntries(
        [...reading.timeToPaid].map(([arm, curve]) => [arm, curve && storedCurve(curve)]),
      ),
      bayesian: reading.bayesian && Object.fromEntries(reading.bayesian),
    },
  };
}

/** What the next look has to know of the looks before it. */
export function evidenceOf(look: LookReading | null): ReadonlyMap<string, Evidence> {
  return new Map(
    (look?.arms ?? []).flatMap(({ arm, evidence }) => (evidence === null ? [] : [[arm, evidence]])),
  );
}

function countsOf({ arm, sums }: ArmTally): ArmCounts {
  const { units, denominator, numerator } = sums[PRIMARY_METRIC];
  return { arm, units, sessions: denominator, paid: numerator };
}

function byArm<Value>(
  { arms }: ExperimentReading,
  of: (arm: ExperimentReading['arms'][number]) => Value,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(arms.map((arm) => [arm.arm, of(arm)]));
}

function mostCertain(
  segments: ReadonlyMap<string, SideReading>,
): readonly (readonly [string, SideReading])[] {
  return [...segments]
    .toSorted(([, a], [, b]) => a.effect.standardError - b.effect.standardError)
    .slice(0, MOST_SEGMENTS);
}

function storedCurve({ sessions, medianMs, restrictedMean, unpaidShare }: TimeToPaid) {
  return {
    sessions,
    medianMs,
    restrictedMeanMs: restrictedMean.estimate,
    unpaidShare: CURVE_MS.map((ms) => ({
      ms,
      share: unpaidShare.findLast(({ fromMs }) => fromMs <= ms)?.share ?? 1,
    })),
  };
}
