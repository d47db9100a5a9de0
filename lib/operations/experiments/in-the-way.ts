import type { ExperimentRow, OrderingOwner } from '#lib/db/stores/ordering-store.ts';
import { listExperiments } from '#lib/db/stores/experiment-store.ts';
import { ExperimentDesignError } from '#lib/experiments/experiment-design-error.ts';
import type { AppContext } from '../context.ts';
import { checkApart } from './start-experiment.ts';

/** Of some that run, those with which an experiment would share shoppers. */
export function inTheWay(
  row: ExperimentRow,
  running: readonly ExperimentRow[],
): readonly ExperimentRow[] {
  return running.filter((other) => {
    try {
      checkApart(row, [other]);
      return false;
    } catch (error) {
      if (error instanceof ExperimentDesignError) return true;
      throw error;
    }
  });
}

/** More than can run at once, each with a stretch of its own. */
const MOST_RUNNING = 100;

/** The same of all that the merchant runs now. */
export async function experimentsInTheWay(
  context: AppContext,
  owner: OrderingOwner,
  row: ExperimentRow,
): Promise<readonly ExperimentRow[]> {
  const running = await listExperiments(context.database.db, owner, {
    status: 'running',
    page: { limit: MOST_RUNNING, startingAfter: null, endingBefore: null },
    cursor: null,
  });
  return inTheWay(
    row,
    running.filter(({ id }) => id !== row.id),
  );
}
