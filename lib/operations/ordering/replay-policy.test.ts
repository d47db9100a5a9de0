import { beforeEach, expect, test } from 'vitest';
import { insertExposure } from '#lib/db/stores/ordering-store.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import { decideOrder } from '#lib/ordering/decide-order.ts';
import { learn } from '#lib/ordering/learn.ts';
import type { OrderingContext } from '#lib/ordering/ordering-context.ts';
import { NOTHING_LEARNED, type OrderingRecord } from '#lib/ordering/ordering-record.ts';
import { NO_RULES } from '#lib/ordering/ordering-rules.ts';
import { EMPTY_ORDERING_STATE, type OrderingState } from '#lib/ordering/ordering-state.ts';
import { ORDERING_POLICIES } from '#lib/ordering/policies/table.ts';
import { type ScriptedWorld, createScriptedWorld } from '../testing/scripted-world.ts';
import { seedMerchant, seedSession } from '../testing/seed.ts';
import { replayPolicy } from './replay-policy.ts';

const METHODS: readonly MethodId[] = ['fps', 'alipayhk', 'payme', 'octopus'];
const PAID_RATE = ORDERING_POLICIES['paid-rate'];
const MINUTE_MS = 60_000;
const HK: OrderingContext = {
  region: 'HK',
  device: 'desktop',
  inApp: null,
  amountBand: 'medium',
  currency: 'HKD',
};

describeOnEachDatabase('the replay of what was shown', (getDatabase) => {
  let world: ScriptedWorld;
  let state: OrderingState;
  beforeEach(async () => {
    world = await createScriptedWorld(getDatabase());
    state = EMPTY_ORDERING_STATE;
  });

  /** A shopper is shown a list by what is known, and pays with the first of it, or is declined, or leaves. */
  async function shop(outcome: 'paid' | 'failed' | 'left'): Promise<void> {
    const { clock, context, merchant, provider } = world;
    clock.advance(MINUTE_MS);
    const sessionId = await seedSession(context, merchant.merchantId);
    const at = clock.now();
    const decision = decideOrder({
      sessionId,
      context: HK,
      amountMinor: 12_850,
      eligible: METHODS,
      rules: NO_RULES,
      policy: PAID_RATE,
      state,
      feeShares: {},
      layout: 'list',
      nowMs: at.getTime(),
    });
    await insertExposure(
      context.database.db,
      {
        sessionId,
        merchantId: merchant.merchantId,
        livemode: false,
        at,
        decision,
        leftOut: [],
        layout: 'list',
        source: 'policy',
        learner: 'shared',
        counts: true,
        locale: 'en',
        returning: false,
        shopper: null,
        experimentId: null,
        arm: null,
        unit: null,
        exclusion: null,
        ordersDiffer: null,
      },
      new Date(at.getTime() + 15 * MINUTE_MS),
    );
    if (outcome === 'left') return;
    clock.advance(10_000);
    const method = METHODS.find((known) => known === decision.order[0]) ?? 'fps';
    provider.queueEffects(outcome === 'paid' ? 'capture' : 'decline');
    const attemptId = await world.start(method, sessionId);
    const nowMs = clock.now().getTime();
    const records: readonly OrderingRecord[] = [
      { type: 'chosen', atMs: nowMs, method },
      {
        type: 'outcome',
        atMs: nowMs,
        attemptId,
        method,
        attemptNo: 1,
        startedAtMs: nowMs,
        outcome,
        reason: outcome === 'paid' ? null : 'issuer',
      },
    ];
    const exposure = {
      sessionId,
      atMs: at.getTime(),
      context: HK,
      shown: decision.order,
      layout: 'list',
      counts: true,
    };
    let learned = { state, session: NOTHING_LEARNED };
    for (const record of records) learned = learn(learned, exposure, record);
    ({ state } = learned);
  }

  const replay = (asked: Partial<Parameters<typeof replayPolicy>[1]> = {}) =>
    replayPolicy(world.context.database.db, {
      owner: { merchantId: world.merchant.merchantId, livemode: false },
      policy: PAID_RATE,
      from: new Date(0),
      to: new Date(world.clock.now().getTime() + 1),
      settleMs: 0,
      now: new Date(world.clock.now().getTime() + 1),
      ...asked,
    });

  test('knows at each session what was known then: the policy that decided has weight 1 in all', async () => {
    for (const outcome of ['paid', 'failed', 'paid', 'left', 'failed', 'paid'] as const) {
      await shop(outcome);
    }
    const found = await replay();
    expect(found).toMatchObject({ sessions: 6, paid: 3, unsettled: 0, taughtBefore: 0 });
    expect(found.wholeOrder.effectiveSampleSize).toBeCloseTo(6, 9);
    expect(found.firstPlace.effectiveSampleSize).toBeCloseTo(6, 9);
    // Six are not enough for a figure.
    expect(found.wholeOrder.kind).toBe('refused');
  });

  test('judges the time that is asked about, and learns from what was before', async () => {
    for (const outcome of ['paid', 'failed', 'paid'] as const) await shop(outcome);
    const from = world.clock.now();
    for (const outcome of ['paid', 'paid', 'left'] as const) await shop(outcome);
    const found = await replay({ from });
    expect(found).toMatchObject({ sessions: 3, paid: 2, taughtBefore: 3 });
    expect(found.wholeOrder.effectiveSampleSize).toBeCloseTo(3, 9);
    expect(await replay({ to: from })).toMatchObject({ sessions: 3, paid: 2 });
  });

  test('does not judge a session that may be paid yet, nor anybody else’s', async () => {
    await shop('paid');
    await shop('left');
    expect(await replay({ settleMs: 65_000 })).toMatchObject({ sessions: 1, unsettled: 1 });
    const stranger = await seedMerchant(world.context);
    const owner = { merchantId: stranger.merchantId, livemode: false };
    expect(await replay({ owner })).toMatchObject({ sessions: 0, wholeOrder: { kind: 'refused' } });
  });
});
