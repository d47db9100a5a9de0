import type { StoredRampStep } from '#lib/db/schema/experiment.ts';
import type { ExperimentRow } from '#lib/db/stores/ordering-store.ts';
import { MATURITY_MS } from '#lib/experiments/exposed-session.ts';
import { unixSeconds } from '../unix-seconds.ts';

/** An experiment on the order of methods: Praya's own object. Shares and effects are from 0 to 1, money in minor units. */
export function experimentObject(row: ExperimentRow) {
  return {
    id: row.id,
    object: 'experiment' as const,
    arms: row.arms.map(({ key, weight, policy, order }) => {
      const stopped = row.stoppedArms.find(({ arm }) => arm === key);
      return {
        key,
        order,
        policy,
        stopped:
          stopped === undefined
            ? null
            : { at: unixSeconds(new Date(stopped.at)), guardrail: stopped.metric },
        weight,
      };
    }),
    created: unixSeconds(row.createdAt),
    finished_at: seconds(row.finishedAt),
    hash: row.hash,
    learners: row.learners,
    livemode: row.livemode,
    name: row.name,
    namespace: row.namespace,
    plan: planObject(row),
    ramp: row.ramp.map(stepObject),
    rollout:
      row.rollout === null ? null : { arm: row.winner ?? '', ramp: row.rollout.map(stepObject) },
    started_at: seconds(row.startedAt),
    status: row.status,
    stopped_at: seconds(row.stoppedAt),
    stopped_by: row.stoppedBy,
  };
}

function planObject({ plan }: ExperimentRow) {
  return {
    adjustment: plan.adjustment,
    alpha: plan.alpha,
    baseline: plan.sizing?.baseline ?? null,
    currency: plan.settings.currency.toLowerCase(),
    full_days: plan.fullDays ?? null,
    guardrails: plan.guardrails.map(({ metric, margin }) => ({ metric, margin })),
    maturity_minutes: (plan.settings.maturityMs ?? MATURITY_MS) / 60_000,
    minimal_effect: plan.sizing?.minimalEffect ?? null,
    planned_units: plan.plannedUnits,
    power: plan.sizing?.power ?? null,
    slow_render_ms: plan.settings.slowRenderMs,
  };
}

function stepObject({ at, coverage }: StoredRampStep) {
  return { at: unixSeconds(new Date(at)), coverage };
}

function seconds(at: Date | null): number | null {
  return at === null ? null : unixSeconds(at);
}
