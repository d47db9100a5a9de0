import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import { ledgerBalances, moneyFacts } from '#lib/operations/testing/money-facts.ts';
import { seedSession } from '#lib/operations/testing/seed.ts';
import type { ProviderId } from '#lib/domain/provider.ts';
import type { Move } from './charge-log.ts';
import { disagreements } from './oracle.ts';
import { CARDS, typeCard } from './shoppers.ts';
import { type World, openWorld } from './world.ts';

/**
 * Refunds do not end with the provider's first word: they stay pending, fail, or come back weeks after
 * they succeeded. Whatever becomes of one is known, raised, and in the books.
 */

const HOUR_MS = 60 * 60 * 1000;
const WEEK_MS = 7 * 24 * HOUR_MS;
/** By the clock of the simulator, which is the test's. */
const WAIT_MS = 5 * 60 * 1000;

describeOnEachDatabase('a refund that does not end with its first answer', (getDatabase) => {
  let world: World;
  let sessionId: CheckoutSessionId;

  beforeEach(async () => {
    world = await openWorld(getDatabase());
    sessionId = await seedSession(world.context, world.merchant.merchantId, {
      lifetimeMs: 2 * HOUR_MS,
    });
  });
  afterEach(() => world.close());

  const facts = () => moneyFacts(world.context.database.db, sessionId);
  const wrong = () => disagreements(world.context.database.db, world.moves());
  const owed = async () =>
    (await ledgerBalances(world.context.database.db))['customer_overpayment'];

  /** Card and code are both paid; the refund goes to whichever was paid second. */
  async function payTwice(second: ProviderId): Promise<void> {
    const code = await world.start(sessionId, 'fps');
    const token = await typeCard(world.simulator.origin, world.keys, CARDS.needs3ds);
    const card = await world.start(sessionId, 'card', { token });
    if (code.kind !== 'attempt' || card.kind !== 'attempt') throw new Error('nothing was begun');
    const pay = {
      airwallex: () => world.payCode(code.attemptId),
      stripe: () => world.authenticate(card.attemptId),
    };
    const [first, last] =
      second === 'stripe' ? (['airwallex', 'stripe'] as const) : (['stripe', 'airwallex'] as const);
    await pay[first]();
    await pay[last]();
    const posted = await world.posted();
    for (const provider of [first, last]) {
      for (const one of posted.filter((notification) => notification.provider === provider)) {
        await world.deliver(one);
      }
      world.clock.advance(1_000);
      await world.work();
    }
  }

  async function hear(): Promise<void> {
    for (const notification of await world.posted()) await world.deliver(notification);
    await world.work();
  }

  /** Time goes on until the provider has done this. */
  async function comesTo(kind: Move['kind']): Promise<void> {
    world.clock.advance(WEEK_MS);
    await expect.poll(() => world.moves().some((move) => move.kind === kind)).toBe(true);
  }

  const arm = (kind: 'refund_pending' | 'refund_fails_later', delayMs: number) =>
    world.simulator.context.faults.arm({ kind, operation: 'refunds.create', delayMs });

  it.each(['stripe', 'airwallex'] as const)(
    'at %s: one that is pending is followed until the shopper has the money',
    async (provider) => {
      arm('refund_pending', WAIT_MS);
      await payTwice(provider);
      expect((await facts()).refunds).toMatchObject([{ status: 'pending' }]);
      expect(await owed()).toBe(-12_850n);
      await comesTo('refunded');
      await hear();
      expect((await facts()).refunds).toMatchObject([{ status: 'succeeded' }]);
      expect((await facts()).discrepancies).toEqual(['duplicate_payment']);
      expect(await wrong()).toEqual([]);
    },
  );

  it.each(['stripe', 'airwallex'] as const)(
    'at %s: one that is pending for a day is raised, once, and followed all the same',
    async (provider) => {
      arm('refund_pending', WEEK_MS);
      await payTwice(provider);
      for (let look = 0; look < 3; look += 1) {
        world.clock.advance(25 * HOUR_MS);
        await world.work();
      }
      expect((await facts()).discrepancies).toEqual(['duplicate_payment', 'unresolved_refund']);
      await comesTo('refunded');
      world.clock.advance(2 * HOUR_MS);
      await world.work();
      expect((await facts()).refunds).toMatchObject([{ status: 'succeeded' }]);
      expect(await wrong()).toEqual([]);
    },
  );

  it.each(['stripe', 'airwallex'] as const)(
    'at %s: one that comes back after it succeeded is booked back and raised when we are told',
    async (provider) => {
      arm('refund_fails_later', WAIT_MS);
      await payTwice(provider);
      expect((await facts()).refunds).toMatchObject([{ status: 'succeeded' }]);
      expect(await owed()).toBe(0n);
      await comesTo('refund_returned');
      await hear();
      expect((await facts()).refunds).toMatchObject([{ status: 'failed' }]);
      expect((await facts()).discrepancies).toEqual(['duplicate_payment', 'refund_failed']);
      expect(await owed()).toBe(-12_850n);
      expect(await wrong()).toEqual([]);
    },
  );

  it.each(['stripe', 'airwallex'] as const)(
    'at %s: one that comes back is found even when nobody tells us',
    async (provider) => {
      arm('refund_fails_later', WAIT_MS);
      await payTwice(provider);
      await comesTo('refund_returned');
      world.clock.advance(2 * HOUR_MS);
      await world.work();
      expect((await facts()).refunds).toMatchObject([{ status: 'failed' }]);
      expect((await facts()).discrepancies).toEqual(['duplicate_payment', 'refund_failed']);
      expect(await wrong()).toEqual([]);
    },
  );
});
