import { eq } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import { experiment } from '#lib/db/schema/experiment.ts';
import { orderingState } from '#lib/db/schema/ordering.ts';
import { event } from '#lib/db/schema/webhook.ts';
import type { ExperimentRow } from '#lib/db/stores/ordering-store.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import { SHARED_LEARNER, armLearner } from '#lib/ordering/ordering-config.ts';
import { EMPTY_ORDERING_STATE } from '#lib/ordering/ordering-state.ts';
import { changeOrdering } from '../ordering/change-ordering.ts';
import { readOrderingBook } from '../ordering/read-ordering-book.ts';
import { ParamError } from '../param-error.ts';
import { seedMerchant } from '../testing/seed.ts';
import { type TestContext, createTestContext } from '../testing/test-context.ts';
import { createExperiment, updateDraft } from './draft-experiment.ts';
import type { ExperimentSettings } from './experiment-settings.ts';
import { rampExperiment } from './ramp-experiment.ts';
import { startExperiment } from './start-experiment.ts';
import { stopArm, stopExperiment } from './stop-experiment.ts';
import { PLAIN_EXPERIMENT } from '../testing/plain-experiment.ts';
import { look, readBook, shoppersCome, template } from '../testing/shoppers.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const ORDERS = [
  { key: 'own', weight: 0.5, policy: null, order: ['card', 'fps'] },
  { key: 'fps-first', weight: 0.5, policy: null, order: ['fps', 'card'] },
] as const;

