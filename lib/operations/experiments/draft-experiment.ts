import type { Db } from '#lib/db/client.ts';
import {
  countDrafts,
  insertExperiment,
  lockOwnExperiment,
  updateExperiment,
} from '#lib/db/stores/experiment-store.ts';
import type { ExperimentRow, OrderingOwner } from '#lib/db/stores/ordering-store.ts';
import { newId, randomBase62 } from '#lib/platform/ids.ts';
import type { AppContext } from '../context.ts';
import { ParamError } from '../param-error.ts';
import { type ExperimentSettings, settingColumns, settingsOf } from './experiment-settings.ts';
import { namingDesign } from './naming-design.ts';

/** Drafts a merchant may have in one mode: each start reads them all. */
const MOST_DRAFTS = 100;

/** Makes a draft, in which nobody takes part yet. Throws ParamError. */
export async function createExperiment(
  context: AppContext,
  tx: Db,
  { merchantId, livemode }: OrderingOwner,
  settings: ExperimentSettings,
): Promise<ExperimentRow> {
  const owner = { merchantId, livemode };
  const now = context.clock.now();
  const seed = randomBase62(24);
  const columns = await namingDesign(() => settingColumns(tx, owner, settings, { seed, now }));
  if ((await countDrafts(tx, owner)) >= MOST_DRAFTS) {
    throw new ParamError('name', `There are ${MOST_DRAFTS} drafts already: change one of them.`);
  }
  const row: ExperimentRow = {
    ...owner,
    ...columns,
    id: newId('experiment'),
    status: 'draft',
    seed,
    learners: 'shared',
    stoppedArms: [],
    startedAt: null,
    stoppedAt: null,
    stoppedBy: null,
    winner: null,
    rollout: null,
    finishedAt: null,
    nextLookAt: null,
    createdAt: now,
    version: 1,
  };
  await insertExperiment(tx, row);
  return row;
}

/** What of a draft is to change; what is left out stays. */
export type DraftChange = Partial<Omit<ExperimentSettings, 'plan'>> & {
  readonly plan?: Partial<ExperimentSettings['plan']>;
};

/**
 * Changes a draft. Once it has started, who is in which arm and what it is judged by stand: another question is
 * another experiment. Null: there is no such experiment. Throws ParamError.
 */
export async function updateDraft(
  context: AppContext,
  tx: Db,
  owner: OrderingOwner,
  id: string,
  change: (before: ExperimentSettings) => DraftChange,
): Promise<ExperimentRow | null> {
  const row = await lockOwnExperiment(tx, owner, id);
  if (row === null) return null;
  requireStatus(row, 'draft', 'it has started. Make another experiment.');
  const before = settingsOf(row);
  const asked = change(before);
  const settings = { ...before, ...asked, plan: { ...before.plan, ...asked.plan } };
  const { seed } = row;
  const now = context.clock.now();
  const columns = await namingDesign(() => settingColumns(tx, owner, settings, { seed, now }));
  return changed(tx, row, columns);
}

/** Throws ParamError, about the id, where an experiment is in another status. */
export function requireStatus(
  row: ExperimentRow,
  status: ExperimentRow['status'],
  otherwise: string,
): void {
  if (row.status === status) return;
  throw new ParamError('id', `Experiment '${row.id}' is ${row.status}: ${otherwise}`);
}

/** Writes a change of a row that is locked, and returns it as it then is. */
export async function changed(
  tx: Db,
  row: ExperimentRow,
  change: Parameters<typeof updateExperiment>[2],
): Promise<ExperimentRow> {
  const version = row.version + 1;
  await updateExperiment(tx, row.id, { ...change, version });
  return { ...row, ...change, version };
}
