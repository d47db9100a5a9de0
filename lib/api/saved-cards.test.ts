import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { asc, eq } from 'drizzle-orm';
import Stripe from 'stripe';
import { typeCard } from '../../faults/shoppers.ts';
import { type World, openWorld } from '../../faults/world.ts';
import { disagreements } from '../../faults/oracle.ts';
import { keptCard, providerCustomer } from '#lib/db/schema/kept-card.ts';
import { methodSetting } from '#lib/db/schema/provider-account.ts';
import { event } from '#lib/db/schema/webhook.ts';
import { listAttempts } from '#lib/db/stores/attempt-store.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import { chargeKeptCard, seeChargeThrough } from '#lib/operations/charge-kept-card.ts';
import { checkAttempt } from '#lib/operations/check-attempt.ts';
import { detachCards } from '#lib/operations/detach-cards.ts';
import { removeCustomer } from '#lib/operations/manage-customers.ts';
import { reconcile } from '#lib/operations/reconcile.ts';
import { seedMerchant } from '#lib/operations/testing/seed.ts';
import { handleApiRequest } from './handler.ts';
import { type ApiServer, idOf, startApiServer, testKey } from './testing/api-server.ts';
import { refusalOf } from './testing/refusal-of.ts';

const GOOD = '4242424242424242';
const WANTS_ITS_OWNER = '4000002760003184';
const TEA: Stripe.Checkout.SessionCreateParams = {
  mode: 'payment',
  line_items: [
    {
      price_data: { currency: 'hkd', unit_amount: 12_850, product_data: { name: 'Tea' } },
      quantity: 1,
    },
  ],
  success_url: 'https://tea.example.hk/thanks',
};
const KEPT = { payment_intent_data: { setup_future_usage: 'off_session' } } as const;

