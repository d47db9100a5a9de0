import {
  type StateKey,
  type StateRow,
  type StateVersion,
  listStateVersions,
  readStates,
} from '#lib/db/stores/ordering-state-store.ts';
import {
  type ExperimentRow,
  type OrderingConfigRow,
  type OrderingOwner,
  type OutageRow,
  readOrderingSettings,
} from '#lib/db/stores/ordering-store.ts';
import { experimentDesign } from '#lib/experiments/experiment-design.ts';
import { type RampStep, checkRamp } from '#lib/experiments/ramp.ts';
import type { DownMethod } from '#lib/ordering/down-method.ts';
import {
  DEFAULT_ORDERING,
  SHARED_LEARNER,
  learnerExperiment,
  type OrderingConfig,
} from '#lib/ordering/ordering-config.ts';
import {
  EMPTY_ORDERING_STATE,
  type OrderingState,
  type PooledPrior,
} from '#lib/ordering/ordering-state.ts';
import { NO_RULES } from '#lib/ordering/ordering-rules.ts';
import { isOrderingPolicy } from '#lib/ordering/policies/table.ts';
import { poolStates } from '#lib/ordering/pooled-prior.ts';
import type { AppContext } from '../context.ts';
import {
  type MerchantOrdering,
  type Rollout,
  type RunningExperiment,
  emptyOrdering,
  ownerKey,
} from './ordering-book.ts';

/** Learned states as they were read, each to be kept until the database has a newer one. */
type ReadStates = ReadonlyMap<string, StateRow>;

/** One reading, and what of it saves work in the next. */
export interface OrderingReading {
  readonly merchants: ReadonlyMap<string, MerchantOrdering>;
  readonly states: ReadStates;
  /** Experiments that could not be read, by id and version: each is said once. */
  readonly unread: ReadonlySet<string>;
}

/**
 * Reads what orders are decided by; of the learned states those alone that changed since `before`. Where merchants
 * share what they know, each state carries what all of its mode have taught.
 */
export async function readOrderingBook(
  context: Pick<AppContext, 'database' | 'env' | 'log'>,
  before: OrderingReading | null,
): Promise<OrderingReading> {
  const { db } = context.database;
  const [settings, versions] = await Promise.all([readOrderingSettings(db), listStateVersions(db)]);
  const running = new Set<string>(
    settings.experiments.filter(({ status }) => status === 'running').map(({ id }) => id),
  );
  const states = await readChanged(
    context,
    versions.filter(({ learner }) => {
      const experimentId = learnerExperiment(learner);
      // What the arms of an experiment that is over had learned decides nothing any more.
      return experimentId === null || running.has(experimentId);
    }),
    before?.states ?? new Map(),
  );
  const pooled = context.env.PRAYA_POOLED_ORDERING === 'on' ? poolsOf(states) : null;
  const unread = new Set<string>();
  /** What is wrong with one experiment is no reason for every other order to go undecided. */
  const eachRead = <Read>(
    experiments: readonly ExperimentRow[],
    read: (row: ExperimentRow) => readonly Read[],
  ) =>
    experiments.flatMap((row) => {
      try {
        return read(row);
      } catch (error) {
        const name = `${row.id}/${row.version}`;
        unread.add(name);
        if (before?.unread.has(name) !== true) {
          context.log.error({ experiment: row.id, err: error }, 'an experiment could not be read');
        }
        return [];
      }
    });
  // By merchant and mode once, for there are as many of each as there are merchants.
  const configs = byOwner(settings.configs);
  const outages = byOwner(settings.outages);
  const experiments = byOwner(settings.experiments);
  const holdouts = byOwner(settings.holdouts);
  const learned = byOwner([...states.values()]);
  const merchants = new Map<string, MerchantOrdering>();
  for (const rows of [configs, outages, experiments, holdouts, learned]) {
    for (const [key, [owner]] of rows) {
      if (owner === undefined || merchants.has(key)) continue;
      const [config] = configs.get(key) ?? [];
      const [holdout] = holdouts.get(key) ?? [];
      const own = {
        outages: outages.get(key) ?? [],
        states: learned.get(key) ?? [],
        pooled: pooled === null ? null : pooled[owner.livemode ? 'live' : 'test'],
      };
      const ownExperiments = experiments.get(key) ?? [];
      merchants.set(key, {
        ...emptyOrdering(),
        ...(config === undefined
          ? {}
          : { config: configOf(config), configuredAt: config.updatedAt }),
        states: statesAsSeen(own),
        outages: own.outages,
        experiments: eachRead(
          ownExperiments.filter(({ status }) => status === 'running'),
          (row) => [runningOf(row)],
        ),
        rollouts: eachRead(ownExperiments, rolloutOf),
        holdout: holdout === undefined ? null : { seed: holdout.seed, share: holdout.share },
      });
    }
  }
  return { merchants, states, unread };
}

/** How many states are read in one go: one can be a megabyte, and pages want the connection too. */
const STATES_AT_A_TIME = 20;

