import { seededRandom } from '#lib/ordering/random.ts';
import type { CreateContender } from '../contender.ts';

export const randomOrder: CreateContender = (seed) => {
  const random = seededRandom(`random/${seed}`);
  return {
    name: 'random',
    order: ({ eligible }) =>
      eligible
        .map((method) => ({ method, draw: random.next() }))
        .toSorted((a, b) => a.draw - b.draw)
        .map(({ method }) => method),
    observe() {},
  };
};
