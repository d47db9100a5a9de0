import fc from 'fast-check';
import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import { METHOD_IDS } from '#lib/domain/method-id.ts';
import { cancelAttempt } from './cancel-attempt.ts';
import { checkoutStatus } from './checkout-status.ts';
import type { AppContext } from './context.ts';
import { executeRefunds } from './execute-refunds.ts';
import { expireSessions } from './expire-sessions.ts';
import { processNotifications } from './process-notifications.ts';
import { receiveNotification } from './receive-notification.ts';
import { reconcile } from './reconcile.ts';
import { startPayment } from './start-payment.ts';
import { ledgerBalances, moneyFacts } from './testing/money-facts.ts';
import {
  type CallFate,
  ProcessDiedError,
  type ScriptedProvider,
  createScriptedProvider,
} from './testing/scripted-provider.ts';
import { type SeededMerchant, seedMerchant, seedSession } from './testing/seed.ts';
import { type TestClock, createTestClock, createTestContext } from './testing/test-context.ts';

/**
 * Whatever a shopper, a provider and a failing machine do, in any order: no money is lost, none is
 * taken twice and kept, and the merchant hears of it once. The provider's own record is the oracle.
 */

interface World {
  context: AppContext;
  clock: TestClock;
  provider: ScriptedProvider;
  merchant: SeededMerchant;
  sessionId: CheckoutSessionId;
  attempts: PaymentAttemptId[];
  events: number;
}

type Command = (world: World) => Promise<void>;

async function work(world: World): Promise<void> {
  for (const job of [processNotifications, reconcile, executeRefunds, expireSessions]) {
    await job(world.context);
  }
}

/** Runs a step of ours that the machine may not survive. */
async function survivable(step: () => Promise<unknown>): Promise<void> {
  try {
    await step();
  } catch (error) {
    if (!(error instanceof ProcessDiedError)) throw error;
  }
}

const fate = fc.constantFrom<CallFate>(
  'answered',
  'answered',
  'lost_before_effect',
  'lost_after_effect',
  'process_dies_before_effect',
  'process_dies_after_effect',
);
const index = fc.nat({ max: 5 });
const pick = (world: World, at: number) => world.attempts[at % Math.max(world.attempts.length, 1)];

const start = fc
  .record({
    method: fc.constantFrom(...METHOD_IDS),
    effect: fc.constantFrom('capture', 'require_action', 'pend', 'decline' as const),
    fate,
    twice: fc.boolean(),
    token: fc.integer({ min: 0, max: 1_000_000 }),
  })
  .map(({ method, effect, fate: first, twice, token }): Command => async (world) => {
    world.provider.queueEffects(effect as 'capture');
    world.provider.queueFates('start', first);
    const submit = () =>
      survivable(async () => {
        const result = await startPayment(world.context, {
          sessionId: world.sessionId,
          method,
          device: { form: 'desktop', os: 'other' },
          locale: 'zh-HK',
          input: method === 'card' ? { confirmationToken: `ctoken_${token}` } : {},
          customerEmail: null,
        });
        if (result.kind === 'attempt') world.attempts.push(result.attemptId);
      });
    await Promise.all(twice ? [submit(), submit()] : [submit()]);
  });

const shopper = fc
  .record({ at: index, does: fc.constantFrom('pays', 'declines', 'expires' as const) })
  .map(({ at, does }): Command => async (world) => {
    const attemptId = pick(world, at);
    // What the provider never heard of, or has called off, is nothing a shopper can do anything with.
    if (attemptId === undefined || !world.provider.canBePaid(attemptId)) return;
    if (does === 'pays') world.provider.shopperPays(attemptId);
    else if (does === 'declines') world.provider.shopperDeclines(attemptId);
    else world.provider.expire(attemptId);
  });

const notify = fc
  .record({ at: index, times: fc.integer({ min: 1, max: 3 }) })
  .map(({ at, times }): Command => async (world) => {
    const attemptId = pick(world, at);
    if (attemptId === undefined) return;
    world.events += 1;
    for (let i = 0; i < times; i += 1) {
      let sent: { headers: Readonly<Record<string, string>>; rawBody: string };
      try {
        sent = world.provider.notificationOf(attemptId, `evt_${world.events}`);
      } catch {
        return; // nothing at the provider, nothing to notify
      }
      await receiveNotification(world.context, {
        provider: 'stripe',
        accountId: world.merchant.accounts.stripe,
        ...sent,
      });
    }
  });

const cancel = index.map((at): Command => async (world) => {
  const attemptId = pick(world, at);
  if (attemptId === undefined) return;
  await survivable(() => cancelAttempt(world.context, { sessionId: world.sessionId, attemptId }));
});

