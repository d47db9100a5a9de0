import { expect, it } from 'vitest';
import { seededRandom } from './testing/seeded-random.ts';
import { simulateLooks } from './testing/simulate-looks.ts';

const RUNS = 240;
const ALPHA = 0.05;

it('declares no winner between two equal arms more often than it may, however often it is asked', () => {
  const random = seededRandom(168);
  const outcomes = Array.from({ length: RUNS }, () =>
    simulateLooks(
      {
        control: 0.8,
        treatment: 0.8,
        looks: 168,
        sessionsPerLook: 100,
        plannedUnits: 16_800,
        alpha: ALPHA,
      },
      random,
    ),
  );
  const share = (of: (outcome: (typeof outcomes)[number]) => boolean) =>
    outcomes.filter(of).length / RUNS;
  expect(share(({ verdict }) => verdict !== null)).toBeLessThanOrEqual(ALPHA);
  expect(share(({ stopped }) => stopped)).toBeLessThanOrEqual(0.01);
  expect(share(({ invalid }) => invalid)).toBeLessThanOrEqual(0.01);
  // The same sessions by a test that is meant for one look: looking makes winners of nothing.
  expect(share(({ naive }) => naive !== null)).toBeGreaterThan(0.25);
  expect(share(({ naiveAtEnd }) => naiveAtEnd)).toBeLessThan(0.1);
});

it('finds a real effect, and the right way round', () => {
  const random = seededRandom(81);
  const outcomes = Array.from({ length: 40 }, () =>
    simulateLooks(
      {
        control: 0.8,
        treatment: 0.83,
        looks: 50,
        sessionsPerLook: 300,
        plannedUnits: 15_000,
        alpha: ALPHA,
      },
      random,
    ),
  );
  const found = outcomes.filter(({ verdict }) => verdict?.better === true).length;
  expect(found / outcomes.length).toBeGreaterThan(0.8);
  expect(outcomes.some(({ verdict }) => verdict?.better === false)).toBe(false);
});