async function readChanged(
  { database, log }: Pick<AppContext, 'database' | 'log'>,
  wanted: readonly StateVersion[],
  before: ReadStates,
): Promise<ReadStates> {
  const states = new Map<string, StateRow>();
  const changed: StateVersion[] = [];
  for (const one of wanted) {
    const held = before.get(stateName(one));
    if (held?.version === one.version) states.set(stateName(one), held);
    else changed.push(one);
  }
  for (let from = 0; from < changed.length; from += STATES_AT_A_TIME) {
    for (const row of await readStates(database.db, changed.slice(from, from + STATES_AT_A_TIME))) {
      states.set(stateName(row), row);
      if (row.lost.length === 0) continue;
      const { merchantId: merchant, livemode, learner, lost } = row;
      log.error(
        { merchant, livemode, learner, parts: lost.length, first: lost[0] },
        'part of what was learned could not be read, and begins anew',
      );
    }
  }
  return states;
}

function stateName(key: StateKey): string {
  return `${ownerKey(key)}/${key.learner}`;
}

function byOwner<Row extends OrderingOwner>(rows: readonly Row[]): Map<string, Row[]> {
  const owners = new Map<string, Row[]>();
  for (const row of rows) {
    const own = owners.get(ownerKey(row));
    if (own === undefined) owners.set(ownerKey(row), [row]);
    else own.push(row);
  }
  return owners;
}

/** A merchant's states by learner, with what its outages and other merchants say. */
function statesAsSeen(own: {
  readonly states: readonly StateRow[];
  readonly outages: readonly OutageRow[];
  readonly pooled: PooledPrior | null;
}): ReadonlyMap<string, OrderingState> {
  const shared =
    own.states.find(({ learner }) => learner === SHARED_LEARNER)?.state ?? EMPTY_ORDERING_STATE;
  const asSeen = (state: OrderingState) => {
    // What is out of order is so for every arm.
    const { down, suspected } = shared;
    const seen = withMerchants(
      { ...state, down, ...(suspected === undefined ? {} : { suspected }) },
      own.outages,
    );
    return own.pooled === null ? seen : { ...seen, pooled: own.pooled };
  };
  const learned = new Map(own.states.map(({ learner, state }) => [learner, asSeen(state)]));
  learned.set(SHARED_LEARNER, asSeen(shared));
  return learned;
}

/** What all merchants have taught, by mode. */
function poolsOf(states: ReadStates): Readonly<Record<'live' | 'test', PooledPrior>> {
  const shared = [...states.values()].filter(({ learner }) => learner === SHARED_LEARNER);
  const ofMode = (livemode: boolean) =>
    poolStates(shared.filter((one) => one.livemode === livemode).map(({ state }) => state));
  return { live: ofMode(true), test: ofMode(false) };
}

export function configOf(row: OrderingConfigRow): OrderingConfig {
  const { policy, rules, feeShares, outageAction, pausedAt, version } = row;
  return {
    // One that is no more leaves the merchant's own order; rules of an earlier version lack what came since.
    policy: isOrderingPolicy(policy) ? policy : DEFAULT_ORDERING.policy,
    rules: { ...NO_RULES, ...rules },
    feeShares,
    outageAction,
    pausedAt,
    version,
  };
}

/** Failures that a method out of order by the merchant's word counts as having had. */
const BY_HAND = 100;

/** What the merchant says is out of order stands as low as what was found to be. */
export function withMerchants(state: OrderingState, outages: readonly OutageRow[]): OrderingState {
  const byHand = outages
    .filter(({ raisedBy }) => raisedBy === 'merchant')
    .map(({ method, scope, since, raisedAt }): DownMethod => ({
      method,
      scope,
      sinceMs: since.getTime(),
      alarmedAtMs: raisedAt.getTime(),
      evidence: 0,
      paid: 0,
      failed: BY_HAND,
      recoveredAtMs: null,
    }));
  return byHand.length === 0 ? state : { ...state, down: [...byHand, ...state.down] };
}

/** Throws where a row is not as it was written: it then takes part in nothing. */
export function runningOf(row: ExperimentRow): RunningExperiment {
  const ramp = rampOf(row.ramp);
  checkRamp(ramp);
  row.arms.forEach(checkArm);
  return {
    id: row.id,
    design: experimentDesign({
      seed: row.seed,
      hash: row.hash,
      arms: row.arms,
      coverage: 1,
      namespace: row.namespace,
    }),
    arms: row.arms,
    ramp,
    stopped: new Set(row.stoppedArms.map(({ arm }) => arm)),
    separateLearners: row.learners === 'separate',
  };
}

/** An arm whose policy is gone is in the merchant's own order; one that says neither is not as it was written. */
function checkArm({ key, policy, order }: ExperimentRow['arms'][number]): void {
  if (typeof policy === 'string' || Array.isArray(order)) return;
  throw new TypeError(`The arm ${key} has neither a policy nor an order.`);
}

function rolloutOf({ id, seed, arms, winner, rollout }: ExperimentRow): readonly Rollout[] {
  if (rollout === null) return [];
  const arm = arms.find(({ key }) => key === winner);
  if (arm === undefined) throw new TypeError(`There is no arm ${winner} to roll out.`);
  checkArm(arm);
  const ramp = rampOf(rollout);
  checkRamp(ramp);
  return [{ id, seed: `${seed}/rollout`, arm, ramp }];
}

export function rampOf(steps: ExperimentRow['ramp']): readonly RampStep[] {
  return steps.map(({ at, coverage }) => ({ at: new Date(at), coverage }));
}
