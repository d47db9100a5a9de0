import { beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { type ScriptedWorld, createScriptedWorld } from '../testing/scripted-world.ts';
import { PLAIN_EXPERIMENT } from '../testing/plain-experiment.ts';
import { shoppersCome } from '../testing/shoppers.ts';
import { createExperiment } from './draft-experiment.ts';
import { experimentMark, glanceAtExperiments, readShopTraffic } from './experiment-glance.ts';
import { lookAtExperiments } from './look-at-experiments.ts';
import { startExperiment } from './start-experiment.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

describeOnEachDatabase('a glance at experiments', (getDatabase) => {
  let world: ScriptedWorld;
  const owner = () => ({ merchantId: world.merchant.merchantId, livemode: false });
  /** Four of five pay, within five minutes. */
  const come = (count: number, overMs: number) =>
    shoppersCome(world, owner().merchantId, { count, overMs, paid: (_, nth) => nth % 5 !== 0 });

  beforeEach(async () => {
    world = await createScriptedWorld(getDatabase());
  });

  test('shows the latest look, and a mark that changes with each', async () => {
    const { db } = getDatabase();
    const { context, clock } = world;
    const { id } = await createExperiment(context, db, owner(), PLAIN_EXPERIMENT);
    const glance = async () => {
      const page = { limit: 10, startingAfter: null, endingBefore: null };
      const listed = await glanceAtExperiments(context, owner(), { status: null, page });
      return listed?.items[0]?.reading ?? null;
    };
    const marks = [await experimentMark(context, owner(), id)];
    expect(await glance()).toBeNull();
    await db.transaction((tx) => startExperiment(context, tx, owner(), id));
    marks.push(await experimentMark(context, owner(), id));
    await come(100, HOUR_MS);
    clock.advance(HOUR_MS);
    await lookAtExperiments(context);
    marks.push(await experimentMark(context, owner(), id));
    const first = await glance();
    await come(100, HOUR_MS);
    clock.advance(HOUR_MS);
    await lookAtExperiments(context);
    marks.push(await experimentMark(context, owner(), id));
    const second = await glance();
    expect(new Set(marks).size).toBe(marks.length);
    expect(first?.arms[0]?.verdict).toEqual({ code: 'collecting', because: 'too_few' });
    const seen = (units: readonly number[] = []) => units.reduce((sum, each) => sum + each, 0);
    expect([first, second].map((look) => seen(look?.health.exposed.units))).toEqual([100, 200]);
  });

  test('reckons with the shop’s own last four weeks, and says nothing of too few sessions', async () => {
    const { context, clock } = world;
    await come(90, DAY_MS);
    clock.advance(2 * HOUR_MS);
    expect(await readShopTraffic(context, owner())).toBeNull();
    await come(910, 9 * DAY_MS);
    clock.advance(HOUR_MS);
    const traffic = await readShopTraffic(context, owner());
    expect(traffic).toMatchObject({ sessions: 1_000, days: 10, perDay: 100 });
    expect(traffic?.paidShare).toBeCloseTo(0.8, 2);
    expect(await readShopTraffic(context, { ...owner(), livemode: true })).toBeNull();
    clock.advance(40 * DAY_MS);
    expect(await readShopTraffic(context, owner())).toBeNull();
  });
});
