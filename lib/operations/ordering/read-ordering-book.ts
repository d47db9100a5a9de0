import {
  type ExperimentRow,
  type OrderingConfigRow,
  type OrderingOwner,
  type OutageRow,
  listStateVersions,
  readOrderingSettings,
  readOrderingState,
} from '#lib/db/stores/ordering-store.ts';
import { experimentDesign } from '#lib/experiments/experiment-design.ts';
import { type RampStep, checkRamp } from '#lib/experiments/ramp.ts';
import type { DownMethod } from '#lib/ordering/down-method.ts';
import {
  SHARED_LEARNER,
  learnerExperiment,
  type OrderingConfig,
} from '#lib/ordering/ordering-config.ts';
import {
  EMPTY_ORDERING_STATE,
  type OrderingState,
  type PooledPrior,
} from '#lib/ordering/ordering-state.ts';
import { poolStates } from '#lib/ordering/pooled-prior.ts';
import type { AppContext } from '../context.ts';
import {
  type MerchantOrdering,
  type Rollout,
  type RunningExperiment,
  emptyOrdering,
  ownerKey,
} from './ordering-book.ts';

/** A learned state as it was read, to be kept until the database has a newer one. */
type ReadStates = ReadonlyMap<
  string,
  OrderingOwner & {
    readonly learner: string;
    readonly version: number;
    readonly state: OrderingState;
  }
>;

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
  const states: Map<
    string,
    ReadStates extends ReadonlyMap<string, infer One> ? One : never
  > = new Map();
  const running = new Set<string>(
    settings.experiments.filter(({ status }) => status === 'running').map(({ id }) => id),
  );
  for (const wanted of versions) {
    const experimentId = learnerExperiment(wanted.learner);
    // What the arms of an experiment that is over had learned decides nothing any more.
    if (experimentId !== null && !running.has(experimentId)) continue;
    const key = `${ownerKey(wanted)}/${wanted.learner}`;
    const held = before?.states.get(key);
    if (held?.version === wanted.version) {
      states.set(key, held);
      continue;
    }
    const read = await readOrderingState(db, wanted);
    if (read !== null) states.set(key, { ...wanted, ...read });
  }
  const pooled = context.env.PRAYA_POOLED_ORDERING === 'on' ? poolsOf(states) : null;
  const owners = new Map<string, OrderingOwner>();
  const rows = [
    ...settings.configs,
    ...settings.outages,
    ...settings.experiments,
    ...settings.holdouts,
    ...states.values(),
  ];
  for (const owner of rows) owners.set(ownerKey(owner), owner);
  const merchants = new Map<string, MerchantOrdering>();
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
  // Once, not for each: there may be thousands of merchants, and pages wait meanwhile.
  const outagesOf = byOwner(settings.outages);
  const experimentsOf = byOwner(settings.experiments);
  const configsOf = byOwner(settings.configs);
  const holdoutsOf = byOwner(settings.holdouts);
  const statesOf = byOwner(states.values());
  for (const [key, owner] of owners) {
    const outages = outagesOf.get(key) ?? [];
    const experiments = experimentsOf.get(key) ?? [];
    const [config] = configsOf.get(key) ?? [];
    const [holdout] = holdoutsOf.get(key) ?? [];
    const shared = states.get(`${key}/${SHARED_LEARNER}`)?.state ?? EMPTY_ORDERING_STATE;
    const asSeen = (state: OrderingState) => {
      // What is out of order is so for every arm.
      const { down, suspected } = shared;
      const seen = withMerchants(
        { ...state, down, ...(suspected === undefined ? {} : { suspected }) },
        outages,
      );
      return pooled === null ? seen : { ...seen, pooled: pooled[owner.livemode ? 'live' : 'test'] };
    };
    const learned = new Map(
      (statesOf.get(key) ?? []).map(({ learner, state }) => [learner, asSeen(state)]),
    );
    learned.set(SHARED_LEARNER, asSeen(shared));
    merchants.set(key, {
      ...emptyOrdering(),
      ...(config === undefined ? {} : { config: configOf(config), configuredAt: config.updatedAt }),
      states: learned,
      outages,
      experiments: eachRead(
        experiments.filter(({ status }) => status === 'running'),
        (row) => [runningOf(row)],
      ),
      rollouts: eachRead(experiments, rolloutOf),
      holdout: holdout === undefined ? null : { seed: holdout.seed, share: holdout.share },
    });
  }
  return { merchants, states, unread };
}

function byOwner<Row extends OrderingOwner>(rows: Iterable<Row>): ReadonlyMap<string, Row[]> {
  const owned = new Map<string, Row[]>();
  for (const row of rows) {
    const key = ownerKey(row);
    const others = owned.get(key);
    if (others === undefined) owned.set(key, [row]);
    else others.push(row);
  }
  return owned;
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
  return { policy, rules, feeShares, outageAction, pausedAt, version };
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
