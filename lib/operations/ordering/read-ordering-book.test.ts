import { expect, it } from 'vitest';
import { orderingConfig, orderingState } from '#lib/db/schema/ordering.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import { estimateContext } from '#lib/ordering/estimates.ts';
import { learn } from '#lib/ordering/learn.ts';
import { DEFAULT_ORDERING, SHARED_LEARNER, armLearner } from '#lib/ordering/ordering-config.ts';
import type { OrderingContext } from '#lib/ordering/ordering-context.ts';
import { NOTHING_LEARNED } from '#lib/ordering/ordering-record.ts';
import { EMPTY_ORDERING_STATE, type OrderingState } from '#lib/ordering/ordering-state.ts';
import type { AppContext } from '../context.ts';
import { seedMerchant } from '../testing/seed.ts';
import { seedExperiment } from '../testing/seed-ordering.ts';
import { createTestContext } from '../testing/test-context.ts';
import { ownerKey } from './ordering-book.ts';
import { readOrderingBook } from './read-ordering-book.ts';

const CONTEXT: OrderingContext = {
  region: 'HK',
  device: 'desktop',
  inApp: null,
  amountBand: 'medium',
  currency: 'HKD',
};

/** What sessions teach that all choose FPS and never get it to work. */
function fpsFails(sessions: number): OrderingState {
  let state = EMPTY_ORDERING_STATE;
  for (let n = 0; n < sessions; n += 1) {
    const atMs = Date.UTC(2026, 10, 23) + n * 1_000;
    const shown = ['fps', 'card'];
    const exposure = { sessionId: `cs_${n}`, atMs, context: CONTEXT, shown, layout: 'list' };
    ({ state } = learn(
      { state, session: NOTHING_LEARNED },
      { ...exposure, counts: true },
      {
        type: 'outcome',
        atMs,
        attemptId: `pa_${n}`,
        method: 'fps',
        attemptNo: 1,
        startedAtMs: atMs,
        outcome: 'failed',
        reason: 'technical',
      },
    ));
  }
  return state;
}

describeOnEachDatabase('what merchants know of each other', (getDatabase) => {
  async function twoMerchants(env: Readonly<Record<string, string>>) {
    const { context } = createTestContext(getDatabase(), { env });
    const { merchantId: knowing } = await seedMerchant(context);
    const { merchantId: fresh } = await seedMerchant(context, { name: 'Peak Books' });
    const { db } = getDatabase();
    const now = context.clock.now();
    const state = { learner: SHARED_LEARNER, state: fpsFails(200), version: 1, updatedAt: now };
    await db.insert(orderingState).values([
      { ...state, merchantId: knowing, livemode: false },
      // An arm's alone is nobody's to begin from.
      {
        ...state,
        merchantId: knowing,
        livemode: false,
        learner: armLearner('exp_1', 'b'),
        state: fpsFails(900),
      },
    ]);
    await db.insert(orderingConfig).values(
      [false, true].map((livemode) => ({
        ...DEFAULT_ORDERING,
        merchantId: fresh,
        livemode,
        updatedAt: now,
      })),
    );
    return { context, knowing, fresh };
  }

  async function fpsSuccess(context: AppContext, merchantId: MerchantId, livemode = false) {
    const { merchants } = await readOrderingBook(context, null);
    const ordering = merchants.get(ownerKey({ merchantId, livemode }));
    const state = ordering?.states.get(SHARED_LEARNER);
    if (state === undefined) throw new Error('Nothing is known of this merchant.');
    const nowMs = context.clock.now().getTime();
    const options = { layout: 'list', nowMs };
    const [fps] = estimateContext(state, CONTEXT, ['fps', 'card'], options).methods;
    if (fps === undefined) throw new Error('There is no estimate.');
    return { state, chance: fps.success.a / (fps.success.a + fps.success.b) };
  }

  it('is nothing, unless the operator lets them share', async () => {
    const { context, knowing, fresh } = await twoMerchants({});
    const own = await fpsSuccess(context, knowing);
    expect(own.chance).toBeLessThan(0.1);
    expect(await fpsSuccess(context, fresh)).toEqual({
      state: EMPTY_ORDERING_STATE,
      chance: 0.85,
    });
  });

  it('is where a merchant without data begins if they share, in the same mode and by no name', async () => {
    const { context, knowing, fresh } = await twoMerchants({ PRAYA_POOLED_ORDERING: 'on' });
    const { state, chance } = await fpsSuccess(context, fresh);
    expect(chance).toBeLessThan(0.1);
    expect({ ...state, pooled: undefined }).toEqual({ ...EMPTY_ORDERING_STATE, pooled: undefined });
    expect(state.pooled?.cells[0]?.methods['fps']?.[3]).toBeCloseTo(200, 0);
    expect(JSON.stringify(state)).not.toContain(knowing);
    expect(JSON.stringify(state)).not.toContain('HK');
    expect((await fpsSuccess(context, fresh, true)).chance).toBe(0.85);
  });
});

