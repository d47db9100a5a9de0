import { describe, expect, it } from 'vitest';
import { seededRandom } from '#lib/ordering/random.ts';
import { Calibration } from './calibration.ts';

/** What the test makes of decisions between two or three methods that keep their chances, or do not. */
function pOf(seed: string, truth: (chance: number) => number): number {
  const random = seededRandom(seed);
  const calibration = new Calibration();
  for (let decision = 0; decision < 4_000; decision += 1) {
    const chance = random.next();
    const topPropensities = { card: chance, fps: 0.99 * (1 - chance), payme: 0.01 * (1 - chance) };
    const draw = random.next();
    const leads =
      draw < truth(chance) ? 'card' : draw < chance + 0.99 * (1 - chance) ? 'fps' : 'payme';
    calibration.add({ topPropensities, order: [leads] });
  }
  return calibration.test.p;
}

describe('the test of logged chances', () => {
  it('is as often below a figure as the figure says, when all are true', () => {
    const ps = Array.from({ length: 200 }, (_, run) => pOf(`true ${run}`, (chance) => chance));
    const below = (figure: number) => ps.filter((p) => p < figure).length / ps.length;
    expect(below(0.5)).toBeGreaterThan(0.4);
    expect(below(0.5)).toBeLessThan(0.6);
    expect(below(0.1)).toBeGreaterThan(0.04);
    expect(below(0.1)).toBeLessThan(0.17);
  });

  it('finds chances that were too near to even', () => {
    const sharper = (chance: number) => chance ** 1.3 / (chance ** 1.3 + (1 - chance) ** 1.3);
    expect(pOf('off', sharper)).toBeLessThan(0.001);
  });
});
