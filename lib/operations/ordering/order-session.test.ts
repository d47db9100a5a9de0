import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeEach, expect, it } from 'vitest';
import { checkoutSession } from '#lib/db/schema/checkout-session.ts';
import { experiment } from '#lib/db/schema/experiment.ts';
import {
  methodOutage,
  orderingConfig,
  orderingExposure,
  orderingState,
} from '#lib/db/schema/ordering.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { CheckoutSessionId, ExperimentId, MerchantId } from '#lib/domain/ids.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import { learn } from '#lib/ordering/learn.ts';
import { SHARED_LEARNER } from '#lib/ordering/ordering-config.ts';
import { NOTHING_LEARNED } from '#lib/ordering/ordering-record.ts';
import { NO_RULES, type OrderingRules } from '#lib/ordering/ordering-rules.ts';
import { EMPTY_ORDERING_STATE, type OrderingState } from '#lib/ordering/ordering-state.ts';
import { loadFacts } from '../checkout-facts.ts';
import { createCustomer } from '../manage-customers.ts';
import { openCheckout } from '../load-checkout.ts';
import { seedMerchant, seedSession } from '../testing/seed.ts';
import { type TestContext, createTestClock, createTestContext } from '../testing/test-context.ts';
import { noteExposure } from './note-exposure.ts';
import { emptyOrdering, ownerKey } from './ordering-book.ts';
import { readOrderingBook } from './read-ordering-book.ts';

const NOW = new Date('2026-11-23T02:00:00Z');
const HOUR = 60 * 60_000;
const METHODS: readonly MethodId[] = ['card', 'fps', 'alipayhk', 'payme', 'octopus'];
const DESKTOP = { form: 'desktop', os: 'other' } as const;

