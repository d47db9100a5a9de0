import { describe, expect, it } from 'vitest';
import { type Random, beta, exponential, gamma, normal, seededRandom } from './random.ts';

const DRAWS = 40_000;

function moments(draw: (random: Random) => number): { mean: number; variance: number } {
  const random = seededRandom('moments');
  const values = Array.from({ length: DRAWS }, () => draw(random));
  const mean = values.reduce((sum, value) => sum + value, 0) / DRAWS;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / DRAWS;
  return { mean, variance };
}

describe('seeded randomness', () => {
  it('repeats for a seed, and differs for seeds that differ by one letter', () => {
    const run = (seed: string) => {
      const random = seededRandom(seed);
      return Array.from({ length: 5 }, () => random.next());
    };
    expect(run('session-1')).toEqual(run('session-1'));
    expect(run('session-1')).not.toEqual(run('session-2'));
  });

  it('is uniform over the first draws of neighbouring seeds: that is how sessions are drawn', () => {
    const bins = Array.from({ length: 50 }, () => 0);
    const pairs = [0, 0, 0, 0];
    for (let index = 0; index < DRAWS; index += 1) {
      const random = seededRandom(`lead/cs_${index}`);
      const [first, second] = [random.next(), random.next()];
      bins[Math.floor(first * 50)] = (bins[Math.floor(first * 50)] ?? 0) + 1;
      const pair = (first < 0.5 ? 0 : 2) + (second < 0.5 ? 0 : 1);
      pairs[pair] = (pairs[pair] ?? 0) + 1;
    }
    const chiSquare = (counts: readonly number[]) => {
      const expected = DRAWS / counts.length;
      return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    };
    // The 99.99 % points of χ² with 49 and 3 degrees of freedom.
    expect(chiSquare(bins)).toBeLessThan(94);
    expect(chiSquare(pairs)).toBeLessThan(21.1);
  });

  it('draws distributions with the moments they have', () => {
    const cases = [
      { draw: normal, mean: 0, variance: 1 },
      { draw: (random: Random) => exponential(random, 3), mean: 3, variance: 9 },
      { draw: (random: Random) => gamma(random, 0.4), mean: 0.4, variance: 0.4 },
      { draw: (random: Random) => gamma(random, 7.5), mean: 7.5, variance: 7.5 },
      { draw: (random: Random) => beta(random, 17, 3), mean: 0.85, variance: (0.85 * 0.15) / 21 },
      {
        draw: (random: Random) => beta(random, 0.6, 4),
        mean: 0.6 / 4.6,
        variance: (0.6 * 4) / (4.6 ** 2 * 5.6),
      },
    ];
    for (const { draw, mean, variance } of cases) {
      const seen = moments(draw);
      expect(Math.abs(seen.mean - mean)).toBeLessThan(5 * Math.sqrt(variance / DRAWS));
      expect(seen.variance / variance).toBeGreaterThan(0.9);
      expect(seen.variance / variance).toBeLessThan(1.1);
    }
  });

  it('refuses a gamma of no shape', () => {
    expect(() => gamma(seededRandom('x'), 0)).toThrow(RangeError);
    expect(() => gamma(seededRandom('x'), Number.NaN)).toThrow(RangeError);
  });
});
