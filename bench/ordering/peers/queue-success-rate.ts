import { seededRandom } from '#lib/ordering/random.ts';
import { at } from '../at.ts';
import type { CreateContender } from '../contender.ts';
import { methodName } from '../traffic.ts';
import { WORLD_METHODS } from '../world-contexts.ts';
import { firstOutcome } from './session-reward.ts';

const QUEUE_LENGTH = 125;
const HEDGING_SHARE = 0.05;

/**
 * As a well-known router of payments orders gateways: by the mean of each one's last 125 outcomes, full of
 * successes at first; in one session of twenty all count the same.
 */
export const queueSuccessRate: CreateContender = (seed) => {
  const random = seededRandom(`queue/${seed}`);
  const queues = WORLD_METHODS.map(() => Array.from({ length: QUEUE_LENGTH }, () => 1));
  const sums = WORLD_METHODS.map(() => QUEUE_LENGTH);
  return {
    name: 'success rate, last 125',
    order({ eligible }) {
      const hedging = random.next() < HEDGING_SHARE;
      return eligible
        .map((method) => ({ method, score: hedging ? random.next() : at(sums, method) }))
        .toSorted((a, b) => b.score - a.score)
        .map(({ method }) => method);
    },
    observe({ eligible }, _, record) {
      const outcome = firstOutcome(record);
      const method = eligible.find((one) => methodName(one) === outcome?.method);
      if (outcome === null || method === undefined) return;
      const queue = at(queues, method);
      const paid = outcome.paid ? 1 : 0;
      sums[method] = at(sums, method) + paid - (queue.shift() ?? 0);
      queue.push(paid);
    },
  };
};