describeOnEachDatabase('the order of a session', (getDatabase) => {
  const clock = createTestClock(NOW);
  let node: TestContext;
  let merchantId: MerchantId;

  beforeEach(async () => {
    clock.set(NOW);
    node = createTestContext(getDatabase(), { clock });
    ({ merchantId } = await seedMerchant(node.context, { methods: METHODS }));
    await reread();
  });

  const reread = async (at = node) => {
    at.context.ordering.replace((await readOrderingBook(at.context, null)).merchants);
  };

  /** What a shopper of a session is shown; written down as it is after the page was answered. */
  async function show(sessionId: CheckoutSessionId, at = node): Promise<readonly string[]> {
    const facts = await loadFacts(at.context, sessionId);
    if (facts === null) throw new Error('no session');
    const opened = openCheckout(at.context, facts, { device: DESKTOP, region: 'HK', locale: 'en' });
    if (opened.view.state !== 'open') throw new Error(opened.view.state);
    if (opened.exposure !== null) await noteExposure(at.context, opened.exposure, null);
    return opened.view.methods.filter(({ reason }) => reason === null).map(({ method }) => method);
  }

  const session = (options: Parameters<typeof seedSession>[2] = {}) =>
    seedSession(node.context, merchantId, { lifetimeMs: HOUR, ...options });

  /** From the next reading on it is whole again. */
  const breakStates = () => {
    const owner = { merchantId, livemode: false };
    const ordering = node.context.ordering.of(owner) ?? emptyOrdering();
    const states = new Map([[SHARED_LEARNER, {} as OrderingState]]);
    node.context.ordering.replace(
      new Map([[ownerKey(owner), { ...ordering, states, rankings: new Map() }]]),
    );
  };

  const exposures = () => getDatabase().db.select().from(orderingExposure);

  async function configure(
    change: Partial<typeof orderingConfig.$inferInsert> & { rules?: OrderingRules } = {},
  ): Promise<void> {
    const row = {
      merchantId,
      livemode: false,
      policy: 'paid-rate',
      rules: NO_RULES,
      feeShares: {},
      outageAction: 'move_down',
      pausedAt: null,
      version: 1,
      updatedAt: clock.now(),
      ...change,
    } as const;
    await getDatabase()
      .db.insert(orderingConfig)
      .values(row)
      .onConflictDoUpdate({
        target: [orderingConfig.merchantId, orderingConfig.livemode],
        set: row,
      });
    await reread();
  }

  async function teach(facts: Readonly<Record<string, number>>, learner = SHARED_LEARNER) {
    await getDatabase()
      .db.insert(orderingState)
      .values({
        merchantId,
        livemode: false,
        learner,
        state: stateWhere(facts),
        version: 1,
        updatedAt: clock.now(),
      });
    await reread();
  }

  async function experimentOf(
    arms: (typeof experiment.$inferInsert)['arms'],
    learners: 'shared' | 'separate' = 'shared',
  ): Promise<ExperimentId> {
    const id = 'exp_order' as ExperimentId;
    await getDatabase()
      .db.insert(experiment)
      .values({
        id,
        merchantId,
        livemode: false,
        name: 'order',
        status: 'running',
        seed: 'seed-of-order',
        hash: 'murmur3',
        arms,
        ramp: [{ at: NOW.toISOString(), coverage: 1 }],
        namespace: null,
        learners,
        plan: {
          alpha: 0.05,
          plannedUnits: 1000,
          adjustment: 'none',
          guardrails: [],
          settings: { currency: 'HKD', slowRenderMs: 2000 },
          sizing: null,
        },
        startedAt: NOW,
        createdAt: NOW,
        version: 1,
      });
    await reread();
    return id;
  }

  it('is the merchant’s own where it set nothing, and is written once with why', async () => {
    const id = await session();
    expect(await show(id)).toEqual(METHODS);
    expect(await show(id)).toEqual(METHODS);
    const [written, ...more] = await exposures();
    expect(more).toEqual([]);
    expect(written).toMatchObject({
      sessionId: id,
      source: 'static',
      decision: { order: METHODS, policyId: 'fixed', topPropensities: { card: 1 } },
    });
  });

  it('follows what was learned, and stays what it was shown as whatever is learned since', async () => {
    await configure();
    await teach({ octopus: 400, fps: 200, card: 20 });
    const id = await session();
    const [first, second] = await show(id);
    expect([first, second]).toEqual(['octopus', 'fps']);
    const [written] = await exposures();
    expect(written).toMatchObject({ source: 'policy', learner: SHARED_LEARNER });
    expect(written?.decision.evidence['octopus']?.chosen).toBeGreaterThan(100);

    const shown = await show(id);
    await getDatabase().db.delete(orderingState);
    await teach({ payme: 900 });
    expect(await show(id)).toEqual(shown);
    expect((await show(await session()))[0]).toBe('payme');
  });

  it('is the same on every node, also before it is written', async () => {
    await configure();
    await teach({ octopus: 60, fps: 60, card: 60, payme: 60 });
    const other = createTestContext(getDatabase(), { clock });
    await reread(other);
    for (let count = 0; count < 5; count += 1) {
      const id = await session();
      const facts = await loadFacts(other.context, id);
      if (facts === null) throw new Error('no session');
      const there = openCheckout(other.context, facts, {
        device: DESKTOP,
        region: 'HK',
        locale: 'en',
      });
      const order = await show(id);
      expect(there.exposure?.decision.order).toEqual(order);
    }
  });

  it('is for a day what a known shopper saw last, unless the merchant changed it', async () => {
    await configure();
    await teach({ octopus: 400, fps: 200 });
    const first = await show(await session({ customerEmail: 'Ka.Yan@example.hk' }));
    await getDatabase().db.delete(orderingState);
    await teach({ payme: 900 });
    expect(await show(await session({ customerEmail: 'ka.yan@EXAMPLE.hk ' }))).toEqual(first);
    expect((await show(await session({ customerEmail: 'somebody@example.hk' })))[0]).toBe('payme');
    clock.advance(25 * HOUR);
    expect((await show(await session({ customerEmail: 'ka.yan@example.hk' })))[0]).toBe('payme');
    const rows = await exposures();
    expect(rows.map(({ source, returning }) => [source, returning])).toEqual([
      ['policy', false],
      ['returning', true],
      ['policy', false],
      ['policy', true],
    ]);
    clock.advance(HOUR);
    await configure({ rules: { ...NO_RULES, pinned: [{ method: 'fps', place: 0 }] } });
    expect((await show(await session({ customerEmail: 'ka.yan@example.hk' })))[0]).toBe('fps');
  });

  it('is written down with a key of the shopper that tells no address, nor who was at another merchant', async () => {
    const customerEmail = 'ka.yan@example.hk';
    await show(await session({ customerEmail }));
    clock.advance(HOUR);
    await show(await session({ customerEmail: 'KA.YAN@example.hk' }));
    const other = await seedMerchant(node.context, { name: 'Other' });
    clock.advance(HOUR);
    await show(await seedSession(node.context, other.merchantId, { customerEmail }));
    const rows = (await exposures()).toSorted((a, b) => a.at.getTime() - b.at.getTime());
    const [first, again, elsewhere] = rows.map(({ shopper }) => shopper);
    expect(first).toMatch(/^em_[0-9a-f]{32}$/);
    expect(again).toBe(first);
    expect(elsewhere).toMatch(/^em_[0-9a-f]{32}$/);
    expect(elsewhere).not.toBe(first);
    // Nobody finds it by trying addresses.
    const guess = createHash('sha256').update(customerEmail).digest('hex').slice(0, 32);
    expect(first).not.toBe(`em_${guess}`);
  });

  it('is decided anew each day for a known shopper who comes more often than that', async () => {
    await configure();
    await teach({ octopus: 400, fps: 200 });
    const known = () => session({ customerEmail: 'ka.yan@example.hk' });
    const first = await show(await known());
    await getDatabase().db.delete(orderingState);
    await teach({ payme: 900 });
    clock.advance(16 * HOUR);
    expect(await show(await known())).toEqual(first);
    clock.advance(16 * HOUR);
    expect((await show(await known()))[0]).toBe('payme');
  });

  it('is what it was before where an expired session is started again, in the same arm', async () => {
    await configure();
    await teach({ octopus: 60, fps: 60, card: 60, payme: 60 });
    await experimentOf([
      { key: 'own', weight: 0.5, policy: null, order: ['card', 'fps'] },
      { key: 'other', weight: 0.5, policy: null, order: ['payme', 'octopus'] },
    ]);
    for (let count = 0; count < 6; count += 1) {
      const id = await session();
      const order = await show(id);
      const again = await session();
      await getDatabase()
        .db.update(checkoutSession)
        .set({ recoveredFrom: id })
        .where(eq(checkoutSession.id, again));
      expect(await show(again)).toEqual(order);
      const rows = await exposures();
      const [before, after] = [id, again].map((one) => rows.find((row) => row.sessionId === one));
      expect(after).toMatchObject({ arm: before?.arm, unit: id, returning: true });
    }
  });

  it('is not written of a page that keeps a card and takes no payment', async () => {
    const owner = { merchantId, livemode: false };
    const { id: customerId } = await createCustomer(node.context, getDatabase().db, owner, {});
    const id = await session({
      amountMinor: 0n,
      keepCard: { customerId, wish: { usage: 'off_session', asked: 'setup' } },
    });
    await show(id);
    expect(await exposures()).toEqual([]);
  });

  it('is the merchant’s own once the kill switch is thrown', async () => {
    await teach({ octopus: 400 });
    await configure({ pausedAt: NOW });
    expect(await show(await session())).toEqual(METHODS);
    expect((await exposures())[0]).toMatchObject({ source: 'forced' });
  });

  it('leaves out what the merchant hides, unless nothing would be left', async () => {
    await configure({ policy: 'fixed', rules: { ...NO_RULES, hidden: ['fps', 'octopus'] } });
    const id = await session();
    expect(await show(id)).toEqual(['card', 'alipayhk', 'payme']);
    expect(await show(id)).toEqual(['card', 'alipayhk', 'payme']);
    expect((await exposures())[0]?.leftOut).toEqual([
      { method: 'fps', reason: 'hidden' },
      { method: 'octopus', reason: 'hidden' },
    ]);
    await configure({ policy: 'fixed', rules: { ...NO_RULES, hidden: [...METHODS] } });
    expect(await show(await session())).toEqual(METHODS);
  });

  it('is the merchant’s own, and counted, where nothing could be read or decided', async () => {
    const unread = createTestContext(getDatabase(), { clock });
    expect(await show(await session(), unread)).toEqual(METHODS);
    expect(unread.context.ordering.fallbacks).toBe(1);

    // What the merchant hides stays hidden, and its own order is the one that it set.
    await configure({ rules: { ...NO_RULES, hidden: ['payme'], order: ['fps'] } });
    await reread();
    breakStates();
    const hidden = await session();
    expect(await show(hidden)).toEqual(['fps', 'card', 'alipayhk', 'octopus']);
    expect(await show(hidden)).toEqual(['fps', 'card', 'alipayhk', 'octopus']);
    expect(node.context.ordering.fallbacks).toBe(1);
    expect(node.logLines.some((line) => line.includes('no order could be decided'))).toBe(true);
    expect((await exposures()).map(({ source }) => source)).toEqual(['fallback', 'fallback']);
  });

  it('goes by the last reading while the database cannot be read', async () => {
    await configure();
    await teach({ octopus: 400 });
    const facts = await loadFacts(node.context, await session());
    if (facts === null) throw new Error('no session');
    const before = node.context.ordering;
    // Nothing of a decision asks the database.
    const away = { ...node.context, database: { ...node.context.database, db: null as never } };
    const opened = openCheckout(away, facts, { device: DESKTOP, region: 'HK', locale: 'en' });
    expect(opened.exposure?.decision.order[0]).toBe('octopus');
    expect(before.fallbacks).toBe(0);
  });

  it('puts a method that the merchant says is out of order last', async () => {
    await configure();
    await teach({ octopus: 400, fps: 200, card: 100, payme: 100, alipayhk: 100 });
    await getDatabase()
      .db.insert(methodOutage)
      .values({
        id: 'mout_1' as never,
        merchantId,
        livemode: false,
        method: 'octopus',
        scope: { kind: 'everywhere' },
        scopeKey: 'everywhere',
        raisedBy: 'merchant',
        action: 'move_down',
        since: NOW,
        raisedAt: NOW,
        evidence: null,
      });
    await reread();
    expect((await show(await session())).at(-1)).toBe('octopus');
  });

  it('is an arm’s in an experiment, the same for the same shopper, in the planned shares', async () => {
    const id = await experimentOf([
      { key: 'static', weight: 0.5, policy: 'fixed', order: null },
      { key: 'wallets', weight: 0.5, policy: null, order: ['payme', 'octopus'] },
    ]);
    const shopper = async (name: string) => show(await session({ customerEmail: name }));
    const seen = new Map<string, readonly string[]>();
    for (let count = 0; count < 24; count += 1) {
      seen.set(`s${count}@example.hk`, await shopper(`s${count}@example.hk`));
    }
    for (const [name, order] of [...seen].slice(0, 4)) expect(await shopper(name)).toEqual(order);
    const orders = new Set([...seen.values()].map((order) => order.join()));
    expect([...orders].toSorted()).toEqual([
      'card,fps,alipayhk,payme,octopus',
      'payme,octopus,card,fps,alipayhk',
    ]);
    const rows = await exposures();
    expect(
      rows.every(({ experimentId, ordersDiffer }) => experimentId === id && ordersDiffer),
    ).toBe(true);
    for (const row of rows) {
      expect(row.unit).toBe(row.shopper);
      expect(row.decision.order[0]).toBe(row.arm === 'static' ? 'card' : 'payme');
    }
  });

  it('is decided for each arm that learns by what that arm alone has learned', async () => {
    const id = await experimentOf(
      [
        { key: 'a', weight: 0.5, policy: 'paid-rate', order: null },
        { key: 'b', weight: 0.5, policy: 'paid-rate', order: null },
      ],
      'separate',
    );
    await teach({ octopus: 900 }, `${id}/a`);
    await teach({ payme: 900 }, `${id}/b`);
    for (let count = 0; count < 12; count += 1) await show(await session());
    const rows = await exposures();
    expect(new Set(rows.map(({ arm }) => arm))).toEqual(new Set(['a', 'b']));
    for (const row of rows) {
      expect(row.learner).toBe(`${id}/${row.arm}`);
      // A little chance is left to others.
      if (!row.decision.explored) {
        expect(row.decision.order[0]).toBe(row.arm === 'a' ? 'octopus' : 'payme');
      }
    }
  });
});

/** What sessions taught in which each of these methods was chosen so often, and paid. */
function stateWhere(facts: Readonly<Record<string, number>>): OrderingState {
  let state = EMPTY_ORDERING_STATE;
  for (const [method, chosen] of Object.entries(facts)) {
    for (let index = 0; index < chosen; index += 1) {
      const exposure = {
        sessionId: `s${index}`,
        atMs: NOW.getTime(),
        context: {
          region: 'HK',
          device: 'desktop',
          inApp: null,
          amountBand: 'medium',
          currency: 'HKD',
        },
        shown: METHODS.map((_, place) => METHODS[(place + index) % METHODS.length] ?? ''),
        layout: 'list',
        counts: true,
      } as const;
      ({ state } = learn({ state, session: NOTHING_LEARNED }, exposure, {
        type: 'outcome',
        atMs: NOW.getTime(),
        attemptId: `${method}${index}`,
        method,
        attemptNo: 1,
        startedAtMs: NOW.getTime() - 1000,
        outcome: 'paid',
        reason: null,
      }));
    }
  }
  return state;
}
