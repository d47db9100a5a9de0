import { beforeEach, expect, test } from 'vitest';
import { orderingConfig } from '#lib/db/schema/ordering.ts';
import { listShownExperiments } from '#lib/db/stores/ordering-config-store.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import { NO_RULES } from '#lib/ordering/ordering-rules.ts';
import { ParamError } from '../param-error.ts';
import { seedMerchant } from '../testing/seed.ts';
import { type TestContext, createTestContext } from '../testing/test-context.ts';
import { createExperiment } from './draft-experiment.ts';
import { setHoldout } from './experiment-holdout.ts';
import type { ExperimentSettings } from './experiment-settings.ts';
import { finishExperiment, rollBackExperiment, rollOutExperiment } from './roll-out-experiment.ts';
import { startExperiment } from './start-experiment.ts';
import { stopArms, stopExperiment } from './stop-experiment.ts';
import { PLAIN_EXPERIMENT } from '../testing/plain-experiment.ts';
import { look, readBook, shoppersCome, template } from '../testing/shoppers.ts';

const HOUR_MS = 60 * 60 * 1000;
const ORDERS = [
  { key: 'own', weight: 0.5, policy: null, order: ['card', 'fps'] },
  { key: 'fps-first', weight: 0.5, policy: null, order: ['fps', 'card'] },
] as const;

