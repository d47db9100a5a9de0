import type { Db } from '#lib/db/client.ts';
import { forkLearners, lockExperiments } from '#lib/db/stores/experiment-store.ts';
import type { ExperimentRow, OrderingOwner } from '#lib/db/stores/ordering-store.ts';
import type { RequestOrigin } from '#lib/domain/event-type.ts';
import type { ExperimentArm } from '#lib/experiments/experiment-arm.ts';
import { ExperimentDesignError } from '#lib/experiments/experiment-design-error.ts';
import { checkDisjoint } from '#lib/experiments/experiment-design.ts';
import { SHARED_LEARNER, armLearner } from '#lib/ordering/ordering-config.ts';
import { EMPTY_ORDERING_STATE } from '#lib/ordering/ordering-state.ts';
import type { AppContext } from '../context.ts';
import { changed, requireStatus } from './draft-experiment.ts';
import { emitExperimentEvents } from './experiment-events.ts';
import { checkArmsExist } from './experiment-settings.ts';
import { namingDesign } from './naming-design.ts';

/**
 * Starts a draft: from now on shoppers are in its arms, and its arms, shares and plan stand. Where two arms or more
 * learn, each has a state of its own from here on, which is what all know now. Null: there is no such experiment.
 * Throws ParamError, also where it would share shoppers with another that runs.
 */
export async function startExperiment(
  context: AppContext,
  tx: Db,
  owner: OrderingOwner,
  id: string,
  request: RequestOrigin | null = null,
): Promise<ExperimentRow | null> {
  const { asked: row, others } = await lockExperiments(tx, owner, id);
  if (row === null) return null;
  requireStatus(row, 'draft', 'it can be started once.');
  const running = others.filter(({ status }) => status === 'running');
  await namingDesign(async () => {
    // What a draft names may have been taken out of the list since it was written.
    await checkArmsExist(tx, owner, row.arms);
    checkApart(row, running);
  });
  const now = context.clock.now();
  const learning = row.arms.filter(learns);
  const learners = learning.length > 1 ? 'separate' : 'shared';
  if (learners === 'separate') {
    await forkLearners(tx, owner, {
      from: SHARED_LEARNER,
      empty: EMPTY_ORDERING_STATE,
      to: learning.map(({ key }) => armLearner(row.id, key)),
      now,
    });
  }
  const started = await changed(tx, row, {
    status: 'running',
    learners,
    startedAt: now,
    ramp: [{ at: now.toISOString(), coverage: row.ramp[0]?.coverage ?? 1 }],
    nextLookAt: now,
  });
  await emitExperimentEvents(context, tx, started, ['experiment.started'], request);
  return started;
}

/** Whether an arm's policy goes by what was learned. */
function learns({ policy }: ExperimentArm): boolean {
  return policy !== null && policy !== 'fixed';
}

/** Throws ExperimentDesignError where a shopper could be in two experiments that run at once. */
export function checkApart(row: ExperimentRow, running: readonly ExperimentRow[]): void {
  for (const other of running) {
    const problem = (text: string) => new ExperimentDesignError('namespace', text);
    const name = `"${other.name}" (${other.id})`;
    if (row.namespace === null || other.namespace === null) {
      throw problem(
        `${name} runs. Experiments that run at once need stretches of one namespace, each its own.`,
      );
    }
    if (row.namespace.seed !== other.namespace.seed || row.hash !== other.hash) {
      throw problem(
        `${name} runs in the namespace "${other.namespace.seed}" by ${other.hash}: with another seed or hash ` +
          'the two would share shoppers.',
      );
    }
  }
  checkDisjoint(
    [...running, row].flatMap(({ name, namespace }) =>
      namespace === null ? [] : [{ name, namespace }],
    ),
  );
}
