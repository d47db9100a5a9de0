import { eq, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { attemptOrigin, cardTally } from '#lib/db/schema/card-tries.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { findAttempt } from '#lib/db/stores/attempt-store.ts';
import type { CustomerId, MerchantId } from '#lib/domain/ids.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import type { PaymentProvider } from '#lib/domain/provider.ts';
import { forgetCardTries } from './card-limits.ts';
import { checkAttempt } from './check-attempt.ts';
import { createCustomer } from './manage-customers.ts';
import { reconcile } from './reconcile.ts';
import { startPayment } from './start-payment.ts';
import { moneyFacts } from './testing/money-facts.ts';
import { type ScriptedProvider, createScriptedProvider } from './testing/scripted-provider.ts';
import { seedMerchant, seedSession } from './testing/seed.ts';
import { type TestContext, createTestClock, createTestContext } from './testing/test-context.ts';

const BOT = '203.0.113.7';
const NEIGHBOUR = '2001:db8:1:2::/64';

describeOnEachDatabase('card tries', (getDatabase, openNode) => {
  const clock = createTestClock(new Date('2026-11-23T02:00:00Z'));
  let provider: ScriptedProvider;
  let node: TestContext;
  let merchantId: MerchantId;
  let tokens = 0;

  beforeEach(async () => {
    provider = createScriptedProvider({ now: clock.now });
    node = contextOn(getDatabase());
    ({ merchantId } = await seedMerchant(node.context));
  });

  function contextOn(database: ReturnType<typeof getDatabase>, env: Record<string, string> = {}) {
    const providers = { stripe: provider.provider, airwallex: provider.provider };
    return createTestContext(database, { clock, providers, env });
  }

  /** A session of its own unless told; by `address`. */
  async function pay(
    address: string | null,
    options: {
      method?: MethodId;
      at?: MerchantId;
      session?: Awaited<ReturnType<typeof seedSession>>;
      by?: TestContext;
    } = {},
  ) {
    const { context } = options.by ?? node;
    const method = options.method ?? 'card';
    const sessionId = options.session ?? (await seedSession(context, options.at ?? merchantId));
    const result = await startPayment(context, {
      sessionId,
      method,
      device: { form: 'desktop', os: 'other' },
      locale: 'en',
      input: method === 'card' ? { confirmationToken: `ctoken_${(tokens += 1)}` } : {},
      customerEmail: null,
      address,
    });
    return { ...result, sessionId };
  }

  const newCustomer = async () =>
    (await createCustomer(node.context, node.context.database.db, owner(), {})).id;
  const owner = () => ({ merchantId, livemode: false });

  /** A session that keeps a card, for a customer of its own unless told. */
  async function keeping(
    asked: 'setup' | 'payment',
    customerId?: CustomerId,
  ): ReturnType<typeof seedSession> {
    return seedSession(node.context, merchantId, {
      keepCard: {
        customerId: customerId ?? (await newCustomer()),
        wish: { usage: 'off_session', asked },
      },
    });
  }

  /** Its provider makes no customer, so that no card is ever shown to a bank. */
  function withoutCustomers(): TestContext {
    const { provider: scripted } = provider;
    const stripe: PaymentProvider = {
      ...scripted,
      connect: (...given) => {
        const connection = scripted.connect(...given);
        const { savedCards } = connection;
        if (savedCards === null) throw new Error('cards are kept here');
        const refused = { kind: 'refused', providerCode: 'email_invalid' } as const;
        return {
          ...connection,
          savedCards: { ...savedCards, createCustomer: () => Promise.resolve(refused) },
        };
      },
    };
    return createTestContext(getDatabase(), { clock, providers: { stripe, airwallex: stripe } });
  }

  async function decline(times: number, address: string | null, at = merchantId): Promise<void> {
    for (let i = 0; i < times; i += 1) {
      provider.queueEffects('decline');
      expect((await pay(address, { at })).kind).toBe('attempt');
    }
  }

  /** Time as the database counts it: what was written is moved back. */
  async function pass(seconds: number): Promise<void> {
    const by = sql`make_interval(secs => ${seconds})`;
    await getDatabase()
      .db.update(cardTally)
      .set({ slice: sql`slice - ${by}`, lastTryAt: sql`last_try_at - ${by}` });
    await getDatabase()
      .db.update(attemptOrigin)
      .set({ createdAt: sql`created_at - ${by}` });
  }

  describe('of one address', () => {
    it('are held up after ten declines, on every node, and nobody else’s are', async () => {
      const other = contextOn(await openNode());
      await decline(10, BOT);
      const held = await pay(BOT, { by: other });
      expect(held).toMatchObject({ kind: 'card_held', hold: { limit: 'address' } });
      expect((await moneyFacts(getDatabase().db, held.sessionId)).attempts).toEqual([]);
      expect((await pay(NEIGHBOUR)).kind).toBe('attempt');
      expect((await pay(null)).kind).toBe('attempt');
    });

    it('leave FPS and wallets as usable as before', async () => {
      await decline(10, BOT);
      provider.queueEffects('require_action');
      expect((await pay(BOT, { method: 'fps' })).kind).toBe('attempt');
      provider.queueEffects('require_action');
      expect((await pay(BOT, { method: 'alipayhk' })).kind).toBe('attempt');
    });

    it('go on after the wait that was told, and are forgiven after an hour', async () => {
      await decline(10, BOT);
      await pass(31);
      await decline(1, BOT);
      expect((await pay(BOT)).kind, 'the wait has doubled').toBe('card_held');
      await pass(31);
      expect((await pay(BOT)).kind).toBe('card_held');
      await pass(3_600);
      expect((await pay(BOT)).kind).toBe('attempt');
    });

    it('are not held up by failures where most are paid', async () => {
      for (let i = 0; i < 12; i += 1) await pay(BOT);
      await decline(11, BOT);
      expect((await pay(BOT)).kind).toBe('attempt');
    });

    it('are held up as a burst too, before the first has been answered', async () => {
      const other = contextOn(await openNode());
      const sessions = await Promise.all(
        Array.from({ length: 24 }, () => seedSession(node.context, merchantId)),
      );
      provider.queueEffects(...Array.from({ length: 24 }, () => 'decline' as const));
      const results = await Promise.all(
        sessions.map((session, i) => pay(BOT, { session, by: i % 2 === 0 ? node : other })),
      );
      expect(results.filter(({ kind }) => kind === 'attempt')).toHaveLength(10);
    });

    it('count a payment that is approved only later as paid', async () => {
      for (let i = 0; i < 10; i += 1) {
        provider.queueEffects('require_action');
        const begun = await pay(BOT);
        if (begun.kind !== 'attempt') throw new Error(begun.kind);
        provider.shopperPays(begun.attemptId);
      }
      expect((await pay(BOT)).kind, 'all of them are open').toBe('card_held');
      clock.advance(60_000);
      await reconcile(node.context);
      expect((await pay(BOT)).kind).toBe('attempt');
    });

    it('are held up after ten declines, however many cards were kept beside', async () => {
      for (let i = 0; i < 12; i += 1) await pay(BOT, { session: await keeping('setup') });
      await decline(10, BOT);
      expect(await pay(BOT)).toMatchObject({ kind: 'card_held', hold: { limit: 'address' } });
    });

    it('are held up after ten declines, however much was held and let go', async () => {
      for (let i = 0; i < 12; i += 1) {
        provider.queueEffects('authorize');
        const session = await seedSession(node.context, merchantId, { captureMethod: 'manual' });
        const held = await pay(BOT, { session });
        if (held.kind !== 'attempt') throw new Error(held.kind);
        provider.lapse(held.attemptId);
        await checkAttempt(node.context, held.attemptId, { source: 'reconciler' });
      }
      await decline(10, BOT);
      expect(await pay(BOT)).toMatchObject({ kind: 'card_held', hold: { limit: 'address' } });
    });

    it('count against nobody where no bank was asked', async () => {
      const by = withoutCustomers();
      for (let i = 0; i < 12; i += 1) {
        const tried = await pay(BOT, { by, session: await keeping('payment') });
        if (tried.kind !== 'attempt') throw new Error(tried.kind);
        expect(await findAttempt(getDatabase().db, tried.attemptId)).toMatchObject({
          status: 'declined',
          failureCode: 'provider_unavailable',
          providerFailureCode: 'email_invalid',
        });
      }
      expect((await pay(BOT)).kind).toBe('attempt');
      const [row] = await getDatabase()
        .db.select({ declined: sql<number>`sum(declined)::int` })
        .from(cardTally)
        .where(eq(cardTally.subject, merchantId));
      expect(row?.declined).toBe(0);
    });

    it('are not counted where the operator says that all shoppers share one', async () => {
      const off = contextOn(getDatabase(), { PRAYA_ADDRESS_LIMITS: 'off' });
      provider.queueEffects(...Array.from({ length: 12 }, () => 'decline' as const));
      for (let i = 0; i < 12; i += 1) {
        expect((await pay(BOT, { by: off })).kind).toBe('attempt');
      }
      expect(await getDatabase().db.select().from(attemptOrigin)).toEqual([]);
    });
  });

  describe('of one session', () => {
    it('end after five declined cards, while the other methods stay', async () => {
      const session = await seedSession(node.context, merchantId);
      for (let i = 0; i < 5; i += 1) {
        provider.queueEffects('decline');
        await pay(null, { session });
      }
      expect(await pay(null, { session })).toMatchObject({ hold: { limit: 'session' } });
      provider.queueEffects('require_action');
      expect((await pay(null, { session, method: 'fps' })).kind).toBe('attempt');
    });

    it('do not end where no bank was asked', async () => {
      const by = withoutCustomers();
      const session = await keeping('payment');
      for (let i = 0; i < 6; i += 1) {
        expect((await pay(null, { by, session })).kind).toBe('attempt');
      }
    });

    it('that keeps a card end where its customer has ten, and payments go on', async () => {
      const customerId = await newCustomer();
      for (let i = 0; i < 10; i += 1) {
        const kept = await pay(null, { session: await keeping('setup', customerId) });
        expect(kept.kind).toBe('attempt');
      }
      const more = async (asked: 'setup' | 'payment', of?: CustomerId) =>
        pay(null, { session: await keeping(asked, of) });
      expect(await more('setup', customerId)).toMatchObject({ hold: { limit: 'session' } });
      expect((await more('payment', customerId)).kind).toBe('attempt');
      expect((await more('setup')).kind).toBe('attempt');
      clock.advance(25 * 3_600_000);
      expect((await more('setup', customerId)).kind).toBe('attempt');
    });

    it('that is refused calls no wallet request off', async () => {
      const session = await seedSession(node.context, merchantId);
      for (let i = 0; i < 5; i += 1) {
        provider.queueEffects('decline');
        await pay(null, { session });
      }
      provider.queueEffects('require_action');
      const wallet = await pay(null, { session, method: 'alipayhk' });
      if (wallet.kind !== 'attempt') throw new Error(wallet.kind);
      expect((await pay(null, { session })).kind).toBe('card_held');
      expect(provider.canBePaid(wallet.attemptId)).toBe(true);
    });
  });

  describe('at one merchant', () => {
    async function testCards(): Promise<void> {
      for (let i = 0; i < 11; i += 1) await pay(null);
      await decline(19, null);
    }

    it('are slowed down when most are declined, at this merchant and no other', async () => {
      const { merchantId: elsewhere } = await seedMerchant(node.context, { name: 'Peak Ceramics' });
      await testCards();
      expect(await pay(NEIGHBOUR)).toMatchObject({
        kind: 'card_held',
        hold: { limit: 'merchant' },
      });
      expect((await pay(NEIGHBOUR, { at: elsewhere })).kind).toBe('attempt');
      provider.queueEffects('require_action');
      expect((await pay(NEIGHBOUR, { method: 'fps' })).kind).toBe('attempt');
    });

    it('go on one at a time, and freely again ten minutes later', async () => {
      await testCards();
      await pass(16);
      expect((await pay(NEIGHBOUR)).kind).toBe('attempt');
      expect((await pay(NEIGHBOUR)).kind).toBe('card_held');
      await pass(600);
      expect((await pay(NEIGHBOUR)).kind).toBe('attempt');
      expect((await pay(NEIGHBOUR)).kind).toBe('attempt');
    });

    it('are told to the operator: once as an error, each as a warning and in the count', async () => {
      await testCards();
      await pay(BOT);
      await pay(BOT);
      const lines = node.logLines.map((line) => JSON.parse(line) as { level: number; msg: string });
      expect(lines.filter(({ msg }) => msg === 'card try held up')).toHaveLength(2);
      expect(lines.filter(({ level }) => level === 50)).toHaveLength(1);
      const [row] = await getDatabase()
        .db.select({ held: sql<number>`sum(held)::int` })
        .from(cardTally)
        .where(eq(cardTally.subject, merchantId));
      expect(row?.held).toBe(2);
    });
  });

  describe('are forgotten', () => {
    it('and hold no address that could be read', async () => {
      await decline(1, BOT);
      const stored = JSON.stringify([
        await getDatabase().db.select().from(cardTally),
        await getDatabase().db.select().from(attemptOrigin),
        node.logLines,
      ]);
      expect(stored).not.toContain(BOT);
      expect(stored).not.toContain(Buffer.from(BOT).toString('base64url'));
    });

    it('tallies after a day, where a try came from after seven', async () => {
      await decline(2, BOT);
      expect(await forgetCardTries(node.context)).toBe(0);
      await pass(25 * 3_600);
      expect(await forgetCardTries(node.context)).toBeGreaterThan(0);
      expect(await getDatabase().db.select().from(cardTally)).toEqual([]);
      expect(await getDatabase().db.select().from(attemptOrigin)).toHaveLength(2);
      await pass(6 * 24 * 3_600);
      expect(await forgetCardTries(node.context)).toBe(2);
      expect(await getDatabase().db.select().from(attemptOrigin)).toEqual([]);
    });
  });
});
