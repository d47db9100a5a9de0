import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import { callOffIntent, cancelIntent } from '#lib/operations/cancel-intent.ts';
import {
  CaptureRefusedError,
  captureIntent,
  carryOutCapture,
} from '#lib/operations/capture-intent.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { moneyFacts } from '#lib/operations/testing/money-facts.ts';
import { seedSession } from '#lib/operations/testing/seed.ts';
import type { Move } from './charge-log.ts';
import { disagreements } from './oracle.ts';
import { CARDS, typeCard } from './shoppers.ts';
import { type World, openWorld } from './world.ts';

/**
 * Held money is taken once, for what was asked, or let go whole, however the provider fails meanwhile and
 * however many ask at once; and a hold that lapses is noticed.
 */

/** Short: what hangs is waited for this long in real time. */
const TIMEOUT_MS = 500;
const DAY_MS = 24 * 60 * 60 * 1000;

const FAULTS = [
  { name: 'slow', kind: 'latency', delayMs: 2 * TIMEOUT_MS },
  { name: 'silent, and does nothing', kind: 'timeout_before_effect' },
  { name: 'silent, though it did it', kind: 'timeout_after_effect' },
  { name: 'answering 500, having done nothing', kind: 'error_before_effect' },
  { name: 'answering 500, though it did it', kind: 'error_after_effect' },
] as const;

describeOnEachDatabase('money that is held', (getDatabase, openNode) => {
  let world: World;
  let sessionId: CheckoutSessionId;

  beforeEach(async () => {
    world = await openWorld(getDatabase(), { timeoutMs: TIMEOUT_MS });
    sessionId = await seedSession(world.context, world.merchant.merchantId, {
      captureMethod: 'manual',
    });
    const token = await typeCard(world.simulator.origin, world.keys, CARDS.good);
    await world.start(sessionId, 'card', { token });
    expect(kinds()).toEqual(['authorized']);
    // A slow machine may have kept the answer from us.
    await work(2);
    expect((await facts()).intent.status).toBe('requires_capture');
  });
  afterEach(() => world.close());

  const facts = () => moneyFacts(world.context.database.db, sessionId);
  const kinds = (): Move['kind'][] => world.moves().map(({ kind }) => kind);
  const wrong = () => disagreements(world.context.database.db, world.moves());

  /** Rounds of the background work, a minute apart; nobody tells us anything. */
  async function work(rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      world.clock.advance(60_000);
      await world.work();
    }
  }

  /** As the API does it: committed, then carried out. False: it was refused. */
  async function capture(amount: bigint, on: AppContext = world.context): Promise<boolean> {
    const { merchantId } = world.merchant;
    const { id } = (await facts()).intent;
    try {
      const ordered = await on.database.db.transaction((tx) =>
        captureIntent(on, tx, {
          merchantId,
          livemode: false,
          id,
          amount,
          metadata: (before) => before,
        }),
      );
      if (ordered === null) throw new Error('no intent');
      await carryOutCapture(on, ordered);
      return true;
    } catch (error) {
      if (error instanceof CaptureRefusedError) return false;
      throw error;
    }
  }

  async function cancel(): Promise<void> {
    const { context, merchant } = world;
    const { id } = (await facts()).intent;
    const result = await context.database.db.transaction((tx) =>
      cancelIntent(context, tx, {
        merchantId: merchant.merchantId,
        livemode: false,
        id,
        reason: null,
      }),
    );
    if (result?.kind !== 'canceled') throw new Error('not canceled');
    await callOffIntent(context, result.intent);
  }

  function arm(operation: string, fault: (typeof FAULTS)[number]): void {
    const { name: _, ...rule } = fault;
    world.simulator.context.faults.arm({ ...rule, provider: 'stripe', operation, remaining: 1 });
  }

  it.each(FAULTS)('is taken once, in part, by a provider that is $name', async (fault) => {
    arm('payment_intents.capture', fault);
    await capture(10_000n);
    // The rounds go by the test's clock and the provider's slowness by the real one.
    if (fault.kind === 'latency') await pause(fault.delayMs);
    await work(6);
    expect(world.moves().filter(({ kind }) => kind === 'captured')).toMatchObject([
      { amountMinor: 10_000n },
    ]);
    expect(await facts()).toMatchObject({
      intent: { status: 'succeeded' },
      captures: [{ amount: 10_000n, kind: 'exact' }],
    });
    expect((await facts()).discrepancies).toEqual([]);
    expect(await wrong()).toEqual([]);
  });

  it.each(FAULTS)('is let go by a provider that is $name', async (fault) => {
    arm('payment_intents.cancel', fault);
    await cancel();
    if (fault.kind === 'latency') await pause(fault.delayMs);
    await work(6);
    expect(kinds()).toEqual(['authorized', 'canceled']);
    expect(await facts()).toMatchObject({ intent: { status: 'canceled' }, captures: [] });
    expect(await wrong()).toEqual([]);
  });

  it('is taken once by twenty who ask at once, on four nodes', async () => {
    const nodes = [world.context];
    while (nodes.length < 4) nodes.push(world.node(await openNode()));
    const taken = await Promise.all(
      Array.from({ length: 20 }, (_, n) => capture(BigInt(1_000 + n), nodes[n % 4])),
    );
    expect(taken.filter(Boolean)).toHaveLength(1);
    await work(4);
    expect(kinds()).toEqual(['authorized', 'captured']);
    expect(await wrong()).toEqual([]);
  });

  it.each(['is told', 'is not told'] as const)(
    'that lapses ends the intent, when Praya %s',
    async (hearing) => {
      world.clock.advance(7 * DAY_MS);
      if (hearing === 'is told') {
        await world.posted();
        // The network lets holds go when it is next looked at: here by somebody else.
        const { origin } = world.simulator;
        const headers = { authorization: `Bearer ${world.keys.stripe.secretKey}` };
        await (await fetch(`${origin}/v1/payment_intents`, { headers })).arrayBuffer();
        const posted = await world.posted();
        expect(posted.map(({ rawBody }) => rawBody).join()).toContain('payment_intent.canceled');
        for (const notification of posted) await world.deliver(notification);
      }
      await world.work();
      expect(kinds()).toEqual(['authorized', 'canceled']);
      expect((await facts()).intent.status).toBe('canceled');
      expect(await capture(10_000n)).toBe(false);
      expect(await wrong()).toEqual([]);
    },
  );
});
