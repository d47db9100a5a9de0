import type { Db } from '#lib/db/client.ts';
import { lockExperiments } from '#lib/db/stores/experiment-store.ts';
import type { ExperimentRow, OrderingOwner } from '#lib/db/stores/ordering-store.ts';
import type { AuditAction, AuditFacts } from '#lib/domain/audit-entry.ts';
import type { AppContext } from '../context.ts';
import { type Acting, auditOf, ownerOf } from '../operators/acting.ts';
import { writeAudit } from '../operators/write-audit.ts';
import { ParamError } from '../param-error.ts';
import { type DraftChange, createExperiment, updateDraft } from './draft-experiment.ts';
import { setHoldout } from './experiment-holdout.ts';
import type { ExperimentSettings } from './experiment-settings.ts';
import { inTheWay } from './in-the-way.ts';
import { rampExperiment } from './ramp-experiment.ts';
import { finishExperiment, rollBackExperiment, rollOutExperiment } from './roll-out-experiment.ts';
import { startExperiment } from './start-experiment.ts';
import { stopArm, stopExperiment } from './stop-experiment.ts';

/** What an operator has done to an experiment. Shares are from 0 to 1. */
export type ExperimentOrder =
  | { readonly do: 'change'; readonly change: (before: ExperimentSettings) => DraftChange }
  | { readonly do: 'start' }
  | { readonly do: 'ramp'; readonly coverage: number }
  | { readonly do: 'stop_arm'; readonly arm: string }
  | { readonly do: 'stop' }
  | { readonly do: 'roll_out'; readonly arm: string; readonly coverage: number }
  | { readonly do: 'roll_back' }
  | { readonly do: 'finish' };

/** In which status an experiment has to be for it. */
const STATUS_FOR = {
  change: 'draft',
  start: 'draft',
  ramp: 'running',
  stop_arm: 'running',
  stop: 'running',
  roll_out: 'stopped',
  roll_back: 'stopped',
  finish: 'stopped',
} as const satisfies Record<ExperimentOrder['do'], ExperimentRow['status']>;

/** How it went. `wrong`: nothing was done, for what the API calls `param` is not as it has to be. */
export type Operated =
  | { readonly kind: 'done'; readonly id: ExperimentRow['id'] }
  | { readonly kind: 'not_found' }
  /** It was changed since the operator's page was drawn, and what was asked can still be done to it. */
  | { readonly kind: 'stale' }
  /** It has gone on, to where what was asked cannot be done any more. */
  | { readonly kind: 'over' }
  /** It would share shoppers with these, by their names. */
  | { readonly kind: 'in_the_way'; readonly names: readonly string[] }
  /** Another is being rolled out, and only one can be at a time. */
  | { readonly kind: 'rolling_out'; readonly name: string }
  | { readonly kind: 'wrong'; readonly param: string };

/** Makes a draft for an operator. */
export function draftAsOperator(
  context: AppContext,
  operating: Acting,
  settings: ExperimentSettings,
): Promise<Operated> {
  return asOperator(context, async (tx) => {
    const row = await createExperiment(context, tx, ownerOf(operating), settings);
    await audit(context, tx, operating, row, ['experiment.created', null]);
    return { kind: 'done', id: row.id };
  });
}

/**
 * Does to an experiment what an operator's page offered, if it still is what that page showed (`version`), and
 * writes the audit log in the same transaction.
 */
export function operateExperiment(
  context: AppContext,
  operating: Acting,
  asked: { readonly id: string; readonly version: number; readonly order: ExperimentOrder },
): Promise<Operated> {
  const { order, id } = asked;
  const owner = ownerOf(operating);
  return asOperator(context, async (tx) => {
    // As whoever starts one takes them, so that no two wait for each other.
    const { asked: row, others } = await lockExperiments(tx, owner, id);
    if (row === null) return { kind: 'not_found' };
    if (row.version !== asked.version) {
      return { kind: row.status === STATUS_FOR[order.do] ? 'stale' : 'over' };
    }
    const obstacle = obstacleTo(order, row, others);
    if (obstacle !== null) return obstacle;
    const changed = await carryOut(context, tx, owner, row.id, order);
    if (changed === null) return { kind: 'not_found' };
    await audit(context, tx, operating, changed, deedOf(order));
    return { kind: 'done', id: row.id };
  });
}