describeOnEachDatabase('what is out of order', (getDatabase) => {
  it('is so for an arm that learns for itself, whatever it knew when it began', async () => {
    const { context } = createTestContext(getDatabase());
    const { merchantId } = await seedMerchant(context);
    const now = context.clock.now();
    const down = {
      method: 'fps',
      scope: { kind: 'everywhere' },
      sinceMs: now.getTime(),
      alarmedAtMs: now.getTime(),
      evidence: 9,
      paid: 0,
      failed: 8,
      recoveredAtMs: null,
    } as const;
    const arm = armLearner(
      await seedExperiment(context, { merchantId, livemode: false }),
      'learned',
    );
    const state = { merchantId, livemode: false, version: 1, updatedAt: now };
    await getDatabase()
      .db.insert(orderingState)
      .values([
        { ...state, learner: arm, state: fpsFails(3) },
        {
          ...state,
          learner: SHARED_LEARNER,
          state: { ...EMPTY_ORDERING_STATE, down: [down] },
        },
      ]);
    const { merchants } = await readOrderingBook(context, null);
    const ordering = merchants.get(ownerKey({ merchantId, livemode: false }));
    expect(ordering?.states.get(arm)?.down).toEqual([down]);
    expect(ordering?.states.get(SHARED_LEARNER)?.down).toEqual([down]);
  });
});

describeOnEachDatabase('a state that cannot be read', (getDatabase) => {
  it('is begun anew and said once, and what others know stays', async () => {
    const { context, logLines } = createTestContext(getDatabase());
    const { merchantId } = await seedMerchant(context);
    const { merchantId: other } = await seedMerchant(context, { name: 'Peak Books' });
    const row = { learner: SHARED_LEARNER, version: 1, updatedAt: context.clock.now() };
    const older = { version: 7, cells: {} } as unknown as OrderingState;
    await getDatabase()
      .db.insert(orderingState)
      .values([
        { ...row, merchantId, livemode: false, state: older },
        { ...row, merchantId: other, livemode: false, state: fpsFails(3) },
      ]);
    const said = () => logLines.filter((line) => line.includes('begins anew'));
    const first = await readOrderingBook(context, null);
    const stateOf = (id: MerchantId) =>
      first.merchants
        .get(ownerKey({ merchantId: id, livemode: false }))
        ?.states.get(SHARED_LEARNER);
    expect(stateOf(merchantId)).toEqual({ ...EMPTY_ORDERING_STATE, version: 7 });
    expect(stateOf(other)).toEqual(fpsFails(3));
    expect(said()).toHaveLength(1);
    expect(said()[0]).toContain(merchantId);
    await readOrderingBook(context, first);
    expect(said()).toHaveLength(1);
  });
});

describeOnEachDatabase('the book of many merchants', (getDatabase) => {
  it('has each one’s own states, settings and nothing of another’s, more than are read in one go', async () => {
    const { context } = createTestContext(getDatabase());
    const now = context.clock.now();
    const merchants = await Promise.all(
      Array.from({ length: 45 }, (_, n) => seedMerchant(context, { name: `Shop ${n}` })),
    );
    const { db } = getDatabase();
    await db.insert(orderingState).values(
      merchants.map(({ merchantId }, n) => ({
        merchantId,
        livemode: false,
        learner: SHARED_LEARNER,
        state: { ...EMPTY_ORDERING_STATE, version: n },
        version: 1,
        updatedAt: now,
      })),
    );
    await db.insert(orderingConfig).values(
      merchants.map(({ merchantId }, n) => ({
        ...DEFAULT_ORDERING,
        merchantId,
        livemode: true,
        version: n,
        updatedAt: now,
      })),
    );
    const { merchants: read } = await readOrderingBook(context, null);
    expect(read.size).toBe(90);
    for (const [n, { merchantId }] of merchants.entries()) {
      const test = read.get(ownerKey({ merchantId, livemode: false }));
      expect(test?.states.get(SHARED_LEARNER)?.version).toBe(n);
      expect(test?.config).toEqual(DEFAULT_ORDERING);
      const live = read.get(ownerKey({ merchantId, livemode: true }));
      expect(live?.config.version).toBe(n);
      expect(live?.states.get(SHARED_LEARNER)).toEqual(EMPTY_ORDERING_STATE);
    }
  });
});
