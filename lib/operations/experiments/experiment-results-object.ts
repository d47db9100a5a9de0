import { defectsOf } from '#lib/experiments/experiment-health.ts';
import type { SplitCheck } from '#lib/experiments/experiment-health.ts';
import type { GuardrailReading } from '#lib/experiments/guardrails.ts';
import type { Interval } from '#lib/experiments/effect.ts';
import type { PrimaryReading } from '#lib/experiments/judge-arms.ts';
import type {
  LookReading,
  StoredArmReading,
  StoredTimeToPaid,
} from '#lib/experiments/look-reading.ts';
import { METRICS, type MetricKey, PRIMARY_METRIC } from '#lib/experiments/metrics.ts';
import type { SideReading } from '#lib/experiments/side-readings.ts';
import type { Verdict } from '#lib/experiments/verdict.ts';
import { unixSeconds } from '../unix-seconds.ts';
import type { ExperimentReport } from './experiment-results.ts';
import { armTexts } from './experiment-texts.ts';

/**
 * What an experiment read, in the order in which it is to be shown: whether to believe it, what may be said of each
 * arm, and what stands beside. Points are percentage points; other effects are in the metric's own unit.
 */
export function experimentResultsObject({ row, asOf, look, curve }: ExperimentReport) {
  const { reading, detail } = look;
  const isBroken = defectsOf(reading.health).length > 0;
  return {
    object: 'experiment_results' as const,
    experiment: row.id,
    as_of: asOf === null ? null : unixSeconds(asOf),
    next_look_at: row.nextLookAt === null ? null : unixSeconds(row.nextLookAt),
    status: row.status,
    livemode: row.livemode,
    health: healthObject(reading),
    control: {
      key: row.arms[0]?.key ?? '',
      ...countsObject(reading, row.arms[0]?.key ?? ''),
    },
    arms: row.arms.slice(1).flatMap(({ key }) => {
      const arm = reading.arms.find((one) => one.arm === key);
      if (arm === undefined) return [];
      return [
        {
          ...armObject(row, arm),
          as_of: asOf === null ? null : unixSeconds(new Date(arm.asOf)),
          ...countsObject(reading, key),
          secondary: secondaryObject(detail?.secondary[key] ?? {}),
          segments: {
            note: 'exploratory' as const,
            data: Object.entries(detail?.segments[key] ?? {}).map(([segment, side]) => ({
              segment,
              ...sideObject(side),
            })),
          },
          text: armTexts(row, arm),
        },
      ];
    }),
    time_to_paid: Object.entries(detail?.timeToPaid ?? {}).map(([key, time]) =>
      timeObject(key, time),
    ),
    bayesian: bayesianObject(detail?.bayesian ?? null),
    // What is believed no more is no figure to be shown either.
    curve: (isBroken ? [] : curve).map(({ at, arms }) => ({
      at: unixSeconds(at),
      arms: arms.flatMap(({ arm, primary }) =>
        // An arm that was taken away has no more looks of its own.
        primary === null || !isOf(at, arms, arm) ? [] : [{ key: arm, ...effectObject(primary) }],
      ),
    })),
  };
}

function isOf(at: Date, arms: LookReading['arms'], key: string): boolean {
  return arms.find(({ arm }) => arm === key)?.asOf === at.toISOString();
}

function healthObject({ health, healthArms }: LookReading) {
  const split = ({ units, pValue, isBroken }: SplitCheck) => ({
    broken: isBroken,
    p_value: finite(pValue),
    units: Object.fromEntries(healthArms.map((arm, index) => [arm, units[index] ?? 0])),
  });
  const defects = defectsOf(health);
  return {
    ok: defects.length === 0,
    defects,
    exposed: split(health.exposed),
    excluded: split(health.excluded),
    analysed: split(health.analysed),
    immature_sessions: health.immatureSessions,
    orders_differ_share: finite(health.ordersDifferShare),
  };
}

