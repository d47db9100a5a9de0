import { eq } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import {
  methodOutage,
  orderingConfig,
  orderingExposure,
  orderingState,
  sessionLearning,
} from '#lib/db/schema/ordering.ts';
import { paymentAttempt } from '#lib/db/schema/payment.ts';
import { event } from '#lib/db/schema/webhook.ts';
import { insertOrigin } from '#lib/db/stores/opening-store.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { NO_RULES } from '#lib/ordering/ordering-rules.ts';
import { learn } from '#lib/ordering/learn.ts';
import type { OrderingContext } from '#lib/ordering/ordering-context.ts';
import { SHARED_LEARNER, armLearner } from '#lib/ordering/ordering-config.ts';
import { NOTHING_LEARNED } from '#lib/ordering/ordering-record.ts';
import { EMPTY_ORDERING_STATE, type OrderingState } from '#lib/ordering/ordering-state.ts';
import { type OutageWorld, createOutageWorld } from '../testing/outage-world.ts';
import { seedSession } from '../testing/seed.ts';
import { endOutage } from './end-outage.ts';
import { noteExposure } from './note-exposure.ts';
import { raiseOutage } from './raise-outage.ts';
import { watchMethods } from './watch-methods.ts';

const MINUTE_MS = 60_000;

describeOnEachDatabase('outages of methods', (getDatabase, openNode) => {
  let world: OutageWorld;

  beforeEach(async () => {
    world = await createOutageWorld(getDatabase());
  });

  const outages = () => getDatabase().db.select().from(methodOutage);
  const events = async () => {
    const rows = await getDatabase().db.select().from(event);
    return rows.filter(({ type }) => type.startsWith('method_outage.'));
  };
  const states = () => getDatabase().db.select().from(orderingState);
  const repeat = async (times: number, what: () => Promise<unknown>) => {
    for (let time = 0; time < times; time += 1) await what();
  };
  const watch = async () => {
    world.clock.advance(15_000);
    await watchMethods(world.context);
  };
  const placesOf = async () => (await world.look()).methods.map(({ method }) => method);

  test('failures one after another raise an alarm with its evidence, and move the method down', async () => {
    expect(await placesOf()).toEqual(['payme', 'fps', 'card']);
    await repeat(3, () => world.tries('payme', 'capture'));
    await watch();
    expect(await outages()).toEqual([]);
    const since = world.clock.now();
    await repeat(6, () => world.tries('payme', 'decline'));
    await watch();
    const [raised, ...others] = await outages();
    expect(others).toEqual([]);
    expect(raised).toMatchObject({
      ...world.owner,
      method: 'payme',
      scope: { kind: 'everywhere' },
      raisedBy: 'detector',
      action: 'move_down',
      since,
      raisedAt: world.clock.now(),
      endedAt: null,
      evidence: { paid: 0, failed: 6, open: 0 },
    });
    expect(raised?.evidence?.llr).toBeGreaterThan(6);
    expect(await events()).toMatchObject([
      {
        type: 'method_outage.raised',
        subject: raised?.id,
        object: { object: 'method_outage', status: 'open', evidence: { failed: 6, paid: 0 } },
      },
    ]);
    expect(await placesOf()).toEqual(['fps', 'card', 'payme']);
    // The same attempts looked at again say nothing new.
    await watch();
    expect(await outages()).toHaveLength(1);
    expect(await events()).toHaveLength(1);
  });

  test('methods are looked at though a clock that was ahead says that they have been', async () => {
    await repeat(6, () => world.tries('payme', 'decline'));
    const ahead = new Date(world.clock.now().getTime() + 24 * 60 * MINUTE_MS);
    await getDatabase().db.update(orderingState).set({ watchedAt: ahead });
    await watch();
    expect(await outages()).toMatchObject([{ method: 'payme' }]);
  });

  test('a merchant whose methods cannot be looked at keeps no other from it', async () => {
    const broken = await createOutageWorld(getDatabase());
    const { sessionId } = await broken.look();
    const other = await seedSession(broken.context, broken.owner.merchantId);
    const [shown] = await getDatabase()
      .db.select()
      .from(orderingExposure)
      .where(eq(orderingExposure.sessionId, sessionId));
    if (shown === undefined) throw new Error('Nothing was shown.');
    const unreadable = { ...shown.decision, context: null as unknown as OrderingContext };
    await noteExposure(broken.context, { ...shown, sessionId: other, decision: unreadable }, null);
    broken.provider.queueEffects('decline');
    await broken.start('payme', other);
    await repeat(6, () => world.tries('payme', 'decline'));
    // The broken one is due first.
    await getDatabase()
      .db.update(orderingState)
      .set({ watchedAt: world.clock.now() })
      .where(eq(orderingState.merchantId, world.owner.merchantId));
    await watch();
    expect(await outages()).toMatchObject([{ ...world.owner, method: 'payme' }]);
    expect(world.logLines.filter((line) => line.includes('could not be watched'))).toEqual([
      expect.stringContaining(broken.owner.merchantId),
    ]);
  });

  test('a method that falls silent is noticed before anything has failed', async () => {
    await repeat(12, () => world.tries('payme', 'require_action'));
    world.clock.advance(2 * MINUTE_MS);
    await watch();
    const [raised] = await outages();
    expect(raised?.evidence).toMatchObject({ paid: 0, failed: 0 });
    expect(raised?.evidence?.open).toBeGreaterThan(5);
  });

  test('what one address leaves unpaid raises no alarm by itself, and what many do does', async () => {
    const from = async (address: string, effect: 'require_action' | 'capture') => {
      const sessionId = await world.tries('payme', effect);
      const [attempt] = await getDatabase()
        .db.select()
        .from(paymentAttempt)
        .where(eq(paymentAttempt.sessionId, sessionId));
      if (attempt === undefined) throw new Error('nothing was begun');
      await insertOrigin(getDatabase().db, { attemptId: attempt.id, address });
    };
    await repeat(12, () => from('someone', 'require_action'));
    world.clock.advance(2 * MINUTE_MS);
    await watch();
    expect(await outages()).toEqual([]);
    // An address that pays is many shoppers'.
    await repeat(8, () => from('network', 'capture'));
    await repeat(12, () => from('network', 'require_action'));
    world.clock.advance(2 * MINUTE_MS);
    await watch();
    const [raised] = await outages();
    expect(raised?.evidence?.open).toBeGreaterThan(5);
  });

  test('what shoppers called off is held against no method', async () => {
    await repeat(12, async () => {
      const sessionId = await world.tries('payme', 'require_action');
      await getDatabase()
        .db.update(paymentAttempt)
        .set({ status: 'canceled', statusSince: world.clock.now() })
        .where(eq(paymentAttempt.sessionId, sessionId));
    });
    world.clock.advance(5 * MINUTE_MS);
    await watch();
    expect(await outages()).toEqual([]);
  });

  test('the few who still try it bring it back, by themselves', async () => {
    await repeat(6, () => world.tries('payme', 'decline'));
    await watch();
    await repeat(2, () => world.tries('payme', 'capture'));
    await watch();
    expect(await outages()).toMatchObject([{ endedBy: 'detector', endedAt: world.clock.now() }]);
    expect((await events()).map(({ type }) => type).toSorted()).toEqual([
      'method_outage.ended',
      'method_outage.raised',
    ]);
    expect(await placesOf()).toEqual(['payme', 'fps', 'card']);
    // What began in the outage is not held against it again.
    await watch();
    expect(await outages()).toHaveLength(1);
  });

  test('a false alarm that its merchant ended is not raised again by the same attempts', async () => {
    await repeat(6, () => world.tries('payme', 'decline'));
    await watch();
    const [{ id } = { id: '' }] = await outages();
    const end = () =>
      getDatabase().db.transaction((tx) => endOutage(world.context, tx, world.owner, id));
    expect(await end()).toMatchObject({ endedBy: 'merchant' });
    const [state] = await states();
    expect(state?.state.down).toEqual([]);
    expect(await placesOf()).toEqual(['payme', 'fps', 'card']);
    await watch();
    await watch();
    expect(await outages()).toHaveLength(1);
    // Once more changes nothing, and nobody is told.
    expect(await end()).toMatchObject({ endedBy: 'merchant' });
    expect(await events()).toHaveLength(2);
    // New failures do count.
    await repeat(6, () => world.tries('payme', 'decline'));
    await watch();
    expect(await outages()).toHaveLength(2);
  });

  test('what an outage explains is taken out of what was learned of the method', async () => {
    const { db } = getDatabase();
    const [before] = await states();
    let learned = before?.state ?? EMPTY_ORDERING_STATE;
    await repeat(6, async () => {
      const sessionId = await world.tries('payme', 'decline');
      const [shown] = await db
        .select()
        .from(orderingExposure)
        .where(eq(orderingExposure.sessionId, sessionId));
      const [attempt] = await db
        .select()
        .from(paymentAttempt)
        .where(eq(paymentAttempt.sessionId, sessionId));
      if (shown === undefined || attempt === undefined) throw new Error('nothing was shown');
      const startedAtMs = attempt.createdAt.getTime();
      const after = learn(
        { state: learned, session: NOTHING_LEARNED },
        {
          sessionId,
          atMs: shown.at.getTime(),
          context: shown.decision.context,
          shown: shown.decision.order,
          layout: shown.layout,
          counts: true,
        },
        {
          type: 'outcome',
          attemptId: attempt.id,
          method: 'payme',
          attemptNo: 1,
          startedAtMs,
          atMs: startedAtMs,
          outcome: 'failed',
          reason: 'technical',
        },
      );
      learned = after.state;
      await db
        .update(sessionLearning)
        .set({ learned: { [SHARED_LEARNER]: after.session } })
        .where(eq(sessionLearning.sessionId, sessionId));
    });
    await db.update(orderingState).set({ state: learned });
    const failures = (state: OrderingState | undefined) =>
      state?.levels.all['all']?.methods['payme']?.[3] ?? Number.NaN;
    await watch();
    const [after] = await states();
    expect(failures(learned)).toBeGreaterThan(failures(before?.state) + 5.9);
    expect(failures(after?.state)).toBeCloseTo(failures(before?.state), 1);
    const sessions = await db.select().from(sessionLearning);
    expect(sessions).toHaveLength(6);
    for (const session of sessions) {
      const counted = Object.values(session.learned[SHARED_LEARNER]?.attempts ?? {});
      expect(counted.map(({ as }) => as)).toEqual(['quarantined']);
    }
  });

  test('two nodes that look at once raise one alarm', async () => {
    await repeat(6, () => world.tries('payme', 'decline'));
    // So far ahead that it looks at what the first has just looked at.
    const clock = { now: () => new Date(world.clock.now().getTime() + 15_000) };
    const other = { ...world.context, clock, database: await openNode() };
    await Promise.all([watchMethods(world.context), watchMethods(other)]);
    world.clock.advance(15_000);
    await Promise.all([watchMethods(world.context), watchMethods(other)]);
    expect(await outages()).toHaveLength(1);
    expect(await events()).toHaveLength(1);
  });

  test('where an alarm and the merchant’s word meet, the word stands', async () => {
    await repeat(6, () => world.tries('payme', 'decline'));
    const other = { ...world.context, database: await openNode() };
    const raise = () =>
      other.database.db.transaction((tx) =>
        raiseOutage(other, tx, world.owner, { method: 'payme', publicReason: {} }),
      );
    await Promise.all([watchMethods(world.context), raise()]);
    const open = (await outages()).filter(({ endedAt }) => endedAt === null);
    expect(open).toMatchObject([{ raisedBy: 'merchant' }]);
    const [state] = await states();
    expect(state?.state.down).toEqual([]);
    await watch();
    expect((await outages()).filter(({ endedAt }) => endedAt === null)).toHaveLength(1);
  });

  test('a merchant whose figures are broken keeps nobody else from being looked at', async () => {
    const { db } = getDatabase();
    const broken = await createOutageWorld(getDatabase());
    await broken.tries('payme', 'capture');
    await repeat(6, () => world.tries('payme', 'decline'));
    await db
      .update(orderingState)
      .set({ state: {} as never })
      .where(eq(orderingState.merchantId, broken.owner.merchantId));
    // It is looked at first.
    await db
      .update(orderingState)
      .set({ watchedAt: new Date(0) })
      .where(eq(orderingState.merchantId, world.owner.merchantId));
    await watch();
    expect(await outages()).toMatchObject([{ merchantId: world.owner.merchantId }]);
  });

  test('no merchant is looked at twice within fifteen seconds', async () => {
    await world.tries('payme', 'capture');
    expect(await watchMethods(world.context)).toBe(1);
    expect(await watchMethods(world.context)).toBe(0);
    world.clock.advance(15_000);
    expect(await watchMethods(world.context)).toBe(1);
    // Nor at all while nobody tries to pay.
    world.clock.advance(61 * MINUTE_MS);
    expect(await watchMethods(world.context)).toBe(0);
  });

  test('an arm that learns for itself is told of the outage too', async () => {
    const [shared] = await states();
    if (shared === undefined) throw new Error('nothing was learned');
    const learner = armLearner('exp_1', 'b');
    await getDatabase()
      .db.insert(orderingState)
      .values({ ...shared, learner });
    await repeat(6, () => world.tries('payme', 'decline'));
    await watch();
    for (const { state, version } of await states()) {
      expect(state.down).toMatchObject([{ method: 'payme', failed: 6 }]);
      expect(version).toBe(2);
    }
  });

  test('where the merchant wants it closed, the alarm says so', async () => {
    await getDatabase()
      .db.insert(orderingConfig)
      .values({
        ...world.owner,
        policy: 'fixed',
        rules: NO_RULES,
        feeShares: {},
        outageAction: 'close',
        pausedAt: null,
        version: 1,
        updatedAt: world.clock.now(),
      });
    await repeat(6, () => world.tries('payme', 'decline'));
    await watch();
    expect(await outages()).toMatchObject([{ action: 'close' }]);
  });
});
