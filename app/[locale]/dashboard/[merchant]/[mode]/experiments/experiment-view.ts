import { notFound } from 'next/navigation';
import type { ExperimentView } from '#components/dashboard/experiments/experiment-view.ts';
import { MATURITY_MS } from '#lib/experiments/exposed-session.ts';
import { FULL_DAYS } from '#lib/experiments/verdict.ts';
import { retrieveExperiment } from '#lib/operations/experiments/own-experiments.ts';
import { orAskAgain } from '../../../../../when-away.ts';
import { ownerOf } from '../../../acting.ts';
import type { PermittedOperator, ShopParams } from '../../../require-operator.ts';

export interface ExperimentParams extends ShopParams {
  readonly experiment: string;
}

export type ExperimentRow = NonNullable<Awaited<ReturnType<typeof retrieveExperiment>>>;

const EXPERIMENT_ID = /^exp_[0-9A-Za-z]{24}$/;

/** The experiment in the address; not found where it is another shop's, of the other mode, or none. */
export async function requireExperiment(
  operator: PermittedOperator,
  id: string,
): Promise<ExperimentRow> {
  if (!EXPERIMENT_ID.test(id)) notFound();
  const { db } = operator.context.database;
  const row = await orAskAgain(() => retrieveExperiment(db, ownerOf(operator), id));
  return row ?? notFound();
}

export function experimentView(row: ExperimentRow, now: Date): ExperimentView {
  const { plan, rollout, winner } = row;
  const steps = stepsOf(row.ramp);
  const past = steps.filter(({ at }) => at <= now);
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    version: row.version,
    arms: row.arms.map(({ key, weight, policy, order }) => {
      const stop = row.stoppedArms.find(({ arm }) => arm === key);
      const stopped = stop === undefined ? null : { at: new Date(stop.at), metric: stop.metric };
      return { key, weight, policy, order, stopped };
    }),
    coverage: (past.at(-1) ?? steps[0])?.coverage ?? 1,
    laterSteps: row.status === 'running' ? steps.filter(({ at }) => at > now) : [],
    createdAt: row.createdAt,
    startedAt: row.startedAt,
    stoppedAt: row.stoppedAt,
    stoppedBy: row.stoppedBy,
    nextLookAt: row.nextLookAt,
    rollout:
      rollout === null || winner === null
        ? null
        : {
            arm: winner,
            coverage: stepsOf(rollout).findLast(({ at }) => at <= now)?.coverage ?? 0,
          },
    finishedAt: row.finishedAt,
    namespace: row.namespace,
    plan: {
      alpha: plan.alpha,
      adjustment: plan.adjustment,
      currency: plan.settings.currency,
      fullDays: plan.fullDays ?? FULL_DAYS,
      maturityMinutes: (plan.settings.maturityMs ?? MATURITY_MS) / 60_000,
      plannedUnits: plan.plannedUnits,
      sizing: plan.sizing,
      guardrails: plan.guardrails,
    },
  };
}

function stepsOf(ramp: ExperimentRow['ramp']) {
  return ramp.map(({ at, coverage }) => ({ at: new Date(at), coverage }));
}