describeOnEachDatabase('kept cards through the official SDK', (getDatabase) => {
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
    customer = (await stripe.customers.create({ email: 'mei@example.hk', name: '陳美' })).id;
  });
  afterEach(() => world.close());

  const open = (params: Partial<Stripe.Checkout.SessionCreateParams> = KEPT) =>
    stripe.checkout.sessions.create({ ...TEA, customer, ...params });
  const pay = async (session: string, number = GOOD): Promise<PaymentAttemptId> => {
    const token = await typeCard(world.simulator.origin, world.keys, number);
    const started = await world.start(session as CheckoutSessionId, 'card', { token }); // it is one
    if (started.kind !== 'attempt') throw new Error(started.kind);
    return started.attemptId;
  };
  /** A card that was kept with a payment. */
  const keep = async (number = GOOD): Promise<Stripe.PaymentMethod> => {
    const session = await open();
    const attemptId = await pay(session.id, number);
    if (await world.authenticate(attemptId)) {
      await checkAttempt(world.context, attemptId, { source: 'return' });
    }
    const [newest] = (await stripe.customers.listPaymentMethods(customer)).data;
    if (newest === undefined) throw new Error('no card was kept');
    return newest;
  };
  const chargeParams = (method: string): Stripe.PaymentIntentCreateParams => ({
    amount: 5_000,
    currency: 'hkd',
    customer,
    payment_method: method,
    off_session: true,
    confirm: true,
  });
  const eventTypes = async (subject: string) => {
    const rows = await getDatabase()
      .db.select()
      .from(event)
      .where(eq(event.subject, subject))
      .orderBy(asc(event.createdAt));
    return rows.map(({ type }) => type);
  };
  const captured = () => world.moves().filter(({ kind }) => kind === 'captured');
  const lose = (operation: string) =>
    world.simulator.context.faults.arm({
      kind: 'timeout_after_effect',
      operation,
      provider: 'stripe',
    });
  /** Long enough for the reconciler to take up what was left. */
  const later = async () => {
    world.clock.advance(60_000);
    await reconcile(world.context);
  };

  test('a card is kept with its payment, shown, and charged again while nobody is there', async () => {
    const session = await open();
    expect(session).toMatchObject({ customer, payment_method_types: ['card'] });
    await pay(session.id);
    const paid = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ['payment_intent.latest_charge'],
    });
    const card = await keep();
    expect(card).toMatchObject({
      object: 'payment_method',
      type: 'card',
      customer,
      card: { brand: 'visa', last4: '4242', exp_month: 12, exp_year: 2034 },
    });
    expect(paid.payment_intent).toMatchObject({
      setup_future_usage: 'off_session',
      payment_method: expect.stringMatching(/^pm_/),
    });

    const intent = await stripe.paymentIntents.create({
      ...chargeParams(card.id),
      description: 'December',
      metadata: { month: '12' },
    });
    expect(intent).toMatchObject({
      status: 'succeeded',
      amount_received: 5_000,
      customer,
      payment_method: card.id,
      description: 'December',
      metadata: { month: '12' },
      client_secret: null,
    });
    const charge = await stripe.charges.retrieve(idOf(intent.latest_charge));
    expect(charge).toMatchObject({
      paid: true,
      payment_method: card.id,
      receipt_url: null,
      payment_method_details: { card: { last4: '4242' } },
    });
    expect(captured().map(({ amountMinor }) => amountMinor)).toEqual([12_850n, 12_850n, 5_000n]);
    expect(await eventTypes(intent.id)).toEqual([
      'payment_intent.created',
      'payment_intent.succeeded',
    ]);
    expect(await eventTypes(card.id)).toEqual(['payment_method.attached']);
    expect(await disagreements(getDatabase().db, world.moves())).toEqual([]);

    const refund = await stripe.refunds.create({ payment_intent: intent.id, amount: 1_000 });
    expect(refund.status).toBe('succeeded');
    const { data } = await stripe.paymentIntents.list({ customer });
    expect(data.map(({ id }) => id)).toContain(intent.id);
  });

  test('what holds such a charge together is no session of anybody’s', async () => {
    const card = await keep();
    const before = await stripe.checkout.sessions.list();
    const { id } = await stripe.paymentIntents.create(chargeParams(card.id));
    const sessions = await stripe.checkout.sessions.list();
    expect(sessions.data.map((session) => session.id)).toEqual(
      before.data.map((session) => session.id),
    );
    expect((await stripe.checkout.sessions.list({ payment_intent: id })).data).toEqual([]);
    const rows = await getDatabase().db.select().from(event);
    const completed = rows.filter(({ type }) => type === 'checkout.session.completed');
    expect(completed).toHaveLength(1);
  });

  test('one customer at the provider, however many pay for the first time at once', async () => {
    const sessions = [await open(), await open(), await open()];
    await Promise.all(sessions.map(({ id }) => pay(id)));
    await later();
    const rows = await getDatabase().db.select().from(providerCustomer);
    expect(rows).toMatchObject([{ customerId: customer, email: null, name: null }]);
    const { data } = await atProvider().customers.list();
    expect(data.map(({ id }) => id)).toEqual([rows[0]?.reference]);
    expect(data[0]).toMatchObject({ email: 'mei@example.hk', name: '陳美' });
  });

  test('a customer whose making was not answered leaves the shopper uncharged, and is found next time', async () => {
    lose('customers.create');
    const session = await open();
    const first = await pay(session.id);
    expect(captured()).toEqual([]);
    const attempts = await listAttempts(getDatabase().db, session.id as CheckoutSessionId); // it is one
    expect(attempts).toMatchObject([
      { id: first, status: 'declined', failureCode: 'provider_unavailable' },
    ]);
    await pay(session.id);
    expect(captured()).toHaveLength(1);
    expect(await getDatabase().db.select().from(providerCustomer)).toHaveLength(1);
    expect(await getDatabase().db.select().from(keptCard)).toHaveLength(1);
  });

  test('a payment whose answer was lost is charged once, and its card is kept once', async () => {
    lose('payment_intents.create');
    const session = await open();
    await pay(session.id);
    expect(await getDatabase().db.select().from(keptCard)).toEqual([]);
    await later();
    await later();
    expect(captured()).toHaveLength(1);
    expect(await getDatabase().db.select().from(keptCard)).toHaveLength(1);
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('complete');
  });

  test('a charge whose answer was lost is processing, followed, and never made twice', async () => {
    const card = await keep();
    lose('payment_intents.create');
    const key = { idempotencyKey: 'december' };
    const intent = await stripe.paymentIntents.create(chargeParams(card.id), key);
    expect(intent.status).toBe('processing');
    expect((await stripe.paymentIntents.create(chargeParams(card.id), key)).id).toBe(intent.id);
    await later();
    await later();
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'succeeded',
      amount_received: 5_000,
    });
    expect(captured().map(({ amountMinor }) => amountMinor)).toEqual([12_850n, 5_000n]);
  });

  test('a charge that never reached the provider is sent again, and once', async () => {
    const card = await keep();
    world.simulator.context.faults.arm({
      kind: 'timeout_before_effect',
      operation: 'payment_intents.create',
      provider: 'stripe',
    });
    const intent = await stripe.paymentIntents.create(chargeParams(card.id));
    expect(intent.status).toBe('processing');
    expect(captured()).toHaveLength(1);
    await later();
    await later();
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded');
    expect(captured()).toHaveLength(2);
  });

  test('a charge that never reached the provider is not sent again once its card was detached', async () => {
    const card = await keep();
    world.simulator.context.faults.arm({
      kind: 'timeout_before_effect',
      operation: 'payment_intents.create',
      provider: 'stripe',
    });
    const { id, status } = await stripe.paymentIntents.create(chargeParams(card.id));
    expect(status).toBe('processing');
    // The provider has not heard of it yet: what keeps the card from being charged is ours alone.
    world.simulator.context.faults.arm({
      kind: 'timeout_before_effect',
      operation: 'payment_methods.detach',
      provider: 'stripe',
    });
    await stripe.paymentMethods.detach(card.id);
    await later();
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('processing');
    for (let minute = 0; minute < 12; minute += 1) await later();
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_method_unexpected_state' },
    });
    expect(captured()).toHaveLength(1);
    expect(await disagreements(getDatabase().db, world.moves())).toEqual([]);
  });

  test('nor is one sent at all whose card was detached since it was ordered', async () => {
    const card = await keep();
    const { context } = world;
    const owner = { merchantId: world.merchant.merchantId, livemode: false };
    const { attemptId } = await context.database.db.transaction((tx) =>
      chargeKeptCard(context, tx, {
        ...owner,
        customer,
        paymentMethod: card.id,
        amount: 5_000n,
        currency: 'HKD',
        description: null,
        metadata: {},
        request: null,
      }),
    );
    await stripe.paymentMethods.detach(card.id);
    expect(await seeChargeThrough(context, attemptId)).toMatchObject({
      status: 'declined',
      providerFailureCode: 'payment_method_detached',
    });
    expect(captured()).toHaveLength(1);
  });

  test('an issuer that wants its cardholder is a 402 that says so, with the intent', async () => {
    const card = await keep(WANTS_ITS_OWNER);
    const key = { idempotencyKey: 'once' };
    const error = await refusalOf(stripe.paymentIntents.create(chargeParams(card.id), key));
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(error).toMatchObject({
      statusCode: 402,
      code: 'authentication_required',
      decline_code: 'authentication_required',
      charge: expect.stringMatching(/^ch_/),
      payment_intent: {
        object: 'payment_intent',
        status: 'requires_payment_method',
        last_payment_error: { code: 'authentication_required' },
      },
      payment_method: { id: card.id },
    });
    const again = await refusalOf(stripe.paymentIntents.create(chargeParams(card.id), key));
    expect(again.payment_intent?.id).toBe(error.payment_intent?.id);
    const id = error.payment_intent?.id ?? '';
    expect(await eventTypes(id)).toEqual([
      'payment_intent.created',
      'payment_intent.payment_failed',
    ]);
    expect(await stripe.paymentIntents.cancel(id)).toMatchObject({ status: 'canceled' });
    expect(captured()).toHaveLength(1);
  });

  test('a decline has the issuer’s reason', async () => {
    const card = await keep();
    const [row] = await getDatabase().db.select().from(providerCustomer);
    const kept = await atProvider().setupIntents.create({
      allowed_payment_method_types: ['card'],
      confirm: true,
      customer: row?.reference ?? '',
      payment_method: 'pm_card_chargeCustomerFail',
      return_url: 'https://tea.example.hk/back',
      usage: 'off_session',
    });
    // Another card than the one it was, as when an issuer has changed its mind.
    await getDatabase()
      .db.update(keptCard)
      .set({ providerMethod: idOf(kept.payment_method) });
    expect(await refusalOf(stripe.paymentIntents.create(chargeParams(card.id)))).toMatchObject({
      statusCode: 402,
      code: 'card_declined',
      decline_code: 'do_not_honor',
    });
  });

  test('a detached card is charged no more, here or at the provider, and detached once', async () => {
    const card = await keep();
    const detached = await stripe.paymentMethods.detach(card.id);
    expect(detached).toMatchObject({ id: card.id, customer: null });
    expect(await stripe.paymentMethods.retrieve(card.id)).toMatchObject({ customer: null });
    expect((await stripe.customers.listPaymentMethods(customer)).data).toEqual([]);
    expect(await refusalOf(stripe.paymentMethods.detach(card.id))).toMatchObject({
      statusCode: 400,
    });
    expect(await refusalOf(stripe.paymentIntents.create(chargeParams(card.id)))).toMatchObject({
      statusCode: 400,
      param: 'payment_method',
      code: 'payment_method_unexpected_state',
    });
    expect(
      await refusalOf(stripe.customers.retrievePaymentMethod(customer, card.id)),
    ).toMatchObject({ statusCode: 404 });
    expect(await keptAtProvider()).toEqual([]);
    expect(await eventTypes(card.id)).toEqual([
      'payment_method.attached',
      'payment_method.detached',
    ]);
  });

  test('a customer who is deleted leaves no card behind, even where the provider was not reached', async () => {
    await keep();
    await keep();
    world.simulator.context.faults.arm({
      kind: 'timeout_before_effect',
      operation: 'payment_methods.detach',
      provider: 'stripe',
    });
    await stripe.customers.del(customer);
    expect((await stripe.paymentMethods.list()).data).toEqual([]);
    await detachCards(world.context);
    expect(await keptAtProvider()).toHaveLength(1);
    world.clock.advance(120_000);
    await detachCards(world.context);
    expect(await keptAtProvider()).toEqual([]);
    expect(await detachCards(world.context)).toBe(0);
  });

  test('a card that is kept for somebody deleted meanwhile is let go at once', async () => {
    lose('payment_intents.create');
    await pay((await open()).id);
    await stripe.customers.del(customer);
    await later();
    expect((await stripe.paymentMethods.list()).data).toEqual([]);
    await detachCards(world.context);
    expect(await keptAtProvider()).toEqual([]);
  });

  test('nor is one that is kept while they are being deleted', async () => {
    const { db } = getDatabase();
    const owner = { merchantId: world.merchant.merchantId, livemode: false };
    const session = await open();
    const paying = await db.transaction(async (tx) => {
      await removeCustomer(world.context, tx, owner, customer);
      const paid = pay(session.id);
      // Long enough for the payment to come as far as it can.
      await pause(500);
      return { paid };
    });
    await paying.paid;
    expect(captured()).toHaveLength(1);
    expect((await stripe.paymentMethods.list()).data).toEqual([]);
    await detachCards(world.context);
    expect(await keptAtProvider()).toEqual([]);
  });

  test('with the card’s own option other methods are offered too, and keep nothing', async () => {
    const session = await open({
      payment_method_options: { card: { setup_future_usage: 'on_session' } },
    });
    expect(session.payment_method_types).toContain('fps');
    expect(session.payment_method_options).toMatchObject({
      card: { setup_future_usage: 'on_session' },
    });
    const started = await world.start(session.id as CheckoutSessionId, 'fps'); // it is one
    if (started.kind !== 'attempt') throw new Error(started.kind);
    await world.payCode(started.attemptId);
    await checkAttempt(world.context, started.attemptId, { source: 'reconciler' });
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('complete');
    expect((await stripe.paymentMethods.list()).data).toEqual([]);
    const wallet = await world.start(
      (await open({ payment_method_options: { card: { setup_future_usage: 'on_session' } } }))
        .id as CheckoutSessionId, // it is one
      'apple_pay',
      { token: 'ctoken_x' },
    );
    expect(wallet.kind, 'its sheet says nothing of keeping').toBe('method_not_available');
  });

  test('lists page and filter by customer', async () => {
    const first = await keep();
    world.clock.advance(1_000);
    const second = await keep();
    const other = (await stripe.customers.create({ name: 'Kit' })).id;
    const ids = async (params: Stripe.PaymentMethodListParams) =>
      (await stripe.paymentMethods.list(params)).data.map(({ id }) => id);
    expect(await ids({ customer })).toEqual([second.id, first.id]);
    expect(await ids({ customer, limit: 1, starting_after: second.id })).toEqual([first.id]);
    expect(await ids({ customer: other, type: 'card' })).toEqual([]);
    expect(await stripe.customers.retrievePaymentMethod(customer, first.id)).toEqual(first);
    expect(await refusalOf(ids({ customer: 'cus_nobody' }))).toMatchObject({
      statusCode: 400,
      param: 'customer',
    });
    expect(await refusalOf(stripe.customers.retrievePaymentMethod(other, first.id))).toMatchObject({
      statusCode: 404,
    });
  });

  test('what cannot be kept or charged is refused by name', async () => {
    const card = await keep();
    const charges = captured().length;
    const sfu = 'payment_intent_data[setup_future_usage]';
    const { customer: _, ...nobody } = { ...TEA, ...KEPT };
    const refused: readonly [() => Promise<unknown>, string][] = [
      [() => stripe.checkout.sessions.create(nobody), sfu],
      [() => open({ ...KEPT, allowed_payment_method_types: ['fps'] }), sfu],
      [
        () => open({ payment_method_options: { card: { installments: { enabled: true } } } }),
        'payment_method_options[card][installments]',
      ],
      [() => charge({ amount: 1 }), 'amount'],
      [() => charge({ off_session: false }), 'off_session'],
      [() => charge({ confirm: false }), 'confirm'],
      [() => charge({ customer: 'cus_nobody' }), 'customer'],
      [() => charge({ payment_method: 'pm_nothing' }), 'payment_method'],
      [() => charge({ capture_method: 'manual' }), 'capture_method'],
      [() => charge({ setup_future_usage: 'off_session' }), 'setup_future_usage'],
      [
        () => charge({ allowed_payment_method_types: ['alipay'] }),
        'allowed_payment_method_types[0]',
      ],
    ];
    for (const [call, param] of refused) {
      expect(await refusalOf(call()), param).toMatchObject({ statusCode: 400, param });
    }
    const kit = (await stripe.customers.create({ name: 'Kit' })).id;
    expect(await refusalOf(charge({ customer: kit }))).toMatchObject({ param: 'payment_method' });
    expect(captured()).toHaveLength(charges);

    function charge(params: Partial<Stripe.PaymentIntentCreateParams>) {
      return stripe.paymentIntents.create({ ...chargeParams(card.id), ...params });
    }
  });

  test('the merchant’s own setting for cards holds off session too', async () => {
    const card = await keep();
    const charge = (amount: number) =>
      stripe.paymentIntents.create({ ...chargeParams(card.id), amount });
    const set = (params: Record<string, unknown>) =>
      stripe.rawRequest('POST', '/v1/method_settings/card', params);
    const moved = captured().length;

    await set({ min_amount: 2_000, max_amount: 6_000 });
    expect(await refusalOf(charge(1_999))).toMatchObject({
      statusCode: 400,
      code: 'amount_too_small',
      param: 'amount',
    });
    expect(await refusalOf(charge(6_001))).toMatchObject({
      code: 'amount_too_large',
      param: 'amount',
    });
    await set({ enabled: false });
    const off = await refusalOf(charge(5_000));
    expect(off).toMatchObject({ statusCode: 400, param: 'payment_method' });
    expect(off.message).toContain('Cards are switched off');
    await getDatabase().db.delete(methodSetting).where(eq(methodSetting.method, 'card'));
    expect(await refusalOf(charge(5_000))).toMatchObject({ param: 'payment_method' });
    expect(captured()).toHaveLength(moved);
  });

  test('and a charge within it goes through', async () => {
    const card = await keep();
    await stripe.rawRequest('POST', '/v1/method_settings/card', {
      min_amount: 2_000,
      max_amount: 5_000,
    });
    expect(await stripe.paymentIntents.create(chargeParams(card.id))).toMatchObject({
      status: 'succeeded',
    });
  });

  test('where cards go through a provider that cannot keep them, a session says so', async () => {
    const { merchantId } = await seedMerchant(world.context, { providerOf: { card: 'airwallex' } });
    const by = server.stripe(await testKey(world.context, merchantId));
    const { id } = await by.customers.create({});
    const error = await refusalOf(by.checkout.sessions.create({ ...TEA, customer: id, ...KEPT }));
    expect(error).toMatchObject({ param: 'payment_intent_data[setup_future_usage]' });
    expect(error.message).toContain('airwallex');
  });

  test('another merchant sees and charges none of it', async () => {
    const card = await keep();
    const { merchantId } = await seedMerchant(world.context);
    const other = server.stripe(await testKey(world.context, merchantId));
    const theirs = (await other.customers.create({})).id;
    for (const call of [
      () => other.paymentMethods.retrieve(card.id),
      () => other.paymentMethods.detach(card.id),
      () => other.customers.listPaymentMethods(customer),
      () => other.customers.retrievePaymentMethod(customer, card.id),
    ]) {
      expect(await refusalOf(call())).toMatchObject({ statusCode: 404, code: 'resource_missing' });
    }
    expect((await other.paymentMethods.list()).data).toEqual([]);
    expect(
      await refusalOf(other.paymentIntents.create({ ...chargeParams(card.id), customer: theirs })),
    ).toMatchObject({ param: 'payment_method', code: 'resource_missing' });
  });

  test('an intent that was declined is canceled once its time is up, and nothing else is told', async () => {
    const card = await keep(WANTS_ITS_OWNER);
    const error = await refusalOf(stripe.paymentIntents.create(chargeParams(card.id)));
    const id = error.payment_intent?.id ?? '';
    world.clock.advance(25 * 60 * 60 * 1000);
    await world.work();
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('canceled');
    const rows = await getDatabase().db.select().from(event);
    expect(rows.map(({ type }) => type)).not.toContain('checkout.session.expired');
  });

  /** The provider's own API, as the merchant itself could ask it. */
  function atProvider(): Stripe {
    const { hostname, port } = new URL(world.simulator.origin);
    return new Stripe(world.keys.stripe.secretKey, { host: hostname, port, protocol: 'http' });
  }

  async function keptAtProvider(): Promise<readonly string[]> {
    const [row] = await getDatabase().db.select().from(providerCustomer);
    const { data } = await atProvider().customers.listPaymentMethods(row?.reference ?? '');
    return data.map(({ id }) => id);
  }
});
