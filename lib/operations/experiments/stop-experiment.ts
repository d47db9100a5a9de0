import type { Db } from '#lib/db/client.ts';
import { lockOwnExperiment } from '#lib/db/stores/experiment-store.ts';
import type { ExperimentRow, OrderingOwner } from '#lib/db/stores/ordering-store.ts';
import type { RequestOrigin } from '#lib/domain/event-type.ts';
import { MATURITY_MS } from '#lib/experiments/exposed-session.ts';
import type { MetricKey } from '#lib/experiments/metrics.ts';
import type { AppContext } from '../context.ts';
import { ParamError } from '../param-error.ts';
import { changed, requireStatus } from './draft-experiment.ts';
import { emitExperimentEvents } from './experiment-events.ts';

/** Until every node knows that it is over, and has written what it showed. */
const LAST_PAGES_MS = 60_000;

/**
 * Ends an experiment: nobody is put into its arms any more, and its results stay. It is looked at once again when
 * the hour of its last session is over. Null: there is no such experiment. Throws ParamError.
 */
export async function stopExperiment(
  context: AppContext,
  tx: Db,
  owner: OrderingOwner,
  id: string,
  request: RequestOrigin | null = null,
): Promise<ExperimentRow | null> {
  const row = await lockOwnExperiment(tx, owner, id);
  if (row === null) return null;
  requireStatus(row, 'running', 'only one that runs can be stopped.');
  const stopped = await changed(tx, row, stopping(context, row, 'merchant'));
  await emitExperimentEvents(context, tx, stopped, ['experiment.stopped'], request);
  return stopped;
}

/** Takes one arm away by the merchant's word. Null: there is no such experiment. Throws ParamError. */
export async function stopArm(
  context: AppContext,
  tx: Db,
  owner: OrderingOwner,
  asked: { readonly id: string; readonly arm: string },
  request: RequestOrigin | null = null,
): Promise<ExperimentRow | null> {
  const row = await lockOwnExperiment(tx, owner, asked.id);
  if (row === null) return null;
  requireStatus(row, 'running', 'only one that runs has arms to stop.');
  const treatments = row.arms.slice(1).map(({ key }) => key);
  if (!treatments.includes(asked.arm)) {
    const isControl = row.arms[0]?.key === asked.arm;
    const problem = isControl
      ? `"${asked.arm}" is the control, which all others are compared with: stop the experiment.`
      : `There is no arm "${asked.arm}", only ${treatments.join(', ')}.`;
    throw new ParamError('arm', problem);
  }
  if (row.stoppedArms.some(({ arm }) => arm === asked.arm)) {
    throw new ParamError('arm', `"${asked.arm}" was taken away already.`);
  }
  return stopArms(context, tx, row, [{ arm: asked.arm, metric: null }], request);
}

/**
 * Takes arms of a locked experiment away, a guardrail's metric being the reason or null for the merchant's word, and
 * tells the merchant. With the last arm beside the control the experiment ends.
 */
export async function stopArms(
  context: AppContext,
  tx: Db,
  row: ExperimentRow,
  stops: readonly { readonly arm: string; readonly metric: MetricKey | null }[],
  request: RequestOrigin | null = null,
): Promise<ExperimentRow> {
  const at = context.clock.now().toISOString();
  const stoppedArms = [
    ...row.stoppedArms,
    ...stops.map(({ arm, metric }) => ({ arm, metric, at })),
  ];
  const isLast = row.arms.slice(1).every(({ key }) => stoppedArms.some(({ arm }) => arm === key));
  const by = stops.some(({ metric }) => metric !== null) ? 'guardrail' : 'merchant';
  const changedRow = await changed(tx, row, {
    stoppedArms,
    ...(isLast ? stopping(context, row, by) : {}),
  });
  await emitExperimentEvents(
    context,
    tx,
    changedRow,
    ['experiment.arm_stopped', ...(isLast ? (['experiment.stopped'] as const) : [])],
    request,
  );
  return changedRow;
}

function stopping(
  context: AppContext,
  { plan }: ExperimentRow,
  stoppedBy: 'guardrail' | 'merchant',
) {
  const now = context.clock.now();
  return {
    status: 'stopped' as const,
    stoppedAt: now,
    stoppedBy,
    nextLookAt: lastLookAt(plan, now),
  };
}

/** When the last session of an experiment that ended then has had its hour. */
export function lastLookAt({ settings }: ExperimentRow['plan'], stoppedAt: Date): Date {
  return new Date(stoppedAt.getTime() + (settings.maturityMs ?? MATURITY_MS) + LAST_PAGES_MS);
}
