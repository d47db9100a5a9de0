import type { CheckoutSessionId, ExperimentId, MerchantId } from '#lib/domain/ids.ts';
import { money } from '#lib/domain/money.ts';
import { experimentDesign } from '#lib/experiments/experiment-design.ts';
import { DEFAULT_ORDERING, SHARED_LEARNER, armLearner } from '#lib/ordering/ordering-config.ts';
import type { OrderingState } from '#lib/ordering/ordering-state.ts';
import {
  type MerchantOrdering,
  type RunningExperiment,
  createOrderingBook,
  emptyOrdering,
  ownerKey,
} from '#lib/operations/ordering/ordering-book.ts';
import { orderSession } from '#lib/operations/ordering/order-session.ts';
import { createLog } from '#lib/platform/log.ts';
import { quantile } from '../statistics.ts';
import { WORLD_METHODS } from './world-contexts.ts';

const WARM_UP = 300;
const MEASURED = 3_000;
/** The quickest of so many counts: what else the machine does is not the decision's time. */
const REPEATS = 3;
const METHODS = WORLD_METHODS.slice(0, 8);
const OWNER = { merchantId: 'mer_bench' as MerchantId, livemode: true };
const NOW = new Date('2026-11-23T02:00:00Z');

export interface DecisionTime {
  readonly name: string;
  readonly p50Micros: number;
  readonly p99Micros: number;
}

/**
 * Microseconds that a page waits for the order of its methods, eight of them: `cold` where nothing was ranked for
 * such a shopper since what is known changed, `warm` where it was; by the merchant's policy, and in an experiment
 * of three arms that each learn for themselves.
 */
export function timeSessions(state: OrderingState): readonly DecisionTime[] {
  return [false, true].flatMap((withArms) =>
    [false, true].map((warm): DecisionTime => {
      const times = decisionTimes(orderingOf(state, withArms), warm);
      return {
        name: `${withArms ? 'three arms' : 'one policy'}, ${warm ? 'warm' : 'cold'}`,
        p50Micros: quantile(times, 0.5),
        p99Micros: quantile(times, 0.99),
      };
    }),
  );
}

function orderingOf(state: OrderingState, withArms: boolean): MerchantOrdering {
  const config = { ...DEFAULT_ORDERING, policy: 'paid-rate' } as const;
  if (!withArms) {
    return { ...emptyOrdering(), config, states: new Map([[SHARED_LEARNER, state]]) };
  }
  const id = 'exp_bench' as ExperimentId;
  const arms = (['fixed', 'paid-rate', 'paid-rate-net'] as const).map((policy) => ({
    key: policy,
    weight: 1 / 3,
    policy,
    order: null,
  }));
  const running: RunningExperiment = {
    id,
    design: experimentDesign({
      seed: 'bench',
      hash: 'murmur3',
      arms,
      coverage: 1,
      namespace: null,
    }),
    arms,
    ramp: [{ at: new Date(0), coverage: 1 }],
    stopped: new Set(),
    separateLearners: true,
  };
  const learners = [SHARED_LEARNER, ...arms.map(({ key }) => armLearner(id, key))];
  return {
    ...emptyOrdering(),
    config,
    states: new Map(learners.map((learner) => [learner, state])),
    experiments: [running],
  };
}

function decisionTimes(ordering: MerchantOrdering, warm: boolean): readonly number[] {
  const book = createOrderingBook();
  book.replace(new Map([[ownerKey(OWNER), ordering]]));
  const context = {
    ordering: book,
    clock: { now: () => NOW },
    log: createLog('fatal', { write: () => undefined }),
  };
  const times: number[] = [];
  for (let index = 0; index < WARM_UP + MEASURED; index += 1) {
    const request = {
      session: { ...OWNER, id: `cs_live_${index}` as CheckoutSessionId },
      total: money(30_000n, 'HKD'),
      shownBefore: { session: null, shopper: null, elsewhere: null },
      usable: METHODS,
      leftOut: [],
      visitor: { device: { form: 'phone', os: 'ios' }, region: 'HK', locale: 'zh-HK' },
    } as const;
    let quickest = Number.POSITIVE_INFINITY;
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      if (!warm) ordering.rankings.clear();
      const startedAt = performance.now();
      orderSession(context, request);
      quickest = Math.min(quickest, performance.now() - startedAt);
    }
    if (index >= WARM_UP) times.push(1000 * quickest);
  }
  if (book.fallbacks > 0)
    throw new Error('An order could not be decided, so nothing was measured.');
  return times;
}
