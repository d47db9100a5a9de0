import { alwaysValid, type SequentialPlan } from './always-valid.ts';
import type { ArmPair } from './arm-pair.ts';
import { type Effect, effectOf, type Interval } from './effect.ts';
import { timeToPaid } from './kaplan-meier.ts';
import { METRIC_KEYS, type MetricKey, PRIMARY_METRIC } from './metrics.ts';
import { benjaminiHochberg } from './multiple-comparisons.ts';
import { areReadable, isReadable } from './readable.ts';
import { type RatioSums, ratioSample } from './sample.ts';

const SECONDARY_KEYS = [
  ...METRIC_KEYS.filter((key) => key !== PRIMARY_METRIC),
  'time_to_paid' as const,
];
export type SecondaryReadings = Readonly<
  Partial<Record<(typeof SECONDARY_KEYS)[number], SideReading>>
>;

/** An effect that was not what the experiment is decided by, with p-values adjusted for there being many. */
export interface SideReading {
  readonly effect: Effect;
  readonly interval: Interval;
  readonly pValue: number;
  readonly adjustedPValue: number;
}

/** Of each pair all metrics but the primary one, adjusted for all of them together. */
export function readSecondary(pairs: readonly ArmPair[]): SecondaryReadings[] {
  const looked = pairs.flatMap((pair, index) =>
    SECONDARY_KEYS.flatMap((key) => {
      const look = key === 'time_to_paid' ? lookAtTime(pair) : lookAtMetric(key, pair);
      return look === null ? [] : [{ index, key, ...look }];
    }),
  );
  const adjusted = adjust(looked);
  return pairs.map((_, index) =>
    Object.fromEntries(
      adjusted
        .filter((entry) => entry.index === index)
        .map(({ index: _index, key, ...reading }) => [key, reading]),
    ),
  );
}

/** By context, for finding questions and not for answering them. */
export function readSegments(pair: ArmPair): Map<string, SideReading> {
  const looked = [...pair.control.byContext].flatMap(([context, control]) => {
    const treatment = pair.treatment.byContext.get(context);
    if (treatment === undefined || !areReadable(PRIMARY_METRIC, control, treatment)) return [];
    const look = lookAtSums(control, treatment, pair);
    return look === null ? [] : [{ context, ...look }];
  });
  return new Map(adjust(looked).map(({ context, ...reading }) => [context, reading]));
}

type Look = Omit<SideReading, 'adjustedPValue'>;

function lookAtMetric(key: MetricKey, pair: ArmPair): Look | null {
  const [control, treatment] = [pair.control.sums[key], pair.treatment.sums[key]];
  return areReadable(key, control, treatment) ? lookAtSums(control, treatment, pair) : null;
}

function lookAtSums(control: RatioSums, treatment: RatioSums, pair: ArmPair): Look | null {
  const effect = effectOf(ratioSample(control), ratioSample(treatment), 'absolute');
  return lookAt(effect, control.units + treatment.units, pair);
}

/** Milliseconds more that a session of the treatment is unpaid, up to the time that counts. */
function lookAtTime({ control, treatment, ...pair }: ArmPair): Look | null {
  if (!isReadable(control.sums.paid) || !isReadable(treatment.sums.paid)) return null;
  const [a, b] = [control, treatment].map(({ watched }) => timeToPaid(watched, pair.maturityMs));
  if (!a || !b) return null;
  const effect = {
    estimate: b.restrictedMean.estimate - a.restrictedMean.estimate,
    standardError: Math.hypot(a.restrictedMean.standardError, b.restrictedMean.standardError),
  };
  return lookAt(effect, a.sessions + b.sessions, pair);
}

function lookAt(effect: Effect, units: number, plan: SequentialPlan): Look | null {
  if (!(effect.standardError > 0)) return null;
  const { interval, pValue } = alwaysValid(effect, units, plan);
  return { effect, interval, pValue };
}

function adjust<Entry extends Look>(looks: readonly Entry[]): (Entry & SideReading)[] {
  const adjusted = benjaminiHochberg(looks.map(({ pValue }) => pValue));
  return looks.map((look, index) => ({ ...look, adjustedPValue: adjusted[index] ?? 1 }));
}
