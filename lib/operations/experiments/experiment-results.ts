import type { Db } from '#lib/db/client.ts';
import {
  type LookRow,
  findLatestLook,
  findOwnExperiment,
  listLooks,
} from '#lib/db/stores/experiment-store.ts';
import type { ExperimentRow, OrderingOwner } from '#lib/db/stores/ordering-store.ts';
import { readTallies } from '#lib/experiments/analyse-experiment.ts';
import { storedLook } from '#lib/experiments/look-reading.ts';
import { sessionTally } from '#lib/experiments/tally-sessions.ts';
import type { AppContext } from '../context.ts';
import { planOf } from './experiment-plan-of.ts';

/** An experiment and what it read. */
export interface ExperimentReport {
  readonly row: ExperimentRow;
  /** When it was looked at last; null: not yet. */
  readonly asOf: Date | null;
  readonly look: Pick<LookRow, 'reading' | 'detail'>;
  readonly curve: Awaited<ReturnType<typeof listLooks>>;
}

/** Points of the curve of looks: more than a chart can show. */
const CURVE_POINTS = 200;

/** What an experiment read at its latest look; of one that was never looked at, nothing yet. Null: no such experiment. */
export async function reportExperiment(
  context: AppContext,
  tx: Db,
  owner: OrderingOwner,
  id: string,
): Promise<ExperimentReport | null> {
  const row = await findOwnExperiment(tx, owner, id);
  if (row === null) return null;
  const latest = await findLatestLook(tx, row.id);
  if (latest === null) {
    return { row, asOf: null, look: beforeAnyLook(row, context.clock.now()), curve: [] };
  }
  const curve = await listLooks(tx, row.id, CURVE_POINTS);
  return { row, asOf: latest.at, look: latest, curve };
}

function beforeAnyLook(row: ExperimentRow, now: Date): Pick<LookRow, 'reading' | 'detail'> {
  const asOf = row.startedAt ?? now;
  // Arms that were taken away before any look have as little to show as the others.
  const plan = planOf({ ...row, stoppedArms: [] }, asOf);
  const tally = sessionTally({
    arms: plan.arms.map(({ key }) => key),
    asOf,
    settings: plan.settings,
  });
  const tallies = tally.result();
  return storedLook(readTallies(plan, tallies, { asOf, evidence: new Map() }), tallies, asOf, null);
}
