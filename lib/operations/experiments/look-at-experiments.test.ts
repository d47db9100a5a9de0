import { eq } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import { experiment, experimentLook } from '#lib/db/schema/experiment.ts';
import { checkoutSession } from '#lib/db/schema/checkout-session.ts';
import { orderingExposure } from '#lib/db/schema/ordering.ts';
import { paymentIntent } from '#lib/db/schema/payment.ts';
import { event } from '#lib/db/schema/webhook.ts';
import { insertExposure } from '#lib/db/stores/ordering-store.ts';
import { findSession } from '#lib/db/stores/session-store.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { ExposedSession } from '#lib/experiments/exposed-session.ts';
import type { ExperimentId, MerchantId } from '#lib/domain/ids.ts';
import { money } from '#lib/domain/money.ts';
import { newId, newSessionId } from '#lib/platform/ids.ts';
import { callOffIntent, cancelIntent } from '../cancel-intent.ts';
import { createRefund } from '../create-refund.ts';
import { executeRefunds } from '../execute-refunds.ts';
import { type ScriptedWorld, createScriptedWorld } from '../testing/scripted-world.ts';
import { seedSession } from '../testing/seed.ts';
import { createTestContext } from '../testing/test-context.ts';
import { createExperiment } from './draft-experiment.ts';
import { experimentResultsObject } from './experiment-results-object.ts';
import { reportExperiment } from './experiment-results.ts';
import type { ExperimentSettings } from './experiment-settings.ts';
import { exposedSessions } from './exposed-sessions.ts';
import { lookAtExperiments } from './look-at-experiments.ts';
import { startExperiment } from './start-experiment.ts';
import { stopArm, stopExperiment } from './stop-experiment.ts';
import { PLAIN_EXPERIMENT } from '../testing/plain-experiment.ts';
import { look, readBook, shoppersCome, template } from '../testing/shoppers.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const ORDERS = [
  { key: 'own', weight: 0.5, policy: null, order: ['card', 'fps'] },
  { key: 'fps-first', weight: 0.5, policy: null, order: ['fps', 'card'] },
] as const;
const THREE = [
  ...ORDERS,
  { key: 'wallet-first', weight: 0.5, policy: null, order: ['alipayhk'] },
].map((arm) => ({ ...arm, weight: 1 / 3 }));

/** So many of a hundred, evenly among them: no chance decides a test. */
const percent = (share: number) => (nth: number) => (nth * share) % 100 < share;

