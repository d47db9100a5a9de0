import type { Db } from '#lib/db/client.ts';
import { lockExperiments, lockOwnExperiment } from '#lib/db/stores/experiment-store.ts';
import { lockOrderingConfig, updateOrderingConfig } from '#lib/db/stores/ordering-config-store.ts';
import type { ExperimentRow, OrderingOwner } from '#lib/db/stores/ordering-store.ts';
import { isOrderingPolicy } from '#lib/ordering/policies/table.ts';
import type { AppContext } from '../context.ts';
import { ParamError } from '../param-error.ts';
import { changed, requireStatus } from './draft-experiment.ts';
import { namingDesign } from './naming-design.ts';
import { type AskedStep, raised } from './ramp-experiment.ts';

/**
 * Shows one arm of an experiment that ended to more and more shoppers, all of them in the end. Called again for the
 * same arm it raises the share. One experiment of a merchant is rolled out at a time. Null: there is no such
 * experiment. Throws ParamError.
 */
export async function rollOutExperiment(
  context: AppContext,
  tx: Db,
  owner: OrderingOwner,
  asked: { readonly id: string; readonly arm: string; readonly steps: readonly AskedStep[] },
): Promise<ExperimentRow | null> {
  const { asked: row, others } = await lockExperiments(tx, owner, asked.id);
  if (row === null) return null;
  requireStatus(row, 'stopped', 'it has to be stopped before an arm of it goes to everyone.');
  if (row.finishedAt !== null) throw new ParamError('id', `Experiment '${row.id}' is finished.`);
  const arm = row.arms.find(({ key }) => key === asked.arm);
  if (arm === undefined) {
    const known = row.arms.map(({ key }) => key).join(', ');
    throw new ParamError('arm', `There is no arm "${asked.arm}", only ${known}.`);
  }
  if (row.stoppedArms.some(({ arm: key, metric }) => key === arm.key && metric !== null)) {
    throw new ParamError('arm', `"${arm.key}" was stopped by a guardrail.`);
  }
  if (row.winner !== null && row.winner !== arm.key) {
    throw new ParamError('arm', `"${row.winner}" is being rolled out: take that back first.`);
  }
  const other = others.find(({ rollout, finishedAt }) => rollout !== null && finishedAt === null);
  if (other !== undefined) {
    throw new ParamError('id', `"${other.name}" (${other.id}) is being rolled out.`);
  }
  const rollout = await namingDesign(() =>
    raised(row.rollout ?? [], asked.steps, context.clock.now()),
  );
  return changed(tx, row, { winner: arm.key, rollout });
}

/**
 * Takes a rollout back: shoppers see the merchant's own setting again, those too who saw the winner today. Null: no
 * such experiment. Throws ParamError.
 */
export async function rollBackExperiment(
  context: AppContext,
  tx: Db,
  owner: OrderingOwner,
  id: string,
): Promise<ExperimentRow | null> {
  const row = await lockOwnExperiment(tx, owner, id);
  if (row === null) return null;
  requireRollout(row);
  const now = context.clock.now();
  // A known shopper keeps what was seen for a day, unless the merchant has changed its setting since.
  await updateOrderingConfig(tx, {
    ...(await lockOrderingConfig(tx, row, now)),
    updatedAt: now,
  });
  return changed(tx, row, { winner: null, rollout: null });
}

/**
 * Makes the arm that is rolled out the merchant's own setting, for every shopper from now on, which ends the rollout.
 * Null: there is no such experiment. Throws ParamError.
 */
export async function finishExperiment(
  context: AppContext,
  tx: Db,
  owner: OrderingOwner,
  id: string,
): Promise<ExperimentRow | null> {
  const row = await lockOwnExperiment(tx, owner, id);
  if (row === null) return null;
  requireRollout(row);
  const arm = row.arms.find(({ key }) => key === row.winner);
  // Written together with the rollout, from among the arms.
  if (arm === undefined) throw new Error(`Experiment ${row.id} has lost its winner.`);
  if (arm.policy !== null && !isOrderingPolicy(arm.policy)) {
    throw new ParamError('id', `The policy "${arm.policy}" of its winner is no more.`);
  }
  const now = context.clock.now();
  const before = await lockOrderingConfig(tx, row, now);
  await updateOrderingConfig(tx, {
    ...before,
    policy: arm.policy ?? 'fixed',
    rules:
      arm.order === null ? before.rules : { ...before.rules, order: arm.order, orderByRegion: {} },
    version: before.version + 1,
    updatedAt: now,
  });
  return changed(tx, row, { finishedAt: now });
}

function requireRollout({ id, rollout, finishedAt }: ExperimentRow): void {
  if (rollout !== null && finishedAt === null) return;
  throw new ParamError('id', `No arm of experiment '${id}' is being rolled out.`);
}