/** Keeps a share of shoppers out of every experiment, for good. */
export function holdOutAsOperator(
  context: AppContext,
  operating: Acting,
  share: number,
): Promise<Operated | { readonly kind: 'set' }> {
  return asOperator<Operated | { readonly kind: 'set' }>(context, async (tx) => {
    await setHoldout(context, tx, ownerOf(operating), share);
    await audit(context, tx, operating, null, [
      'experiment.holdout_changed',
      { share: perCent(share) },
    ]);
    return { kind: 'set' };
  });
}

/** Another experiment that has to end first: told by its name, where the API tells its id. */
function obstacleTo(
  order: ExperimentOrder,
  row: ExperimentRow,
  others: readonly ExperimentRow[],
): Operated | null {
  if (order.do === 'start') {
    const running = others.filter(({ status }) => status === 'running');
    const names = inTheWay(row, running).map(({ name }) => name);
    return names.length === 0 ? null : { kind: 'in_the_way', names };
  }
  if (order.do !== 'roll_out') return null;
  const other = others.find(({ rollout, finishedAt }) => rollout !== null && finishedAt === null);
  return other === undefined ? null : { kind: 'rolling_out', name: other.name };
}

function carryOut(
  context: AppContext,
  tx: Db,
  owner: OrderingOwner,
  id: string,
  order: ExperimentOrder,
): Promise<ExperimentRow | null> {
  const steps = (coverage: number) => [{ at: null, coverage, param: 'coverage' }];
  switch (order.do) {
    case 'change':
      return updateDraft(context, tx, owner, id, order.change);
    case 'start':
      return startExperiment(context, tx, owner, id);
    case 'ramp':
      return rampExperiment(context, tx, owner, id, steps(order.coverage));
    case 'stop_arm':
      return stopArm(context, tx, owner, { id, arm: order.arm });
    case 'stop':
      return stopExperiment(context, tx, owner, id);
    case 'roll_out': {
      const { arm, coverage } = order;
      return rollOutExperiment(context, tx, owner, { id, arm, steps: steps(coverage) });
    }
    case 'roll_back':
      return rollBackExperiment(context, tx, owner, id);
    case 'finish':
      return finishExperiment(context, tx, owner, id);
  }
}

type ExperimentDeed = readonly [action: AuditAction, after: AuditFacts | null];

function deedOf(order: ExperimentOrder): ExperimentDeed {
  switch (order.do) {
    case 'change':
      return ['experiment.changed', null];
    case 'start':
      return ['experiment.started', null];
    case 'ramp':
      return ['experiment.ramped', { share: perCent(order.coverage) }];
    case 'stop_arm':
      return ['experiment.stopped', { arm: order.arm }];
    case 'stop':
      return ['experiment.stopped', null];
    case 'roll_out':
      return ['experiment.rolled_out', { arm: order.arm, share: perCent(order.coverage) }];
    case 'roll_back':
      return ['experiment.rolled_back', null];
    case 'finish':
      return ['experiment.finished', null];
  }
}

/** As a person reads it in the log: `12.5%`. */
function perCent(share: number): string {
  return `${Number((100 * share).toFixed(4))}%`;
}

async function audit(
  context: AppContext,
  tx: Db,
  acting: Acting,
  row: ExperimentRow | null,
  [action, after]: ExperimentDeed,
): Promise<void> {
  await writeAudit(context, tx, {
    ...auditOf(acting),
    action,
    ...(row === null ? {} : { subject: row.name }),
    ...(after === null ? {} : { after }),
  });
}

/** One transaction, of which nothing stays where a parameter is wrong. */
async function asOperator<Result = Operated>(
  context: AppContext,
  work: (tx: Db) => Promise<Result>,
): Promise<Result | { readonly kind: 'wrong'; readonly param: string }> {
  try {
    return await context.database.db.transaction(work);
  } catch (error) {
    if (error instanceof ParamError) return { kind: 'wrong', param: error.param };
    throw error;
  }
}