describeOnEachDatabase('looks at experiments', (getDatabase, openNode) => {
  let world: ScriptedWorld;
  let merchantId: MerchantId;
  const owner = () => ({ merchantId, livemode: false });

  beforeEach(async () => {
    world = await createScriptedWorld(getDatabase());
    ({ merchantId } = world.merchant);
  });

  async function running(settings: Partial<ExperimentSettings> = {}): Promise<ExperimentId> {
    const { db } = getDatabase();
    const { context } = world;
    const asked = { ...PLAIN_EXPERIMENT, arms: ORDERS, ...settings };
    const { id } = await createExperiment(context, db, owner(), asked);
    await db.transaction((tx) => startExperiment(context, tx, owner(), id));
    return id;
  }
  const plan = (change: Partial<ExperimentSettings['plan']>) => ({
    plan: { ...PLAIN_EXPERIMENT.plan, ...change },
  });
  const come = (count: number, overMs: number, shares: Readonly<Record<string, number>>) =>
    shoppersCome(world, merchantId, {
      count,
      overMs,
      paid: (arm, nth) => percent(shares[arm ?? ''] ?? 80)(nth),
    });
  const rowOf = async (id: ExperimentId) => {
    const [row] = await getDatabase().db.select().from(experiment).where(eq(experiment.id, id));
    if (row === undefined) throw new Error('It is gone.');
    return row;
  };
  /** The results as the API answers them: nothing that JSON cannot hold. */
  const results = async (id: ExperimentId) => {
    const report = await reportExperiment(world.context, getDatabase().db, owner(), id);
    if (report === null) throw new Error('There is no report.');
    const object = experimentResultsObject(report);
    expect(JSON.parse(JSON.stringify(object))).toEqual(object);
    return object;
  };
  const eventTypes = async () =>
    (await getDatabase().db.select().from(event)).map(({ type }) => type);

  test('before anything is known nothing is said, of a draft as of one that has just begun', async () => {
    const { db } = getDatabase();
    const { id } = await createExperiment(world.context, db, owner(), PLAIN_EXPERIMENT);
    expect(await results(id)).toMatchObject({
      as_of: null,
      status: 'draft',
      arms: [{ key: 'engine', as_of: null }],
      bayesian: null,
      curve: [],
    });
    await db.transaction((tx) => startExperiment(world.context, tx, owner(), id));
    await lookAtExperiments(world.context);
    const first = await results(id);
    expect(first).toMatchObject({ status: 'running', health: { ok: true } });
    expect([first.bayesian, first.arms[0]?.as_of]).toEqual([null, first.as_of]);
    expect(first.arms[0]).toMatchObject({
      verdict: { code: 'collecting', because: ['too_few'] },
      primary: null,
    });
    expect(first.arms[0]?.text.en).toContain('Nothing can be said of “engine” yet.');
    expect(first.arms[0]?.text['zh-HK']).toContain('暫時未能評定「engine」');
  });

  test('two arms alike are not told apart, and how large a difference is ruled out is said', async () => {
    const id = await running(plan({ size: { plannedUnits: 2_200 } }));
    await come(2_400, 8 * DAY_MS, { own: 80, 'fps-first': 80 });
    world.clock.advance(HOUR_MS);
    await lookAtExperiments(world.context);
    const { arms, health, control } = await results(id);
    expect(health).toMatchObject({ ok: true, immature_sessions: 0, orders_differ_share: 1 });
    expect(control.paid_share).toBeCloseTo(0.8, 2);
    const [arm] = arms;
    expect(arm?.verdict.code).toBe('not_distinguishable');
    const { low, high } = arm?.primary?.interval_points ?? {};
    expect(arm?.verdict.rules_out_points).toBe(Math.max(Math.abs(low ?? 0), Math.abs(high ?? 0)));
    expect(arm?.text.en).toMatch(/more than [\d.]+ percentage points is ruled out/);
    expect((await rowOf(id)).status).toBe('running');
  });

  test('an arm that is better is called so, and not before the week is full', async () => {
    const id = await running();
    await come(1_500, 3 * DAY_MS, { own: 60, 'fps-first': 80 });
    await lookAtExperiments(world.context);
    const early = await results(id);
    expect(early.arms[0]?.verdict).toMatchObject({ code: 'collecting', because: ['first_week'] });
    expect(early.arms[0]?.text.en).toContain('before 7 full days');
    await come(1_500, 5 * DAY_MS, { own: 60, 'fps-first': 80 });
    await lookAtExperiments(world.context);
    const late = await results(id);
    expect(late.arms[0]?.verdict.code).toBe('better');
    expect(late.arms[0]?.primary?.effect_points).toBeCloseTo(20, 0);
    expect(late.arms[0]?.primary?.p_value).toBeLessThan(1e-6);
    expect(late.arms[0]?.text.en).toContain('with 95% confidence between');
    expect(late.bayesian?.find(({ key }) => key === 'fps-first')?.probability_best).toBeCloseTo(1);
    expect(late.time_to_paid.map(({ key }) => key)).toEqual(['own', 'fps-first']);
    expect(late.arms[0]?.segments.data[0]?.segment).toBe('HK/HKD|ios|browser');
    expect(late.curve).toHaveLength(2);
    // The look before keeps its verdicts, and not what stood beside them.
    const looks = await getDatabase().db.select().from(experimentLook);
    expect(looks.filter(({ detail }) => detail !== null)).toHaveLength(1);
  });

  test('a session is read once its outcome has had the time that the plan gives it', async () => {
    const settings = { currency: 'HKD', slowRenderMs: 1_000 } as const;
    const hour = await running(plan({}));
    await come(300, 10_000, { own: 60, 'fps-first': 60 });
    world.clock.advance(10 * 60_000);
    await lookAtExperiments(world.context);
    expect((await results(hour)).health.immature_sessions).toBe(300);
    const { db } = getDatabase();
    const [row] = await db.select().from(experiment).where(eq(experiment.id, hour));
    if (row === undefined) throw new Error('no experiment');
    const short = { ...row.plan, settings: { ...settings, maturityMs: 5 * 60_000 } };
    await db.update(experiment).set({ plan: short }).where(eq(experiment.id, hour));
    world.clock.advance(2 * 60_000);
    await lookAtExperiments(world.context);
    expect((await results(hour)).health.immature_sessions).toBe(0);
  });

  test('a plan of fewer days is held to its own', async () => {
    const id = await running(plan({ fullDays: 2 }));
    await come(1_500, 3 * DAY_MS, { own: 60, 'fps-first': 80 });
    await lookAtExperiments(world.context);
    expect((await results(id)).arms[0]?.verdict.code).toBe('better');
  });

  test('an arm that does harm is taken away by its guardrail, and the merchant is told', async () => {
    const id = await running();
    await come(1_500, DAY_MS, { own: 80, 'fps-first': 55 });
    await lookAtExperiments(world.context);
    expect(await rowOf(id)).toMatchObject({
      status: 'stopped',
      stoppedBy: 'guardrail',
      stoppedArms: [{ arm: 'fps-first', metric: 'paid', at: world.clock.now().toISOString() }],
    });
    expect(await eventTypes()).toEqual([
      'experiment.started',
      'experiment.arm_stopped',
      'experiment.stopped',
    ]);
    world.clock.advance(2 * HOUR_MS);
    await lookAtExperiments(world.context);
    expect((await rowOf(id)).nextLookAt).toBeNull();
    const { arms, status } = await results(id);
    expect(status).toBe('stopped');
    expect(arms[0]?.verdict.code).toBe('worse');
    expect(arms[0]?.guardrails[0]).toMatchObject({ metric: 'paid', code: 'harmed', margin: 0.02 });
    expect(arms[0]?.text.en).toContain('worse by more than the 2 percentage points allowed');
    const shown = await come(50, HOUR_MS, {});
    expect(new Set(shown.map(({ arm }) => arm))).toEqual(new Set([null]));
  });

  test('with one of several arms away the others go on, and their split is still checked', async () => {
    const id = await running({ arms: THREE });
    await come(1_500, DAY_MS, { own: 80, 'fps-first': 80, 'wallet-first': 50 });
    await lookAtExperiments(world.context);
    expect(await rowOf(id)).toMatchObject({
      status: 'running',
      stoppedArms: [{ arm: 'wallet-first', metric: 'paid' }],
    });
    const atStop = (await results(id)).arms.find(({ key }) => key === 'wallet-first');
    expect(atStop?.verdict.code).toBe('worse');
    await come(3_000, 8 * DAY_MS, { own: 60, 'fps-first': 80 });
    await lookAtExperiments(world.context);
    const { arms, health, curve } = await results(id);
    expect(health.ok).toBe(true);
    expect(Object.keys(health.exposed.units)).toEqual(['own', 'fps-first']);
    expect(arms.map(({ key, verdict }) => [key, verdict.code])).toEqual([
      ['fps-first', 'better'],
      ['wallet-first', 'worse'],
    ]);
    const { text: _at, ...then } = atStop ?? { text: null };
    const { text: _now, ...now } = arms[1] ?? { text: null };
    expect(now).toMatchObject({
      ...then,
      secondary: [],
      segments: { data: [] },
      paid: null,
      sessions: null,
      paid_share: null,
    });
    expect(curve.map(({ arms: read }) => read.map(({ key }) => key))).toEqual([
      ['fps-first', 'wallet-first'],
      ['fps-first'],
    ]);
  });

  test('a split that is broken shows no figure', async () => {
    const id = await running();
    const shown = await come(1_200, 8 * DAY_MS, { own: 60, 'fps-first': 80 });
    // What a node with a defect would write: one arm's sessions twice.
    const { db } = getDatabase();
    const [session, intent] = await template(world, merchantId);
    const again = shown
      .filter(({ arm }) => arm === 'own')
      .map((exposure) => ({ exposure, id: newSessionId(false) }));
    await db.insert(checkoutSession).values(again.map(({ id }) => ({ ...session, id })));
    await db
      .insert(paymentIntent)
      .values(again.map(({ id }) => ({ ...intent, id: newId('payment_intent'), sessionId: id })));
    await db
      .insert(orderingExposure)
      .values(again.map(({ exposure, id }) => ({ ...exposure, sessionId: id, unit: id })));
    world.clock.advance(HOUR_MS);
    await lookAtExperiments(world.context);
    const { arms, health, control, bayesian, curve } = await results(id);
    expect(health).toMatchObject({ ok: false, defects: ['sample_ratio', 'analysed_ratio'] });
    expect(arms[0]).toMatchObject({ verdict: { code: 'invalid' }, primary: null, paid: null });
    expect([control.paid, bayesian, curve]).toEqual([null, null, []]);
    expect(arms[0]?.text.en).toContain('not split among the arms as planned');
  });

  test('one that is stopped is looked at once more when its last session had its hour; its results stay', async () => {
    const id = await running();
    await come(1_000, 8 * DAY_MS, { own: 70, 'fps-first': 75 });
    const { db } = getDatabase();
    await db.transaction((tx) => stopExperiment(world.context, tx, owner(), id));
    world.clock.advance(30 * MINUTE_MS);
    expect(await lookAtExperiments(world.context)).toBe(0);
    world.clock.advance(31 * MINUTE_MS);
    expect(await lookAtExperiments(world.context)).toBe(1);
    expect((await rowOf(id)).nextLookAt).toBeNull();
    world.clock.advance(30 * DAY_MS);
    expect(await lookAtExperiments(world.context)).toBe(0);
    const { arms, health, status } = await results(id);
    expect([status, health.immature_sessions]).toEqual(['stopped', 0]);
    expect(arms[0]?.units ?? 0).toBe(1_000);
    expect(arms[0]?.text.en).toContain('ended before “fps-first” and “own” could be told apart');
    expect(await eventTypes()).toEqual(['experiment.started', 'experiment.stopped']);
  });

  test('days after its end are no days of an experiment, however late it is looked at', async () => {
    const id = await running();
    await come(1_500, 5 * DAY_MS, { own: 60, 'fps-first': 80 });
    const { db } = getDatabase();
    await db.transaction((tx) => stopExperiment(world.context, tx, owner(), id));
    expect((await results(id)).arms[0]?.text.en).toContain('judged for the last time');
    world.clock.advance(4 * DAY_MS);
    expect(await lookAtExperiments(world.context)).toBe(1);
    const [arm] = (await results(id)).arms;
    expect(arm?.primary?.p_value).toBeLessThan(1e-6);
    expect(arm?.verdict).toMatchObject({ code: 'collecting', because: ['first_week'] });
    expect(arm?.text.en).toContain('ended before');
  });

  test('an arm that the merchant took away keeps what it had read', async () => {
    const id = await running({ arms: THREE });
    await come(1_500, DAY_MS, {});
    await lookAtExperiments(world.context);
    const { db } = getDatabase();
    await db.transaction((tx) => stopArm(world.context, tx, owner(), { id, arm: 'wallet-first' }));
    world.clock.advance(HOUR_MS);
    await lookAtExperiments(world.context);
    const arm = (await results(id)).arms.find(({ key }) => key === 'wallet-first');
    expect(arm?.as_of).toBe(Math.floor((world.clock.now().getTime() - HOUR_MS) / 1000));
    expect(arm?.text['zh-HK']).toContain('已由你停止');
  });

  test('one node looks, at most each minute in test mode and less often as it ages', async () => {
    const id = await running();
    const other = createTestContext(await openNode(), { clock: world.clock }).context;
    const took = await Promise.all([lookAtExperiments(world.context), lookAtExperiments(other)]);
    expect(took.toSorted((a, b) => a - b)).toEqual([0, 1]);
    expect(await lookAtExperiments(world.context)).toBe(0);
    const waits = [];
    for (const ageMs of [MINUTE_MS, 5 * HOUR_MS, 30 * DAY_MS]) {
      const { startedAt } = await rowOf(id);
      world.clock.set(new Date((startedAt?.getTime() ?? 0) + ageMs));
      expect(await lookAtExperiments(world.context)).toBe(1);
      const { nextLookAt } = await rowOf(id);
      waits.push((nextLookAt?.getTime() ?? 0) - world.clock.now().getTime());
    }
    expect(waits).toEqual([MINUTE_MS, 5 * MINUTE_MS, HOUR_MS]);
  });

  test('an experiment that cannot be read keeps no other waiting, and is said', async () => {
    const broken = await running({ namespace: { seed: 'default', from: 0, to: 0.5 } });
    const whole = await running({ namespace: { seed: 'default', from: 0.5, to: 1 } });
    const { db } = getDatabase();
    const { plan: stored } = await rowOf(broken);
    await db
      .update(experiment)
      .set({ plan: { ...stored, alpha: 7 } })
      .where(eq(experiment.id, broken));
    expect(await lookAtExperiments(world.context)).toBe(2);
    expect(world.logLines.filter((line) => line.includes('work failed'))).toHaveLength(1);
    expect(await db.$count(experimentLook, eq(experimentLook.experimentId, whole))).toBe(1);
  });

  test('a session is read by what was booked of it: tries, payment and money given back', async () => {
    const id = await running();
    await readBook(world);
    const { context, clock, provider } = world;
    const { db } = getDatabase();
    const shownAt = new Map<string, Date>();
    const open = async (captureMethod: 'automatic' | 'manual' = 'automatic') => {
      const sessionId = await seedSession(context, merchantId, { captureMethod });
      const session = await findSession(db, sessionId);
      if (session === null) throw new Error('no session');
      const exposure = look(world, session, null);
      if (exposure === null) throw new Error('nothing shown');
      await insertExposure(db, exposure, clock.now());
      shownAt.set(sessionId, clock.now());
      clock.advance(1_000);
      return sessionId;
    };
    const left = await open();
    const declinedThenPaid = await open();
    provider.queueEffects('decline', 'capture');
    await world.start('card', declinedThenPaid);
    clock.advance(10_000);
    await world.start('card', declinedThenPaid);
    clock.advance(10_000);
    const refunded = await open();
    provider.queueEffects('capture');
    const attemptId = await world.start('card', refunded);
    const pendingOne = await open();
    provider.queueEffects('pend');
    await world.start('card', pendingOne);
    await db.transaction((tx) =>
      createRefund(context, tx, {
        ...owner(),
        of: { attemptId },
        amount: 5_000n,
        reason: null,
        metadata: {},
      }),
    );
    await executeRefunds(context);
    const held = await open('manual');
    const letGo = await open('manual');
    for (const sessionId of [held, letGo]) {
      provider.queueEffects('authorize');
      await world.start('card', sessionId);
    }
    const [intent] = await db
      .select()
      .from(paymentIntent)
      .where(eq(paymentIntent.sessionId, letGo));
    const canceled = await db.transaction((tx) =>
      cancelIntent(context, tx, { ...owner(), id: intent?.id ?? '', reason: null }),
    );
    if (canceled?.kind !== 'canceled') throw new Error('It was not canceled.');
    await callOffIntent(context, canceled.intent);
    const read = new Map<string, ExposedSession>();
    const row = await rowOf(id);
    for await (const batch of exposedSessions(db, row, {
      arms: row.arms.map(({ key }) => key),
      until: clock.now(),
    })) {
      for (const session of batch) read.set(session.unit, session);
    }
    const price = money(12_850n, 'HKD');
    expect(read.get(left)).toMatchObject({ attempts: 0, firstAttempt: null, paid: null, price });
    expect(read.get(declinedThenPaid)).toMatchObject({
      attempts: 2,
      firstAttempt: { paid: false },
      paid: { amount: price, refunded: money(0n, 'HKD'), disputed: money(0n, 'HKD') },
    });
    expect(read.get(refunded)).toMatchObject({
      attempts: 1,
      firstAttempt: { paid: true },
      paid: { amount: price, refunded: money(5_000n, 'HKD') },
    });
    const whole = { amount: price, refunded: price };
    expect(read.get(held)).toMatchObject({ paid: { ...whole, refunded: money(0n, 'HKD') } });
    expect(read.get(letGo)).toMatchObject({ firstAttempt: { paid: true }, paid: whole });
    expect(read.get(pendingOne)).toMatchObject({ attempts: 1, firstAttempt: null, paid: null });
    for (const [unit, session] of read) {
      expect(session.exposedAt).toEqual(shownAt.get(unit));
      expect(session).toMatchObject({ context: 'HK/HKD|ios|browser', before: 0, renderMs: null });
    }
  });

  test('what a known shopper did before counts where the plan takes it out', async () => {
    const { db } = getDatabase();
    const { clock } = world;
    const shopper = 'cus_known';
    const shown = async (paidShare: number) => {
      const rows = await come(2, HOUR_MS, {
        '': paidShare,
        own: paidShare,
        'fps-first': paidShare,
      });
      for (const { sessionId, at, ...row } of rows) {
        const again = await seedSession(world.context, merchantId);
        const [was] = await db
          .select()
          .from(checkoutSession)
          .where(eq(checkoutSession.id, sessionId));
        await db
          .update(checkoutSession)
          .set({ status: was?.status ?? 'open', completedAt: was?.completedAt ?? null })
          .where(eq(checkoutSession.id, again));
        await db
          .insert(orderingExposure)
          .values({ ...row, sessionId: again, at, shopper, unit: row.arm && shopper });
      }
    };
    // One of the two pays.
    await shown(50);
    clock.advance(HOUR_MS);
    const read = async (adjustment: 'before' | 'none') => {
      const id = await running(plan({ adjustment }));
      await shown(50);
      const row = await rowOf(id);
      const arms = row.arms.map(({ key }) => key);
      const found: number[] = [];
      for await (const batch of exposedSessions(db, row, { arms, until: clock.now() })) {
        found.push(...batch.filter(({ unit }) => unit === shopper).map(({ before }) => before));
      }
      await db.transaction((tx) => stopExperiment(world.context, tx, owner(), id));
      return found;
    };
    expect(await read('before')).toEqual([0.5, 0.5]);
    expect(await read('none')).toEqual([0, 0]);
  });
});
