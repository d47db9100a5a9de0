import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { asc, eq } from 'drizzle-orm';
import Stripe from 'stripe';
import { typeCard } from '../../faults/shoppers.ts';
import { type World, openWorld } from '../../faults/world.ts';
import { keptCard } from '#lib/db/schema/kept-card.ts';
import { event } from '#lib/db/schema/webhook.ts';
import { findAttempt } from '#lib/db/stores/attempt-store.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import { openNextAction } from '#lib/operations/attempt-record.ts';
import { checkAttempt } from '#lib/operations/check-attempt.ts';
import { reconcile } from '#lib/operations/reconcile.ts';
import { seedMerchant } from '#lib/operations/testing/seed.ts';
import { handleApiRequest } from './handler.ts';
import { type ApiServer, idOf, startApiServer, testKey } from './testing/api-server.ts';
import { refusalOf } from './testing/refusal-of.ts';

const GOOD = '4242424242424242';
const DECLINED = '4000000000000002';
const WANTS_3DS = '4000002760003184';
const SETUP: Stripe.Checkout.SessionCreateParams = {
  mode: 'setup',
  success_url: 'https://tea.example.hk/thanks',
};

describeOnEachDatabase('setup sessions through the official SDK', (getDatabase) => {
  let world: World;
  let server: ApiServer;
  let stripe: Stripe;
  let customer: string;

  beforeAll(async () => {
    server = await startApiServer((request) => handleApiRequest(world.context, request));
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    world = await openWorld(getDatabase());
    stripe = server.stripe(await testKey(world.context, world.merchant.merchantId));
    customer = (await stripe.customers.create({ email: 'mei@example.hk' })).id;
  });
  afterEach(() => world.close());

  const open = (params: Partial<Stripe.Checkout.SessionCreateParams> = {}) =>
    stripe.checkout.sessions.create({ ...SETUP, customer, ...params });
  const enter = async (session: string, number = GOOD): Promise<PaymentAttemptId> => {
    const token = await typeCard(world.simulator.origin, world.keys, number);
    const started = await world.start(session as CheckoutSessionId, 'card', { token }); // it is one
    if (started.kind !== 'attempt') throw new Error(started.kind);
    return started.attemptId;
  };
  const setupOf = async (session: string) => {
    const { setup_intent: setup } = await stripe.checkout.sessions.retrieve(session);
    return stripe.setupIntents.retrieve(idOf(setup));
  };
  const eventTypes = async (subject: string) => {
    const rows = await getDatabase()
      .db.select()
      .from(event)
      .where(eq(event.subject, subject))
      .orderBy(asc(event.createdAt));
    return rows.map(({ type }) => type);
  };
  const lose = (kind: 'timeout_after_effect' | 'timeout_before_effect') =>
    world.simulator.context.faults.arm({
      kind,
      operation: 'setup_intents.create',
      provider: 'stripe',
    });
  const later = async () => {
    world.clock.advance(60_000);
    await reconcile(world.context);
  };
  /** The shopper answers the bank's check. */
  const answer = async (attemptId: PaymentAttemptId, outcome: 'complete' | 'fail') => {
    const attempt = await findAttempt(getDatabase().db, attemptId);
    expect(attempt?.status).toBe('requires_action');
    expect(attempt === null ? null : openNextAction(world.context, attempt)).toMatchObject({
      type: 'provider_sdk',
    });
    const setup = await atProvider().setupIntents.retrieve(attempt?.providerReference ?? '');
    const challenge = setup.next_action?.use_stripe_sdk as { stripe_js: string }; // the simulator's own shape
    const body = new URLSearchParams({ outcome });
    await fetch(challenge.stripe_js, { method: 'POST', body, redirect: 'manual' });
  };

  test('a card is kept without a payment, and can be charged', async () => {
    const session = await open({
      setup_intent_data: { description: 'Tea club', metadata: { club: '1' } },
    });
    expect(session).toMatchObject({
      mode: 'setup',
      amount_total: null,
      payment_intent: null,
      payment_status: 'no_payment_required',
      setup_intent: expect.stringMatching(/^seti_/),
      status: 'open',
    });
    await enter(session.id);
    const setup = await setupOf(session.id);
    expect(setup).toMatchObject({
      status: 'succeeded',
      customer,
      description: 'Tea club',
      metadata: { club: '1' },
      usage: 'off_session',
    });
    const card = await stripe.paymentMethods.retrieve(idOf(setup.payment_method));
    expect(card).toMatchObject({ customer, card: { brand: 'visa', last4: '4242' } });
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('complete');
    expect(await eventTypes(setup.id)).toEqual(['setup_intent.created', 'setup_intent.succeeded']);
    expect(await eventTypes(session.id)).toEqual(['checkout.session.completed']);
    expect(await eventTypes(card.id)).toEqual(['payment_method.attached']);
    expect(world.moves().filter(({ kind }) => kind === 'captured')).toEqual([]);
    const charged = await stripe.paymentIntents.create({
      amount: 5_000,
      currency: 'hkd',
      customer,
      payment_method: card.id,
      off_session: true,
      confirm: true,
    });
    expect(charged.status).toBe('succeeded');
  });

  test('it is no payment anywhere: neither an intent nor a charge, paid or declined', async () => {
    const { id } = await open();
    await enter(id, DECLINED);
    await enter(id);
    const setup = await setupOf(id);
    expect(setup.status).toBe('succeeded');
    expect((await stripe.paymentIntents.list()).data).toEqual([]);
    expect((await stripe.charges.list()).data).toEqual([]);
    expect(await refusalOf(stripe.paymentIntents.retrieve(setup.id))).toMatchObject({
      statusCode: 404,
    });
    const types = (await getDatabase().db.select().from(event)).map(({ type }) => type);
    expect(types.filter((type) => /^(?:charge|payment_intent)\./.test(type))).toEqual([]);
  });

  test('a decline is told, and another card may follow', async () => {
    const { id } = await open();
    await enter(id, DECLINED);
    const setup = await setupOf(id);
    expect(setup).toMatchObject({
      status: 'requires_payment_method',
      last_setup_error: { type: 'card_error', code: 'card_declined' },
    });
    expect(await eventTypes(setup.id)).toEqual([
      'setup_intent.created',
      'setup_intent.setup_failed',
    ]);
    expect(await getDatabase().db.select().from(keptCard)).toEqual([]);
  });

  test('3-D Secure is asked for, passed and failed', async () => {
    const { id } = await open();
    const failed = await enter(id, WANTS_3DS);
    const waiting = await setupOf(id);
    expect(waiting.status).toBe('requires_action');
    expect(waiting.next_action?.redirect_to_url?.url).toContain(failed);
    await answer(failed, 'fail');
    await checkAttempt(world.context, failed, { source: 'return' });
    expect((await setupOf(id)).status).toBe('requires_payment_method');
    const passed = await enter(id, WANTS_3DS);
    await answer(passed, 'complete');
    await checkAttempt(world.context, passed, { source: 'return' });
    expect((await setupOf(id)).status).toBe('succeeded');
  });

  test('a bank that is not answered has a quarter of an hour, seen to twice a minute', async () => {
    const { id } = await open();
    const attemptId = await enter(id, WANTS_3DS);
    const attempt = async () => findAttempt(getDatabase().db, attemptId);
    const pass = async (seconds: number) => {
      world.clock.advance(seconds * 1_000);
      await reconcile(world.context);
    };
    await pass(600);
    const waiting = await attempt();
    expect(waiting?.status).toBe('requires_action');
    const next = (waiting?.nextCheckAt?.getTime() ?? 0) - world.clock.now().getTime();
    expect(next).toBeLessThanOrEqual(30_000);

    await pass(301);
    expect((await attempt())?.status).toBe('canceled');
    const left = await atProvider().setupIntents.retrieve(waiting?.providerReference ?? '');
    expect(left.status).toBe('canceled');
    expect((await stripe.checkout.sessions.retrieve(id)).status).toBe('open');
    await enter(id);
    expect((await setupOf(id)).status).toBe('succeeded');
  });

  test('the provider’s notification alone sees a setup through', async () => {
    const { id } = await open();
    const attemptId = await enter(id, WANTS_3DS);
    await world.posted();
    await answer(attemptId, 'complete');
    for (const notification of await world.posted()) {
      expect(await world.deliver(notification)).toBe('accepted');
    }
    await world.work();
    expect((await setupOf(id)).status).toBe('succeeded');
    expect(await getDatabase().db.select().from(keptCard)).toHaveLength(1);
  });

  test.each(['timeout_after_effect', 'timeout_before_effect'] as const)(
    'an answer that was lost (%s) is looked up, and the card is kept once',
    async (kind) => {
      lose(kind);
      const { id } = await open();
      await enter(id);
      expect((await setupOf(id)).status).toBe('processing');
      await later();
      await later();
      expect((await setupOf(id)).status).toBe('succeeded');
      expect(await getDatabase().db.select().from(keptCard)).toHaveLength(1);
      const { data } = await atProvider().setupIntents.list();
      expect(data).toHaveLength(1);
    },
  );

  test('it is canceled with its session, also while the bank asks', async () => {
    const { id } = await open();
    const attemptId = await enter(id, WANTS_3DS);
    const setup = await setupOf(id);
    expect(
      await stripe.setupIntents.cancel(setup.id, { cancellation_reason: 'abandoned' }),
    ).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' });
    expect((await findAttempt(getDatabase().db, attemptId))?.status).toBe('canceled');
    expect((await stripe.checkout.sessions.retrieve(id)).status).toBe('expired');
    expect(await eventTypes(setup.id)).toContain('setup_intent.canceled');
    expect(await refusalOf(stripe.setupIntents.cancel(setup.id))).toMatchObject({
      statusCode: 400,
      code: 'setup_intent_unexpected_state',
    });
    const { data } = await atProvider().setupIntents.list();
    expect(data.map(({ status }) => status)).toEqual(['canceled']);
  });

  test('a program can keep a card in a shopper’s place, be declined, and leave', async () => {
    const pay = async (params: Record<string, string>) => {
      const { id } = await open();
      const path = `/v1/test_helpers/checkout/sessions/${id}/pay`;
      await stripe.rawRequest('POST', path, params);
      return (await setupOf(id)).status;
    };
    expect(await pay({})).toBe('succeeded');
    expect(await pay({ outcome: 'require_action_then_approve' })).toBe('succeeded');
    expect(await pay({ outcome: 'decline' })).toBe('requires_payment_method');
    expect(await pay({ outcome: 'abandon' })).toBe('canceled');
  });

  test('lists page and filter, and are the merchant’s own', async () => {
    const first = await setupOf((await open()).id);
    world.clock.advance(1_000);
    const second = await setupOf((await open()).id);
    const ids = async (params: Stripe.SetupIntentListParams = {}) =>
      (await stripe.setupIntents.list(params)).data.map(({ id }) => id);
    expect(await ids()).toEqual([second.id, first.id]);
    expect(await ids({ starting_after: second.id })).toEqual([first.id]);
    expect(await ids({ customer: 'cus_nobody' })).toEqual([]);
    const { merchantId } = await seedMerchant(world.context);
    const other = server.stripe(await testKey(world.context, merchantId));
    expect((await other.setupIntents.list()).data).toEqual([]);
    expect(await refusalOf(other.setupIntents.retrieve(first.id))).toMatchObject({
      statusCode: 404,
    });
    expect(await refusalOf(other.setupIntents.cancel(first.id))).toMatchObject({
      statusCode: 404,
    });
  });

  test('what belongs to a payment is refused by name, and the other way round', async () => {
    const line = {
      price_data: { currency: 'hkd', unit_amount: 100, product_data: { name: 'Tea' } },
      quantity: 1,
    };
    const { customer: _, ...nobody } = { ...SETUP };
    const refused: readonly [() => Promise<unknown>, string][] = [
      [() => open({ line_items: [line] }), 'line_items'],
      [() => open({ payment_intent_data: { description: 'x' } }), 'payment_intent_data'],
      [() => open({ allowed_payment_method_types: ['fps'] }), 'mode'],
      [() => stripe.checkout.sessions.create(nobody), 'customer'],
      [() => open({ mode: 'payment' }), 'line_items'],
      [
        () =>
          open({ mode: 'payment', line_items: [line], setup_intent_data: { description: 'x' } }),
        'setup_intent_data',
      ],
      [() => open({ mode: 'subscription' }), 'mode'],
    ];
    for (const [call, param] of refused) {
      expect(await refusalOf(call()), param).toMatchObject({ statusCode: 400, param });
    }
  });

  /** The provider's own API, as the merchant itself could ask it. */
  function atProvider(): Stripe {
    const { hostname, port } = new URL(world.simulator.origin);
    return new Stripe(world.keys.stripe.secretKey, { host: hostname, port, protocol: 'http' });
  }
});
