import type { OrderingOwner, OutageRow } from '#lib/db/stores/ordering-store.ts';
import type { ExperimentId } from '#lib/domain/ids.ts';
import type { Holdout } from '#lib/experiments/assign-variation.ts';
import type { ExperimentArm } from '#lib/experiments/experiment-arm.ts';
import type { ExperimentDesign } from '#lib/experiments/experiment-design.ts';
import type { RampStep } from '#lib/experiments/ramp.ts';
import type { PreparedRanking } from '#lib/ordering/decide-order.ts';
import { DEFAULT_ORDERING, type OrderingConfig } from '#lib/ordering/ordering-config.ts';
import type { OrderingState } from '#lib/ordering/ordering-state.ts';

/** An experiment as far as decisions need it. */
export interface RunningExperiment {
  readonly id: ExperimentId;
  /** At full coverage; how many take part by now is the ramp's. */
  readonly design: ExperimentDesign;
  readonly arms: readonly ExperimentArm[];
  readonly ramp: readonly RampStep[];
  /** Arms that were taken away. */
  readonly stopped: ReadonlySet<string>;
  /** Arms that learn have states of their own. */
  readonly separateLearners: boolean;
}

/** The arm that won, shown to more and more shoppers. */
export interface Rollout {
  readonly id: ExperimentId;
  readonly seed: string;
  readonly arm: ExperimentArm;
  readonly ramp: readonly RampStep[];
}

/** What one merchant's orders are decided by in one mode, as of the last reading. */
export interface MerchantOrdering {
  readonly config: OrderingConfig;
  /** When the merchant last changed it; null: never. */
  readonly configuredAt: Date | null;
  /** By learner, with the outages that the merchant raised by hand among those found. */
  readonly states: ReadonlyMap<string, OrderingState>;
  readonly outages: readonly OutageRow[];
  readonly experiments: readonly RunningExperiment[];
  readonly rollouts: readonly Rollout[];
  readonly holdout: Holdout | null;
  /** Rankings made of this reading, by what they were made for. */
  readonly rankings: Map<string, PreparedRanking>;
}

/** In memory, so that no page waits for a decision; read again from the database every other second. */
export interface OrderingBook {
  /** Null as long as nothing could be read at all. */
  of(owner: OrderingOwner): MerchantOrdering | null;
  /** Another reading in place of the one before. */
  replace(merchants: ReadonlyMap<string, MerchantOrdering>): void;
  /** Orders that could not be decided, since the process began. */
  readonly fallbacks: number;
  countFallback(): void;
}

export function ownerKey({ merchantId, livemode }: OrderingOwner): string {
  return `${merchantId}/${livemode ? 'live' : 'test'}`;
}

/** Of a merchant that has set nothing and of whom nothing is known. */
export function emptyOrdering(): MerchantOrdering {
  return {
    config: DEFAULT_ORDERING,
    configuredAt: null,
    states: new Map(),
    outages: [],
    experiments: [],
    rollouts: [],
    holdout: null,
    rankings: new Map(),
  };
}

export function createOrderingBook(): OrderingBook {
  let current: ReadonlyMap<string, MerchantOrdering> | null = null;
  let fallbacks = 0;
  const unknown = emptyOrdering();
  return {
    of: (owner) => (current === null ? null : (current.get(ownerKey(owner)) ?? unknown)),
    replace: (merchants) => void (current = merchants),
    get fallbacks() {
      return fallbacks;
    },
    countFallback: () => void (fallbacks += 1),
  };
}
