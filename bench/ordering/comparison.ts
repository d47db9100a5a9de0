import { ORDERING_POLICIES } from '#lib/ordering/policies/table.ts';
import { Calibration } from './calibration.ts';
import type { Contender } from './contender.ts';
import { engine } from './engine.ts';
import { type Gap, GapSum } from './gap.ts';
import { paidShare } from './peers/paid-share.ts';
import { queueSuccessRate } from './peers/queue-success-rate.ts';
import { randomOrder } from './peers/random-order.ts';
import { thompsonSuccess } from './peers/thompson-success.ts';
import {
  discountedThompson,
  discountedUcb,
  epsilonGreedy,
  slidingUcb,
  ucb1,
} from './peers/top-bandits.ts';
import { tunedStatic } from './peers/tuned-static.ts';
import { simulate } from './simulate.ts';
import type { Traffic } from './traffic.ts';

/** What learns and can be had; the best of them is who the engine has to lead. */
const LEARNING_PEERS = [
  queueSuccessRate,
  thompsonSuccess,
  epsilonGreedy,
  ucb1,
  slidingUcb,
  discountedUcb,
  discountedThompson,
  paidShare,
];

export interface Compared {
  readonly seed: string;
  readonly world: string;
  /** By contender's name, the engine's first. */
  readonly gaps: ReadonlyMap<string, Gap>;
  readonly calibration: Calibration['test'];
}

export const ENGINE = 'paid-rate';
/** Not policies that anyone can have, or none at all. */
export const NOT_PEERS = new Set([ENGINE, 'tuned static, hindsight', 'random']);

/** The engine, and where asked all others, over one world's traffic. */
export function compare(
  traffic: Traffic,
  options: { readonly shape: string; readonly peers: boolean },
): Compared {
  const { world } = traffic;
  const calibration = new Calibration();
  const contenders: readonly Contender[] = [
    engine(ORDERING_POLICIES['paid-rate'], { onDecision: (one) => calibration.add(one) }),
    ...(options.peers
      ? [
          engine(ORDERING_POLICIES['success-rate']),
          ...LEARNING_PEERS.map((create) => create(world.seed)),
          tunedStatic(traffic),
          randomOrder(world.seed),
        ]
      : []),
  ];
  const gaps = new Map<string, Gap>();
  for (const contender of contenders) {
    const sum = new GapSum();
    simulate(traffic, contender, (scored) => sum.add(scored));
    gaps.set(contender.name, sum.mean);
  }
  return { seed: world.seed, world: options.shape, gaps, calibration: calibration.test };
}