function countsObject({ counts }: LookReading, key: string) {
  const found = counts.find(({ arm }) => arm === key);
  return {
    sessions: found?.sessions ?? null,
    paid: found?.paid ?? null,
    paid_share:
      found === undefined || found.sessions === 0 ? null : finite(found.paid / found.sessions),
  };
}

function armObject({ plan }: ExperimentReport['row'], arm: StoredArmReading) {
  return {
    key: arm.arm,
    verdict: verdictObject(arm.verdict),
    primary:
      arm.primary === null
        ? null
        : {
            metric: PRIMARY_METRIC,
            ...effectObject(arm.primary),
            adjusted_p_value: finite(arm.primary.adjustedPValue),
            log_e_value: finite(arm.primary.logEvidence),
            effect_on_all_points: asPoints(arm.primary.effectOnAll),
          },
    units: arm.units,
    planned_units: Math.round(arm.plannedUnits),
    guardrails: arm.guardrails.map((reading) => ({
      ...guardrailObject(reading),
      margin: plan.guardrails.find(({ metric }) => metric === reading.metric)?.margin ?? null,
    })),
  };
}

function verdictObject(verdict: Verdict) {
  return {
    code: verdict.code,
    because:
      verdict.code === 'invalid'
        ? verdict.because
        : verdict.code === 'collecting'
          ? [verdict.because]
          : [],
    rules_out_points: verdict.code === 'not_distinguishable' ? asPoints(verdict.rulesOut) : null,
  };
}

function effectObject({ effect, interval, pValue }: PrimaryReading) {
  return {
    effect_points: asPoints(effect.estimate),
    interval_points: { high: asPoints(interval.high), low: asPoints(interval.low) },
    p_value: finite(pValue),
  };
}

function guardrailObject(reading: GuardrailReading) {
  const { metric, code } = reading;
  const isRead = reading.code !== 'collecting';
  return {
    metric,
    code,
    worse_by_at_least: isRead ? finite(reading.worseByAtLeast) : null,
    worse_by_at_most: isRead ? finite(reading.worseByAtMost) : null,
  };
}

function secondaryObject(readings: Readonly<Record<string, SideReading>>) {
  return Object.entries(readings).map(([metric, side]) => ({
    metric,
    unit: unitOf(metric),
    ...sideObject(side),
  }));
}

function unitOf(metric: string): 'count' | 'minor_units' | 'ms' | 'share' {
  if (metric === 'time_to_paid') return 'ms';
  if (metric === 'attempts') return 'count';
  return METRICS[metric as MetricKey].isShare ? 'share' : 'minor_units'; // one of the metrics' own
}

function sideObject({ effect, interval, adjustedPValue }: SideReading) {
  return {
    effect: finite(effect.estimate),
    interval: intervalObject(interval),
    adjusted_p_value: finite(adjustedPValue),
  };
}

function timeObject(key: string, time: StoredTimeToPaid | null) {
  return {
    key,
    median_ms: finite(time?.medianMs ?? null),
    mean_unpaid_ms: finite(time?.restrictedMeanMs ?? null),
    unpaid_share: (time?.unpaidShare ?? []).map(({ ms, share }) => ({ ms, share: finite(share) })),
  };
}

function bayesianObject(readings: NonNullable<ExperimentReport['look']['detail']>['bayesian']) {
  if (readings === null) return null;
  return Object.entries(readings).map(
    ([key, { mean, credible, probabilityBest, expectedLoss }]) => ({
      key,
      mean_share: finite(mean),
      credible: intervalObject(credible),
      probability_best: finite(probabilityBest),
      expected_loss_points: asPoints(expectedLoss),
    }),
  );
}

function intervalObject({ low, high }: Interval) {
  return { high: finite(high), low: finite(low) };
}

function asPoints(share: number): number | null {
  return finite(share * 100);
}

/** JSON has no infinity and no "not a number", and the database made null of them. */
function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
