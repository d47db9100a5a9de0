import { at } from '../at.ts';
import type { CreateContender } from '../contender.ts';
import { methodName } from '../traffic.ts';
import { WORLD_CONTEXTS, WORLD_METHODS } from '../world-contexts.ts';

const PRIOR = 20;

/** By how many sessions each method paid where it was shown, in the context, leaning on all contexts. */
export const paidShare: CreateContender = () => {
  const one = () => WORLD_METHODS.map(() => ({ shown: 0, paid: 0 }));
  const all = one();
  const byContext = WORLD_CONTEXTS.map(one);
  return {
    name: 'paid share',
    order({ eligible, context }) {
      const score = (method: number) => {
        const { shown, paid } = at(all, method);
        const own = at(at(byContext, context.index), method);
        return (own.paid + (PRIOR * (paid + 1)) / (shown + 10)) / (own.shown + PRIOR);
      };
      return eligible.toSorted((a, b) => score(b) - score(a));
    },
    observe({ eligible, context }, order, record) {
      const counts = at(byContext, context.index);
      if (record.type === 'left' || record.type === 'closed') {
        for (const method of order) {
          at(all, method).shown += 1;
          at(counts, method).shown += 1;
        }
      }
      if (record.type !== 'outcome' || record.outcome !== 'paid') return;
      const method = eligible.find((candidate) => methodName(candidate) === record.method);
      if (method === undefined) return;
      at(all, method).paid += 1;
      at(counts, method).paid += 1;
    },
  };
};
