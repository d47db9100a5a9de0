import { randomInt } from 'node:crypto';

/** Chance that can be had again: the same seed, the same numbers. */
export interface Chance {
  readonly seed: number;
  /** A whole number of [0, below). */
  below(limit: number): number;
  pick<T>(list: readonly [T, ...T[]]): T;
  shuffled<T>(list: readonly T[]): readonly T[];
}

/**
 * Chance from `PRAYA_FAULTS_SEED`, or from a seed of its own. Print the seed: it is how a failure is had
 * again. (The generator is mulberry32.)
 */
export function chance(given: string | undefined = process.env['PRAYA_FAULTS_SEED']): Chance {
  const seed = given === undefined ? randomInt(2 ** 31) : Number(given);
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    seed,
    below,
    pick: (list) => list[below(list.length)] ?? list[0],
    shuffled(list) {
      const copy = [...list];
      for (let last = copy.length - 1; last > 0; last -= 1) {
        const other = below(last + 1);
        const [a, b] = [copy[last], copy[other]];
        if (a !== undefined && b !== undefined) [copy[last], copy[other]] = [b, a];
      }
      return copy;
    },
  };
}
