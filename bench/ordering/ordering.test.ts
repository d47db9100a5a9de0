import { describe, expect, it } from 'vitest';
import { ORDERING_POLICIES } from '#lib/ordering/policies/table.ts';
import { seededRandom } from '#lib/ordering/random.ts';
import { at } from './at.ts';
import { Calibration } from './calibration.ts';
import type { Contender } from './contender.ts';
import { engine } from './engine.ts';
import { GapSum, gapClosed } from './gap.ts';
import { oracleOrder } from './oracle.ts';
import { drillOutages } from './outage-drill.ts';
import { paidShare } from './peers/paid-share.ts';
import { queueSuccessRate } from './peers/queue-success-rate.ts';
import { drawSegment, firstChoice, nextChoice, paidChance } from './shopper.ts';
import { simulate } from './simulate.ts';
import { createTraffic } from './traffic.ts';
import { WORLD_CONTEXTS } from './world-contexts.ts';
import { type Instant, createWorld } from './world.ts';

const world = createWorld({ seed: 'slice', days: 10 });

function permutations(values: readonly number[]): readonly (readonly number[])[] {
  if (values.length < 2) return [values];
  return values.flatMap((value, index) =>
    permutations(values.toSpliced(index, 1)).map((rest) => [value, ...rest]),
  );
}

/** Whether one shopper who is shown an order pays in the end. */
function shop(random: ReturnType<typeof seededRandom>, instant: Instant, order: readonly number[]) {
  const segment = drawSegment(random, instant);
  const tried: number[] = [];
  let place = firstChoice(random, instant, order, segment);
  while (place !== null) {
    if (random.next() < at(instant.success, at(order, place))) return true;
    tried.push(place);
    place = nextChoice(random, instant, order, { segment, tried });
  }
  return false;
}

describe('the world of shoppers', () => {
  it('pays as often as the exact chance says', () => {
    const random = seededRandom('monte carlo');
    for (const index of [0, 57, 130]) {
      const context = at(WORLD_CONTEXTS, index);
      const instant = world.instantAt(context, 0);
      const order = at(world.eligible, index);
      const runs = 20_000;
      let paid = 0;
      for (let run = 0; run < runs; run += 1) if (shop(random, instant, order)) paid += 1;
      const chance = paidChance(instant, order);
      const spread = 4.5 * Math.sqrt((chance * (1 - chance)) / runs);
      expect(Math.abs(paid / runs - chance)).toBeLessThan(spread);
    }
  });

  it('has an oracle that no permutation beats by much', () => {
    for (const index of [3, 40, 101]) {
      const instant = world.instantAt(at(WORLD_CONTEXTS, index), 0);
      const methods = at(world.eligible, index).slice(0, 6);
      const best = Math.max(...permutations(methods).map((order) => paidChance(instant, order)));
      const found = paidChance(instant, oracleOrder(instant, methods));
      expect(found).toBeGreaterThan(best - 1e-4);
    }
  });
});

describe('ten days of a small shop', () => {
  const traffic = createTraffic(world, { sessionsPerDay: 300, scoreEvery: 1 });
  const run = (contender: Contender) => {
    const sum = new GapSum();
    simulate(traffic, contender, (scored) => sum.add(scored));
    return gapClosed(sum.mean);
  };
  const calibration = new Calibration();
  const closed = run(
    engine(ORDERING_POLICIES['paid-rate'], { onDecision: (one) => calibration.add(one) }),
  );

  it('are ordered by the engine to bring most of what the best order would', () => {
    expect(closed).toBeGreaterThan(65);
  });

  it('are ordered better than by success, and by what was paid with', () => {
    expect(closed).toBeGreaterThan(run(engine(ORDERING_POLICIES['success-rate'])) + 30);
    expect(closed).toBeGreaterThan(run(queueSuccessRate('slice')) + 30);
    expect(closed).toBeGreaterThan(run(paidShare('slice')) + 5);
  });

  it('put methods first as often as was logged', () => {
    const { p, degrees } = calibration.test;
    expect(degrees).toBeGreaterThan(5);
    expect(p).toBeGreaterThan(0.001);
  });

  it('are the same again for the same seed', () => {
    const short = createTraffic(createWorld({ seed: 'again', days: 1 }), {
      sessionsPerDay: 300,
      scoreEvery: 1,
    });
    const orders = () => {
      const seen: string[] = [];
      simulate(short, engine(ORDERING_POLICIES['paid-rate']), ({ order, value }) =>
        seen.push(`${order.join()} ${value}`),
      );
      return seen;
    };
    expect(orders()).toEqual(orders());
  });
});

describe('outages of an hour', () => {
  const drill = { seed: 'slice', sessionsPerDay: 5_000, days: 4, outagesPerDay: 4 };
  const drilled = drillOutages(drill);
  const blind = drillOutages({ ...drill, detects: false });

  it('are noticed while they last, and nothing else is taken for one', () => {
    expect(drilled.outages.map(({ silent }) => silent)).toContain(true);
    expect(drilled.outages.map(({ silent }) => silent)).toContain(false);
    const noticed = drilled.outages.filter(({ minutesToDetect }) => minutesToDetect !== null);
    expect(noticed.length).toBeGreaterThanOrEqual(3);
    expect(drilled.falseAlarms).toBe(0);
  });

  it('cost less than without a detector', () => {
    expect(blind.outages.every(({ minutesToDetect }) => minutesToDetect === null)).toBe(true);
    expect(drilled.gapInOutages).toBeGreaterThan(blind.gapInOutages + 10);
    expect(drilled.leakedPercent).toBeLessThan(blind.leakedPercent - 30);
  });
});