describeOnEachDatabase('rolling out', (getDatabase) => {
  let app: TestContext;
  let merchantId: MerchantId;
  const owner = () => ({ merchantId, livemode: false });

  beforeEach(async () => {
    app = createTestContext(getDatabase());
    merchantId = (await seedMerchant(app.context)).merchantId;
  });

  const stopped = async (settings: Partial<ExperimentSettings> = {}) => {
    const { db } = getDatabase();
    const asked = { ...PLAIN_EXPERIMENT, arms: ORDERS, ...settings };
    const { id } = await createExperiment(app.context, db, owner(), asked);
    await db.transaction((tx) => startExperiment(app.context, tx, owner(), id));
    await db.transaction((tx) => stopExperiment(app.context, tx, owner(), id));
    return id;
  };
  const rollOut = (id: string, arm: string, coverage: number) =>
    getDatabase().db.transaction((tx) =>
      rollOutExperiment(app.context, tx, owner(), {
        id,
        arm,
        steps: [{ at: null, coverage, param: 'coverage' }],
      }),
    );
  const paramOf = async (call: Promise<unknown>) => {
    const error: unknown = await call.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof ParamError)) throw new Error('It was not refused.', { cause: error });
    return error.param;
  };
  /** What stands first for so many shoppers, by how many. */
  const firsts = async (count: number) => {
    const shown = await shoppersCome(app, merchantId, {
      count,
      overMs: HOUR_MS,
      paid: () => false,
    });
    const found: Record<string, number> = {};
    for (const { decision } of shown) {
      const first = decision.order[0] ?? '';
      found[first] = (found[first] ?? 0) + 1;
    }
    return found;
  };

  test('the winner goes to more and more shoppers, and then is the merchant’s own setting', async () => {
    const { db } = getDatabase();
    const id = await stopped();
    expect(await firsts(100)).toEqual({ card: 100 });
    expect(await rollOut(id, 'fps-first', 0.25)).toMatchObject({ winner: 'fps-first' });
    const quarter = await firsts(1_000);
    // Four standard deviations.
    expect(Math.abs((quarter['fps'] ?? 0) - 250)).toBeLessThan(56);
    expect(await paramOf(rollOut(id, 'fps-first', 0.2))).toBe('coverage');
    expect(await paramOf(rollOut(id, 'own', 0.5))).toBe('arm');
    await rollOut(id, 'fps-first', 1);
    expect(await firsts(100)).toEqual({ fps: 100 });
    await db.insert(orderingConfig).values({
      ...owner(),
      policy: 'paid-rate',
      rules: { ...NO_RULES, maxDisplacement: 3, orderByRegion: { MO: ['card'] } },
      feeShares: { card: 0.03 },
      outageAction: 'close',
      pausedAt: null,
      version: 7,
      updatedAt: app.clock.now(),
    });
    expect(await listShownExperiments(db, owner())).toEqual([id]);
    expect(
      await db.transaction((tx) => finishExperiment(app.context, tx, owner(), id)),
    ).toMatchObject({ finishedAt: app.clock.now(), winner: 'fps-first' });
    expect(await db.select().from(orderingConfig)).toMatchObject([
      {
        policy: 'fixed',
        rules: { order: ['fps', 'card'], orderByRegion: {}, maxDisplacement: 3 },
        feeShares: { card: 0.03 },
        outageAction: 'close',
        version: 8,
      },
    ]);
    expect(await firsts(100)).toEqual({ fps: 100 });
    expect(await listShownExperiments(db, owner())).toEqual([]);
    const again = db.transaction((tx) => finishExperiment(app.context, tx, owner(), id));
    expect(await paramOf(again)).toBe('id');
    expect(await paramOf(rollOut(id, 'fps-first', 1))).toBe('id');
  });

  test('an arm with a policy becomes the policy, of a merchant that had said nothing', async () => {
    const { db } = getDatabase();
    const id = await stopped({ arms: PLAIN_EXPERIMENT.arms });
    await rollOut(id, 'engine', 1);
    await db.transaction((tx) => finishExperiment(app.context, tx, owner(), id));
    expect(await db.select().from(orderingConfig)).toMatchObject([
      { policy: 'paid-rate', rules: NO_RULES, version: 1 },
    ]);
  });

  test('a rollout can be taken back, and only one is under way', async () => {
    const { db } = getDatabase();
    const [first, second] = [await stopped(), await stopped()];
    await rollOut(first, 'fps-first', 1);
    await readBook(app);
    const [session] = await template(app, merchantId);
    const seen = look(app, session, { shopper: 'cus_known', elsewhere: null });
    if (seen === null) throw new Error('Nothing was shown.');
    const elsewhere = { ...seen, order: seen.decision.order };
    expect(elsewhere.order[0]).toBe('fps');
    app.clock.advance(HOUR_MS);
    expect(await paramOf(rollOut(second, 'own', 0.5))).toBe('id');
    expect(await rollBackExperiment(app.context, db, owner(), first)).toMatchObject({
      winner: null,
      rollout: null,
    });
    expect(await firsts(50)).toEqual({ card: 50 });
    // Also to one who saw it an hour ago.
    const again = look(app, session, { shopper: 'cus_known', elsewhere });
    expect(again).toMatchObject({ source: 'static' });
    expect(again?.decision.order[0]).toBe('card');
    expect(await paramOf(rollBackExperiment(app.context, db, owner(), first))).toBe('id');
    expect(await rollOut(second, 'fps-first', 0.5)).toMatchObject({ winner: 'fps-first' });
  });

  test('what runs, what a guardrail stopped and what is no arm is not rolled out', async () => {
    const { db } = getDatabase();
    const { id } = await createExperiment(app.context, db, owner(), PLAIN_EXPERIMENT);
    const row = await db.transaction((tx) => startExperiment(app.context, tx, owner(), id));
    expect(await paramOf(rollOut(id, 'engine', 0.5))).toBe('id');
    if (row === null) throw new Error('It did not start.');
    await db.transaction((tx) =>
      stopArms(app.context, tx, row, [{ arm: 'engine', metric: 'paid' }]),
    );
    expect(await paramOf(rollOut(id, 'engine', 0.5))).toBe('arm');
    expect(await paramOf(rollOut(id, 'nobody', 0.5))).toBe('arm');
    expect(await rollOut(id, 'own', 0.5)).toMatchObject({ winner: 'own' });
  });

  test('a share of shoppers is in no experiment, and the share stands', async () => {
    const { db } = getDatabase();
    const set = (share: number) => setHoldout(app.context, db, owner(), share);
    const first = await set(0.2);
    expect(await set(0.2)).toEqual(first);
    expect(await paramOf(set(0.3))).toBe('share');
    const { id } = await createExperiment(app.context, db, owner(), PLAIN_EXPERIMENT);
    await db.transaction((tx) => startExperiment(app.context, tx, owner(), id));
    const shown = await shoppersCome(app, merchantId, {
      count: 1_000,
      overMs: HOUR_MS,
      paid: () => false,
    });
    const out = shown.filter(({ experimentId }) => experimentId === null).length;
    expect(Math.abs(out - 200)).toBeLessThan(51);
  });
});
