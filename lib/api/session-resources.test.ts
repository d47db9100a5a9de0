import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type Stripe from 'stripe';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { checkAttempt } from '#lib/operations/check-attempt.ts';
import { reconcile } from '#lib/operations/reconcile.ts';
import { moneyFacts } from '#lib/operations/testing/money-facts.ts';
import { type ScriptedWorld, createScriptedWorld } from '#lib/operations/testing/scripted-world.ts';
import { seedMerchant } from '#lib/operations/testing/seed.ts';
import { handleApiRequest } from './handler.ts';
import { type ApiServer, idOf, startApiServer, testKey } from './testing/api-server.ts';
import { refusalOf } from './testing/refusal-of.ts';

type CreateParams = Stripe.Checkout.SessionCreateParams;

const BASIC: CreateParams = {
  mode: 'payment',
  line_items: ['Tieguanyin', 'Pu’er', 'Longjing'].map((name) => ({
    price_data: { currency: 'hkd', unit_amount: 10_000, product_data: { name } },
    quantity: 1,
  })),
  success_url: 'https://tea.example.hk/thanks',
};

describeOnEachDatabase('sessions and intents through the official SDK', (getDatabase) => {
  let world: ScriptedWorld;
  let server: ApiServer;
  let stripe: Stripe;

  beforeAll(async () => {
    server = await startApiServer((request) => handleApiRequest(world.context, request));
  });
  afterAll(async () => {
    await server.close();
  });
  beforeEach(async () => {
    world = await createScriptedWorld(getDatabase());
    const { merchantId } = await seedMerchant(world.context);
    stripe = server.stripe(await testKey(world.context, merchantId));
  });

  /** Some sessions, the newest first, a second apart. */
  const several = async (count: number, params: Partial<CreateParams> = {}) => {
    const made: Stripe.Checkout.Session[] = [];
    for (let index = 0; index < count; index += 1) {
      made.unshift(await stripe.checkout.sessions.create({ ...BASIC, ...params }));
      world.clock.advance(1_000);
    }
    return made;
  };
  const worldKey = () => testKey(world.context, world.merchant.merchantId);

  test('sessions are listed as they are retrieved, and paged through both ways', async () => {
    const made = await several(5);
    const all = await stripe.checkout.sessions.list({ limit: 2 }).autoPagingToArray({ limit: 10 });
    expect(all).toEqual(made);
    const before = await stripe.checkout.sessions.list({
      ending_before: made[3]?.id ?? '',
      limit: 2,
    });
    expect(before.data.map(({ id }) => id)).toEqual([made[1]?.id, made[2]?.id]);
    expect(before).toMatchObject({ has_more: true, url: '/v1/checkout/sessions' });
    const expanded = await stripe.checkout.sessions.list({
      limit: 1,
      expand: ['data.line_items', 'data.payment_intent.latest_charge'],
    });
    expect(expanded.data[0]?.line_items?.data).toHaveLength(3);
    expect(expanded.data[0]?.payment_intent).toMatchObject({
      object: 'payment_intent',
      latest_charge: null,
    });
  });

  test('sessions are filtered by what Stripe filters by', async () => {
    const [mine] = await several(1, { customer_email: 'chan@example.hk' });
    const [other] = await several(1);
    const ids = async (params: Stripe.Checkout.SessionListParams) =>
      (await stripe.checkout.sessions.list(params)).data.map(({ id }) => id);
    expect(await ids({ customer_details: { email: 'chan@example.hk' } })).toEqual([mine?.id]);
    expect(await ids({ payment_intent: idOf(other?.payment_intent) })).toEqual([other?.id]);
    expect(await ids({ created: { lt: other?.created ?? 0 } })).toEqual([mine?.id]);
    await stripe.checkout.sessions.expire(mine?.id ?? '');
    expect(await ids({ status: 'expired' })).toEqual([mine?.id]);
    expect(await ids({ status: 'complete' })).toEqual([]);
    for (const params of [{ customer_account: 'acct_1' }, { sort: 'up' }]) {
      const [name] = Object.keys(params);
      expect(await refusalOf(stripe.checkout.sessions.list(params))).toMatchObject({ param: name });
    }
  });

  test('sessions and payment intents are filtered by their customer', async () => {
    const customer = await stripe.customers.create({ name: '陳大文' });
    const [mine] = await several(1, { customer: customer.id });
    await several(1);
    const sessions = await stripe.checkout.sessions.list({ customer: customer.id });
    expect(sessions.data.map(({ id }) => id)).toEqual([mine?.id]);
    const intents = await stripe.paymentIntents.list({ customer: customer.id });
    expect(intents.data).toMatchObject([{ id: mine?.payment_intent, customer: customer.id }]);
    const none = { customer: 'cus_nobody' };
    expect((await stripe.checkout.sessions.list(none)).data).toEqual([]);
    expect((await stripe.paymentIntents.list(none)).data).toEqual([]);
    expect((await stripe.checkout.sessions.list({ payment_link: 'plink_none' })).data).toEqual([]);
  });

  test('what is bought is listed in its own order, a page at a time', async () => {
    const [session] = await several(1);
    const id = session?.id ?? '';
    const all = await stripe.checkout.sessions
      .listLineItems(id, { limit: 1 })
      .autoPagingToArray({ limit: 10 });
    expect(all.map(({ description }) => description)).toEqual(['Tieguanyin', 'Pu’er', 'Longjing']);
    const before = await stripe.checkout.sessions.listLineItems(id, {
      ending_before: all[2]?.id ?? '',
    });
    expect(before.data).toEqual(all.slice(0, 2));
    expect(before.has_more).toBe(false);
    const wrong = await refusalOf(
      stripe.checkout.sessions.listLineItems(id, { starting_after: id }),
    );
    expect(wrong).toMatchObject({ statusCode: 400, param: 'starting_after' });
  });

  test('notes are changed one by one, and nothing else is', async () => {
    const [session] = await several(1, { metadata: { a: '1', b: '2' } });
    const id = session?.id ?? '';
    const updated = await stripe.checkout.sessions.update(id, { metadata: { a: '', c: '3' } });
    expect(updated).toEqual({ ...session, metadata: { b: '2', c: '3' } });
    expect(await stripe.checkout.sessions.retrieve(id)).toEqual(updated);
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, 'v']));
    for (const [params, param] of [
      [{ metadata: many }, 'metadata'],
      [{ line_items: [{ id: 'li_1' }] }, 'line_items'],
      [{ amount_total: 1 }, 'amount_total'],
    ] as const) {
      const call = stripe.checkout.sessions.update(
        id,
        params as Stripe.Checkout.SessionUpdateParams,
      );
      expect(await refusalOf(call)).toMatchObject({ statusCode: 400, param });
    }
    expect(await stripe.checkout.sessions.retrieve(id)).toEqual(updated);
  });

  test('a session is expired once, tells the merchant, and its code is called off', async () => {
    const own = server.stripe(await worldKey());
    world.provider.queueEffects('require_action');
    const attemptId = await world.start('fps');
    const { intent } = await moneyFacts(getDatabase().db, world.sessionId);
    expect(await own.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'requires_action',
      next_action: { type: 'fps_display_qr_code' },
    });
    const expired = await own.checkout.sessions.expire(world.sessionId);
    expect(expired).toMatchObject({ status: 'expired', url: null, payment_status: 'unpaid' });
    await reconcile(world.context);
    expect(world.provider.canBePaid(attemptId)).toBe(false);
    const facts = await moneyFacts(getDatabase().db, world.sessionId);
    expect(facts.eventTypes).toContain('checkout.session.expired');
    expect(await refusalOf(own.checkout.sessions.expire(world.sessionId))).toMatchObject({
      statusCode: 400,
    });
  });

  test('a session whose payment is being decided is not expired under it', async () => {
    const own = server.stripe(await worldKey());
    world.provider.queueEffects('pend');
    await world.start('card');
    const error = await refusalOf(own.checkout.sessions.expire(world.sessionId));
    expect(error.statusCode).toBe(400);
    expect((await own.checkout.sessions.retrieve(world.sessionId)).status).toBe('open');
  });

  test('intents are retrieved and listed as the attempts made them', async () => {
    const own = server.stripe(await worldKey());
    world.provider.queueEffects('decline');
    await world.start('card');
    const { intent } = await moneyFacts(getDatabase().db, world.sessionId);
    expect(await own.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'requires_payment_method',
      amount_received: 0,
      last_payment_error: { type: 'card_error', code: 'card_declined' },
    });
    await world.start('card');
    const paid = await own.paymentIntents.retrieve(intent.id, {
      expand: ['latest_charge.balance_transaction'],
    });
    expect(paid).toMatchObject({
      status: 'succeeded',
      amount_received: 12_850,
      last_payment_error: null,
      latest_charge: { object: 'charge', balance_transaction: { amount: 12_850, fee: 0 } },
    });
    const listed = await own.paymentIntents.list({
      created: { gte: intent.createdAt.getTime() / 1000 },
    });
    expect(listed.data).toMatchObject([
      { id: intent.id, latest_charge: expect.any(String) as string },
    ]);
  });

  test('an intent is cancelled with its page, and its code at the provider, before the answer', async () => {
    const own = server.stripe(await worldKey());
    world.provider.queueEffects('require_action');
    const attemptId = await world.start('alipayhk');
    const { intent } = await moneyFacts(getDatabase().db, world.sessionId);
    const canceled = await own.paymentIntents.cancel(intent.id, {
      cancellation_reason: 'abandoned',
    });
    expect(canceled).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'abandoned',
      canceled_at: Math.floor(world.clock.now().getTime() / 1000),
    });
    expect(world.provider.canBePaid(attemptId)).toBe(false);
    const session = await own.checkout.sessions.retrieve(world.sessionId);
    expect(session.status).toBe('expired');
    const again = await refusalOf(own.paymentIntents.cancel(intent.id));
    expect(again).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state' });
  });

  test('what a provider does not answer is not said to be cancelled, and is called off later', async () => {
    const own = server.stripe(await worldKey());
    world.provider.queueEffects('require_action');
    const attemptId = await world.start('alipayhk');
    const { intent } = await moneyFacts(getDatabase().db, world.sessionId);
    world.provider.queueFates('cancel', 'lost_before_effect');
    expect((await own.paymentIntents.cancel(intent.id)).status).toBe('requires_action');
    world.clock.advance(60_000);
    await reconcile(world.context);
    expect((await own.paymentIntents.retrieve(intent.id)).status).toBe('canceled');
    expect(world.provider.canBePaid(attemptId)).toBe(false);
  });

  test('a paid intent is not cancelled, and one being decided is not either', async () => {
    const own = server.stripe(await worldKey());
    world.provider.queueEffects('pend');
    const attemptId = await world.start('card');
    const { intent } = await moneyFacts(getDatabase().db, world.sessionId);
    expect(await refusalOf(own.paymentIntents.cancel(intent.id))).toMatchObject({
      statusCode: 400,
    });
    const pending = await own.paymentIntents.retrieve(intent.id);
    expect(pending).toMatchObject({ status: 'processing', canceled_at: null });
    world.provider.shopperPays(attemptId);
    await checkAttempt(world.context, attemptId, { source: 'reconciler' });
    const error = await refusalOf(own.paymentIntents.cancel(intent.id));
    expect(error.code).toBe('payment_intent_unexpected_state');
    expect((await own.paymentIntents.retrieve(intent.id)).status).toBe('succeeded');
  });

  test('an intent’s notes are changed, and nothing that was shown to the shopper', async () => {
    const [session] = await several(1);
    const id = idOf(session?.payment_intent);
    const before = await stripe.paymentIntents.retrieve(id);
    const after = await stripe.paymentIntents.update(id, {
      description: 'Order 7',
      metadata: { order: '7' },
    });
    expect(after).toEqual({ ...before, description: 'Order 7', metadata: { order: '7' } });
    for (const params of [{ amount: 1 }, { receipt_email: 'a@b.hk' }, { colour: 'red' }]) {
      const [param] = Object.keys(params);
      expect(await refusalOf(stripe.paymentIntents.update(id, params))).toMatchObject({ param });
    }
  });

  test('charges are what was decided, and the balance is what moved', async () => {
    const own = server.stripe(await worldKey());
    world.provider.queueEffects('decline');
    await world.start('card');
    world.clock.advance(1_000);
    await world.start('card');
    const { intent } = await moneyFacts(getDatabase().db, world.sessionId);
    const charges = await own.charges.list({ payment_intent: intent.id });
    expect(charges.data).toMatchObject([
      { status: 'succeeded', amount: 12_850, captured: true },
      { status: 'failed', failure_code: 'card_declined', captured: false },
    ]);
    const [paid] = charges.data;
    expect(await own.charges.retrieve(paid?.id ?? '')).toEqual(paid);
    world.clock.advance(1_000);
    const refund = await own.refunds.create({ payment_intent: intent.id, amount: 850 });
    const all = await own.balanceTransactions.list({ limit: 1 }).autoPagingToArray({ limit: 9 });
    expect(all).toMatchObject([
      { type: 'refund', amount: -850, fee: 0, net: -850, source: refund.id },
      { type: 'charge', amount: 12_850, fee: 0, net: 12_850, source: paid?.id },
    ]);
    const [given, taken] = all;
    expect(given?.id).toBe(refund.balance_transaction);
    expect(taken?.id).toBe(paid?.balance_transaction);
    expect(await own.balanceTransactions.retrieve(taken?.id ?? '')).toEqual(taken);
    const ids = async (params: Stripe.BalanceTransactionListParams) =>
      (await own.balanceTransactions.list(params)).data.map(({ id }) => id);
    expect(await ids({ type: 'refund' })).toEqual([given?.id]);
    expect(await ids({ source: paid?.id ?? '' })).toEqual([taken?.id]);
    expect(await ids({ source: refund.id })).toEqual([given?.id]);
    expect(await ids({ currency: 'usd' })).toEqual([]);
    expect(await ids({ ending_before: taken?.id ?? '' })).toEqual([given?.id]);
    const { data } = await own.balanceTransactions.list({ expand: ['data.source'] });
    expect(data[0]?.source).toMatchObject({ object: 'refund', amount: 850 });
  });

  test('another merchant’s are not there, by any way', async () => {
    const [session] = await several(1);
    const id = session?.id ?? '';
    const other = server.stripe(await worldKey());
    for (const call of [
      () => other.checkout.sessions.retrieve(id),
      () => other.checkout.sessions.update(id, { metadata: { x: 'y' } }),
      () => other.checkout.sessions.expire(id),
      () => other.checkout.sessions.listLineItems(id),
      () => other.paymentIntents.retrieve(idOf(session?.payment_intent)),
      () => other.paymentIntents.update(idOf(session?.payment_intent), { description: 'x' }),
      () => other.paymentIntents.cancel(idOf(session?.payment_intent)),
      () => other.charges.list({ payment_intent: idOf(session?.payment_intent) }),
    ]) {
      expect(await refusalOf(call())).toMatchObject({ statusCode: 404, code: 'resource_missing' });
    }
    const cursor = { starting_after: id };
    expect(await refusalOf(other.checkout.sessions.list(cursor))).toMatchObject({
      statusCode: 400,
    });
    const byIntent = { payment_intent: idOf(session?.payment_intent) };
    expect((await other.checkout.sessions.list(byIntent)).data).toEqual([]);
    expect(await stripe.checkout.sessions.retrieve(id)).toEqual(session);
  });
});