describeOnEachDatabase('experiments', (getDatabase, openNode) => {
  let app: TestContext;
  let merchantId: MerchantId;
  const owner = () => ({ merchantId, livemode: false });

  beforeEach(async () => {
    app = createTestContext(getDatabase());
    merchantId = (await seedMerchant(app.context)).merchantId;
  });

  const draft = (settings: Partial<ExperimentSettings> = {}) =>
    createExperiment(app.context, getDatabase().db, owner(), { ...PLAIN_EXPERIMENT, ...settings });
  const start = (id: string) =>
    getDatabase().db.transaction((tx) => startExperiment(app.context, tx, owner(), id));
  const started = async (settings: Partial<ExperimentSettings> = {}) => {
    const row = await start((await draft(settings)).id);
    if (row === null) throw new Error('There was nothing to start.');
    return row;
  };
  /** The parameter and the words of a refusal. */
  const refusal = async (call: Promise<unknown>) => {
    const error: unknown = await call.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof ParamError)) throw new Error('It was not refused.', { cause: error });
    return { param: error.param, message: error.message };
  };
  const plan = (change: Partial<ExperimentSettings['plan']>) => ({
    plan: { ...PLAIN_EXPERIMENT.plan, ...change },
  });
  const within = (from: number, to: number, seed = 'default') => ({
    namespace: { seed, from, to },
  });

  test('what cannot be run is refused by the name of its parameter, and nothing is written', async () => {
    const [own, engine] = PLAIN_EXPERIMENT.arms;
    if (own === undefined || engine === undefined) throw new Error('two arms');
    const arms = (...changes: readonly object[]) => ({
      arms: [own, engine].map((arm, index) => ({ ...arm, ...changes[index] })),
    });
    const wrong: readonly (readonly [string, Partial<ExperimentSettings>])[] = [
      ['arms', { arms: [own] }],
      ['arms', arms({ weight: 0.5 }, { weight: 0.4 })],
      ['arms[1][weight]', arms({}, { weight: 1 })],
      ['arms[1][key]', arms({}, { key: 'own' })],
      ['arms[1][policy]', arms({}, { policy: 'oracle' })],
      ['arms[0]', arms({ policy: null })],
      ['arms[0]', arms({ order: ['card'] })],
      ['arms[1][order][1]', arms({}, { policy: null, order: ['card', 'bitcoin'] })],
      ['arms[1][order][0]', arms({}, { policy: null, order: ['apple_pay'] })],
      ['arms[1][order][1]', arms({}, { policy: null, order: ['card', 'card'] })],
      ['coverage', { coverage: 0 }],
      ['namespace', within(0.5, 0.5)],
      ['plan[alpha]', plan({ alpha: 0.3 })],
      ['plan[planned_units]', plan({ size: { plannedUnits: 0 } })],
      ['plan[minimal_effect]', plan({ size: { baseline: 0.9, minimalEffect: 0.1, power: 0.8 } })],
      [
        'plan[guardrails][1][metric]',
        plan({
          guardrails: [
            { metric: 'paid', margin: 0.01 },
            { metric: 'paid', margin: 0.02 },
          ],
        }),
      ],
      ['plan[guardrails][0][margin]', plan({ guardrails: [{ metric: 'paid', margin: 1 }] })],
    ];
    const told = [];
    for (const [, settings] of wrong) told.push((await refusal(draft(settings))).param);
    expect(told).toEqual(wrong.map(([param]) => param));
    expect((await refusal(draft(arms({ weight: 0.5 }, { weight: 0.4 })))).message).toContain(
      'sum to 0.9',
    );
    expect(await getDatabase().db.$count(experiment)).toBe(0);
  });

  test('a size is worked out so that the smallest arm has enough, at its part of α', async () => {
    const size = { baseline: 0.8, minimalEffect: 0.01, power: 0.8 };
    const { plan: alike } = await draft(plan({ size }));
    // 24,638 an arm at one look; 1.7 times that.
    expect(alike.plannedUnits).toBe(Math.ceil(1.7 * 24_637.2) * 2);
    expect(alike.sizing).toEqual(size);
    const [own, engine] = PLAIN_EXPERIMENT.arms;
    const arms = [
      { ...own, weight: 0.9 },
      { ...engine, weight: 0.1 },
    ] as ExperimentSettings['arms'];
    const { plan: uneven } = await draft({ ...plan({ size }), arms });
    expect(uneven.plannedUnits).toBe(Math.ceil(1.7 * 24_637.2) * 10);
  });

  test('a draft can be changed, and what has started cannot, nor be started twice', async () => {
    const { id } = await draft();
    const { db } = getDatabase();
    const rename = (name: string) => updateDraft(app.context, db, owner(), id, () => ({ name }));
    expect(await rename('Another question')).toMatchObject({
      name: 'Another question',
      status: 'draft',
      version: 2,
    });
    expect(await start(id)).toMatchObject({ status: 'running', startedAt: app.clock.now() });
    expect((await refusal(rename('And another'))).param).toBe('id');
    expect((await refusal(start(id))).message).toContain('is running');
    const types = (await db.select().from(event)).map(({ type }) => type);
    expect(types).toEqual(['experiment.started']);
  });

  test('in live mode an outcome counts for at least as long as an FPS code is alive', async () => {
    const { size, ...rest } = PLAIN_EXPERIMENT.plan;
    const of = (minutes: number) => ({
      ...PLAIN_EXPERIMENT,
      plan: { ...rest, size, settings: { ...rest.settings, maturityMs: minutes * 60_000 } },
    });
    const live = { merchantId, livemode: true };
    const made = (minutes: number, of_ = live) =>
      createExperiment(app.context, getDatabase().db, of_, of(minutes));
    expect(await refusal(made(29))).toEqual({
      param: 'plan[maturity_minutes]',
      message: expect.stringContaining('30 or more in live mode'),
    });
    expect((await made(1, owner())).plan.settings.maturityMs).toBe(60_000);
  });

  test('shoppers are in one experiment at a time: what would overlap is refused', async () => {
    const start2 = async (settings: Partial<ExperimentSettings>) =>
      refusal(start((await draft(settings)).id));
    await started(within(0, 0.5));
    expect((await start2({})).param).toBe('namespace');
    expect((await start2(within(0.4, 0.9))).message).toContain('would share shoppers');
    expect((await start2(within(0.5, 1, 'another'))).param).toBe('namespace');
    expect((await start2({ ...within(0.5, 1), hash: 'growthbook_v2' })).param).toBe('namespace');
    expect(await started(within(0.5, 1))).toMatchObject({ status: 'running' });
    // Another merchant's shoppers are others.
    const other = (await seedMerchant(app.context, { name: 'Peak Ceramics' })).merchantId;
    const { db } = getDatabase();
    const theirs = { merchantId: other, livemode: false };
    const { id } = await createExperiment(app.context, db, theirs, PLAIN_EXPERIMENT);
    expect(
      await db.transaction((tx) => startExperiment(app.context, tx, theirs, id)),
    ).toMatchObject({ status: 'running' });
    expect(await start(id)).toBeNull();
  });

  test('of two that are started at once one wins', async () => {
    const drafts = [await draft(), await draft()];
    const nodes = [getDatabase(), await openNode()];
    const answers = await Promise.allSettled(
      drafts.map(({ id }, index) =>
        (nodes[index] ?? getDatabase()).db.transaction((tx) =>
          startExperiment(app.context, tx, owner(), id),
        ),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const rows = await getDatabase().db.select().from(experiment);
    expect(rows.filter(({ status }) => status === 'running')).toHaveLength(1);
  });

  test('arms that learn get states of their own, forked from what all know, where there are two', async () => {
    const { db } = getDatabase();
    const state = { ...EMPTY_ORDERING_STATE, version: 41 };
    await db.insert(orderingState).values({
      ...owner(),
      learner: SHARED_LEARNER,
      state,
      version: 5,
      updatedAt: app.clock.now(),
    });
    expect(await started()).toMatchObject({ learners: 'shared' });
    expect(await db.$count(orderingState)).toBe(1);
    const [running] = await db.select().from(experiment);
    await db.transaction((tx) => stopExperiment(app.context, tx, owner(), running?.id ?? ''));
    const arms = ['paid-rate', 'success-rate', 'fixed'].map((policy, index) => ({
      key: policy,
      weight: index === 0 ? 0.5 : 0.25,
      policy,
      order: null,
    }));
    const { id, learners } = await started({ arms });
    expect(learners).toBe('separate');
    const states = await db.select().from(orderingState);
    expect(states.map(({ learner }) => learner).toSorted()).toEqual(
      [SHARED_LEARNER, armLearner(id, 'paid-rate'), armLearner(id, 'success-rate')].toSorted(),
    );
    for (const row of states) expect(row.state).toEqual(state);
    // Orders go by an arm's state as long as the experiment runs.
    const learnersRead = async () => {
      await readBook(app);
      return [...(app.context.ordering.of(owner())?.states.keys() ?? [])].toSorted();
    };
    expect(await learnersRead()).toEqual(states.map(({ learner }) => learner).toSorted());
    const shown = await shoppersCome(app, merchantId, {
      count: 100,
      overMs: HOUR_MS,
      paid: () => false,
    });
    expect(new Set(shown.map(({ arm, learner }) => `${arm} ${learner}`))).toEqual(
      new Set([
        `paid-rate ${armLearner(id, 'paid-rate')}`,
        `success-rate ${armLearner(id, 'success-rate')}`,
        `fixed ${SHARED_LEARNER}`,
      ]),
    );
    await db.transaction((tx) => stopExperiment(app.context, tx, owner(), id));
    expect(await learnersRead()).toEqual([SHARED_LEARNER]);
  });

  test('coverage is raised and never lowered, now or by steps to come', async () => {
    const { id } = await started({ coverage: 0.1 });
    const { db } = getDatabase();
    const ramp = (...steps: Parameters<typeof rampExperiment>[4]) =>
      rampExperiment(app.context, db, owner(), id, steps);
    const tomorrow = new Date(app.clock.now().getTime() + DAY_MS);
    const now = (coverage: number) => ({ at: null, coverage, param: 'coverage' });
    const at = (when: Date, coverage: number) => ({ at: when, coverage, param: 'steps[0]' });
    expect((await refusal(ramp(now(0.05)))).param).toBe('coverage');
    expect((await refusal(ramp(now(0.2), at(tomorrow, 0.1)))).param).toBe('steps[0][coverage]');
    expect((await refusal(ramp(now(0.2), at(new Date(0), 0.3)))).param).toBe('steps[0][at]');
    app.clock.advance(HOUR_MS);
    expect((await ramp(now(0.2), at(tomorrow, 0.6)))?.ramp.map(({ coverage }) => coverage)).toEqual(
      [0.1, 0.2, 0.6],
    );
    // What had not come yet is replaced.
    expect((await ramp(now(0.3)))?.ramp.map(({ coverage }) => coverage)).toEqual([0.1, 0.3]);
    expect((await refusal(ramp(now(0.2)))).message).toContain('0.3');
  });

  test('of 2,000 sessions each arm gets its share, and who saw an arm stays in it', async () => {
    const { id } = await started({ arms: ORDERS, coverage: 0.5 });
    const shown = await shoppersCome(app, merchantId, {
      count: 2_000,
      overMs: HOUR_MS,
      paid: () => false,
    });
    const inArm = (arm: string | null) => shown.filter((row) => row.arm === arm).length;
    // Four standard deviations about 500, 500 and 1,000.
    expect(Math.abs(inArm('own') - 500)).toBeLessThan(78);
    expect(Math.abs(inArm('fps-first') - 500)).toBeLessThan(78);
    expect(Math.abs(inArm(null) - 1_000)).toBeLessThan(90);
    for (const row of shown.filter(({ arm }) => arm !== null)) {
      expect(row).toMatchObject({ experimentId: id, unit: row.sessionId, ordersDiffer: true });
      expect(row.decision.order[0]).toBe(row.arm === 'own' ? 'card' : 'fps');
    }
    await rampExperiment(app.context, getDatabase().db, owner(), id, [
      { at: null, coverage: 1, param: 'coverage' },
    ]);
    await readBook(app);
    const [session] = await template(app, merchantId);
    for (const { arm, decision, sessionId, at } of shown.slice(0, 300)) {
      const again = look(app, { ...session, id: sessionId }, null);
      if (arm !== null) expect(again?.arm).toBe(arm);
      else expect(again?.arm).not.toBeNull();
      // A shopper who is known now is another unit, and keeps the arm that was seen.
      const elsewhere = { sessionId, at, order: decision.order, experimentId: id, arm, unit: null };
      const known = look(app, session, { shopper: `cus_${sessionId}`, elsewhere });
      if (arm !== null) expect(known).toMatchObject({ arm, unit: `cus_${sessionId}` });
    }
  });

  test('an arm that was taken away is shown to nobody, and its experiment goes on', async () => {
    const third = 1 / 3;
    const arms = [...ORDERS, { key: 'wallet-first', policy: null, order: ['alipayhk'] }].map(
      (arm) => ({ ...arm, weight: third }),
    );
    const { id } = await started({ arms });
    const { db } = getDatabase();
    // The control is not what the merchant shows everybody else.
    await changeOrdering(db, owner(), { rules: { order: ['fps'] } }, app.clock.now());
    const stop = (arm: string) =>
      db.transaction((tx) => stopArm(app.context, tx, owner(), { id, arm }));
    expect((await refusal(stop('own'))).message).toContain('control');
    expect((await refusal(stop('nobody'))).param).toBe('arm');
    expect(await stop('wallet-first')).toMatchObject({ status: 'running' });
    expect((await refusal(stop('wallet-first'))).param).toBe('arm');
    const shown = await shoppersCome(app, merchantId, {
      count: 300,
      overMs: HOUR_MS,
      paid: () => false,
    });
    expect(new Set(shown.map(({ arm }) => arm))).toEqual(new Set(['own', 'fps-first', null]));
    for (const { arm, experimentId, decision } of shown.filter((row) => row.arm === null)) {
      expect([arm, experimentId, decision.order[0]]).toEqual([null, null, 'card']);
    }
    expect(await stop('fps-first')).toMatchObject({ status: 'stopped', stoppedBy: 'merchant' });
    const types = (await db.select().from(event)).map(({ type }) => type);
    expect(types.filter((type) => type === 'experiment.arm_stopped')).toHaveLength(2);
    expect(types.filter((type) => type === 'experiment.stopped')).toHaveLength(1);
  });

  test('a row that is not as it was written breaks no other merchant’s orders, and is said once', async () => {
    const broken = await started();
    const { db } = getDatabase();
    const other = (await seedMerchant(app.context, { name: 'Peak Ceramics' })).merchantId;
    const theirs = { merchantId: other, livemode: false };
    const { id } = await createExperiment(app.context, db, theirs, {
      ...PLAIN_EXPERIMENT,
      arms: ORDERS,
    });
    await db.transaction((tx) => startExperiment(app.context, tx, theirs, id));
    const breakWith = async (change: object) => {
      const whole = await db.select().from(experiment).where(eq(experiment.id, broken.id));
      await db.update(experiment).set(change).where(eq(experiment.id, broken.id));
      const first = await readOrderingBook(app.context, null);
      await readOrderingBook(app.context, first);
      app.context.ordering.replace(first.merchants);
      await db
        .update(experiment)
        .set(whole[0] ?? {})
        .where(eq(experiment.id, broken.id));
    };
    const [session] = await template(app, merchantId);
    const [theirSession] = await template(app, other);
    const ways: readonly Partial<Record<keyof ExperimentRow, unknown>>[] = [
      { arms: 'none' },
      { arms: [] },
      { arms: [{ key: 'a', weight: 0.5 }, null] },
      { ramp: [] },
      { ramp: {} },
      { seed: '' },
      { namespace: { seed: broken.seed, from: 0, to: 1 } },
      { stoppedArms: {} },
    ];
    for (const [index, way] of ways.entries()) {
      await breakWith(way);
      expect(look(app, session, null)).toMatchObject({ source: 'static', experimentId: null });
      expect(look(app, theirSession, null)).toMatchObject({ experimentId: id });
      const said = app.logLines.filter((line) => line.includes('could not be read'));
      expect(said, JSON.stringify(way)).toHaveLength(index + 1);
    }
  });

  test('a method that goes while an experiment runs is left out of its arms', async () => {
    const arms = [
      { key: 'own', weight: 0.5, policy: null, order: ['card', 'fps', 'alipayhk'] },
      { key: 'octopus-first', weight: 0.5, policy: null, order: ['octopus', 'fps', 'card'] },
    ];
    await started({ arms });
    // None of these shoppers can use Octopus: the arms are shown all the same.
    const shown = await shoppersCome(app, merchantId, {
      count: 50,
      overMs: HOUR_MS,
      paid: () => false,
    });
    const orders = new Set(
      shown
        .filter(({ arm }) => arm === 'octopus-first')
        .map(({ decision }) => decision.order.join()),
    );
    expect(orders).toEqual(new Set(['fps,card,alipayhk']));
  });
});