const wait = fc.integer({ min: 1, max: 20 * 60 }).map(
  (seconds): Command =>
    async (world) =>
      void world.clock.advance(seconds * 1000),
);

const background = fate.map((next): Command => async (world) => {
  world.provider.queueFates('retrieve', next);
  await survivable(() => work(world));
});

/** A page that waits, asking for the status again and again. */
const poll = fc
  .record({ at: index, times: fc.integer({ min: 1, max: 8 }) })
  .map(({ at, times }): Command => async (world) => {
    const attemptId = pick(world, at) ?? null;
    for (let i = 0; i < times; i += 1) {
      await checkoutStatus(world.context, { sessionId: world.sessionId, attemptId });
      world.clock.advance(2_000);
      await survivable(() => work(world));
    }
  });

const callFate = fc
  .record({ call: fc.constantFrom('cancel', 'refund', 'retrieve' as const), fate })
  .map(({ call, fate: next }): Command => async (world) => {
    world.provider.queueFates(call as 'cancel', next);
  });

const story = fc.array(
  fc.oneof(start, start, shopper, shopper, notify, cancel, wait, background, poll, callFate),
  {
    minLength: 1,
    maxLength: 16,
  },
);

describeOnEachDatabase('the money core', (getDatabase) => {
  it(
    'loses nothing, keeps nothing twice and tells the merchant once, whatever happens',
    { timeout: 240_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(story, async (commands) => {
          const world = await newWorld(getDatabase());
          const before = await ledgerBalances(world.context.database.db);
          for (const command of commands) await command(world);
          await settle(world);
          await judge(world, before);
        }),
        { numRuns: 40 },
      );
    },
  );
});

let worlds = 0;

async function newWorld(database: AppContext['database']): Promise<World> {
  const clock = createTestClock(new Date('2026-11-23T02:00:00Z'));
  // Ids at the provider are its own: worlds that share a database must not share them.
  worlds += 1;
  const scripted = createScriptedProvider({ now: clock.now, referencePrefix: `w${worlds}` });
  const { context } = createTestContext(database, {
    clock,
    providers: { stripe: scripted.provider, airwallex: scripted.provider },
    env: { LOG_LEVEL: 'silent' },
  });
  const merchant = await seedMerchant(context, { providerOf: 'stripe' });
  const sessionId = await seedSession(context, merchant.merchantId);
  return { context, clock, provider: scripted, merchant, sessionId, attempts: [], events: 0 };
}

/**
 * The faults end and the provider makes up its mind; time goes on until nothing is due: past the
 * session, the codes and the watching.
 */
async function settle(world: World): Promise<void> {
  for (const step of [1, 60, 60, 300, 1800, 1800, 7200, 86_400, 86_400]) {
    const { attempts } = await moneyFacts(world.context.database.db, world.sessionId);
    for (const { id, status } of attempts) {
      if (status === 'pending') world.provider.shopperDeclines(id);
    }
    world.clock.advance(step * 1000);
    for (let round = 0; round < 4; round += 1) await survivable(() => work(world));
  }
}

async function judge(world: World, before: Record<string, bigint>): Promise<void> {
  const { db } = world.context.database;
  const facts = await moneyFacts(db, world.sessionId);
  const { charges, refunds } = world.provider;
  const charged = charges.reduce((sum, { amount }) => sum + amount.amountMinor, 0n);
  const refunded = refunds.reduce((sum, { amount }) => sum + amount.amountMinor, 0n);

  // Nothing is left undecided.
  for (const { status } of facts.attempts) {
    expect(['captured', 'declined', 'expired', 'canceled']).toContain(status);
  }
  // Every charge the provider made is booked, once.
  expect(facts.captures.map((c) => c.providerReference).sort()).toEqual(
    charges.map((c) => c.reference).sort(),
  );
  // Paid is paid once; whatever came beyond it went back.
  const paid = charges.length > 0;
  expect(facts.intent.status).toBe(paid ? 'succeeded' : 'canceled');
  expect(charged - refunded).toBe(paid ? facts.intent.amount : 0n);
  // The merchant hears of it once.
  expect(facts.eventTypes.filter((type) => type === 'checkout.session.completed')).toHaveLength(
    paid ? 1 : 0,
  );
  // The books agree.
  const after = await ledgerBalances(db);
  const change = (account: string) => (after[account] ?? 0n) - (before[account] ?? 0n);
  expect(change('provider:stripe')).toBe(charged - refunded);
  expect(change('customer_overpayment')).toBe(0n);
  expect(change('merchant_sales')).toBe(refunded - charged);
}
