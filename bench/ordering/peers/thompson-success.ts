import { beta, seededRandom } from '#lib/ordering/random.ts';
import { at } from '../at.ts';
import type { CreateContender } from '../contender.ts';
import { methodName } from '../traffic.ts';
import { WORLD_CONTEXTS, WORLD_METHODS } from '../world-contexts.ts';
import { firstOutcome } from './session-reward.ts';

/** Thompson sampling of each method's success in the shopper's context. */
export const thompsonSuccess: CreateContender = (seed) => {
  const random = seededRandom(`thompson/${seed}`);
  const counts = WORLD_CONTEXTS.map(() => WORLD_METHODS.map(() => ({ paid: 0, failed: 0 })));
  return {
    name: 'Thompson on success',
    order: ({ eligible, context }) =>
      eligible
        .map((method) => {
          const { paid, failed } = at(at(counts, context.index), method);
          return { method, score: beta(random, 1 + paid, 1 + failed) };
        })
        .toSorted((a, b) => b.score - a.score)
        .map(({ method }) => method),
    observe({ eligible, context }, _, record) {
      const outcome = firstOutcome(record);
      const method = eligible.find((one) => methodName(one) === outcome?.method);
      if (outcome === null || method === undefined) return;
      const count = at(at(counts, context.index), method);
      if (outcome.paid) count.paid += 1;
      else count.failed += 1;
    },
  };
};
