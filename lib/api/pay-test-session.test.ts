import { afterEach, beforeAll, afterAll, beforeEach, describe, expect, test } from 'vitest';
import { asc, eq } from 'drizzle-orm';
import Stripe from 'stripe';
import { type World, openWorld } from '../../faults/world.ts';
import { attemptEvent } from '#lib/db/schema/payment.ts';
import { event } from '#lib/db/schema/webhook.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { listAttempts } from '#lib/db/stores/attempt-store.ts';
import type { CheckoutSessionId, MerchantId } from '#lib/domain/ids.ts';
import { METHOD_IDS } from '#lib/domain/method-id.ts';
import { createApiKey } from '#lib/operations/admin/create-api-key.ts';
import { seedMerchant } from '#lib/operations/testing/seed.ts';
import { createTestContext } from '#lib/operations/testing/test-context.ts';
import { handleApiRequest } from './handler.ts';
import { type ApiServer, idOf, startApiServer, testKey } from './testing/api-server.ts';

describeOnEachDatabase('paying a session by program', (getDatabase) => {
  let world: World;
  let server: ApiServer;
  let stripe: Stripe;

  beforeAll(async () => {
    server = await startApiServer((request) => handleApiRequest(world.context, request));
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    world = await openWorld(getDatabase(), { realTime: true, timeoutMs: 10_000 });
    stripe = server.stripe(await testKey(world.context, world.merchant.merchantId));
  });
  afterEach(() => world.close());

  const open = (params: Partial<Stripe.Checkout.SessionCreateParams> = {}, by = stripe) =>
    by.checkout.sessions.create({
      mode: 'payment',
      line_items: [
        {
          price_data: { currency: 'hkd', unit_amount: 12_850, product_data: { name: 'Tea' } },
          quantity: 1,
        },
      ],
      success_url: 'https://tea.example.hk/thanks',
      ...params,
    });
  const pay = async (
    session: string,
    params: Record<string, string> = {},
    by = stripe,
  ): Promise<Stripe.Checkout.Session> =>
    (await by.rawRequest(
      'POST',
      `/v1/test_helpers/checkout/sessions/${session}/pay`,
      params,
    )) as unknown as Stripe.Checkout.Session; // what the endpoint answers with
  const refusalOf = async (work: Promise<unknown>): Promise<Stripe.errors.StripeError> => {
    const error: unknown = await work.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof Stripe.errors.StripeError)) throw new Error('it was not refused');
    return error;
  };
  const attemptsOf = (session: string) =>
    listAttempts(getDatabase().db, session as CheckoutSessionId); // it is one
  const eventsOf = async (session: string) => {
    const rows = await getDatabase()
      .db.select()
      .from(event)
      .where(eq(event.subject, session))
      .orderBy(asc(event.createdAt));
    return rows.map(({ type }) => type);
  };
  const movedAtProvider = async (session: string) => {
    const [attempt] = (await attemptsOf(session)).filter(({ status }) => status === 'captured');
    const moved = world.moves().filter(({ reference }) => reference === attempt?.id);
    return moved.map(({ kind, amountMinor }) => ({ kind, amountMinor }));
  };

  test('whoever pays becomes a customer where the session says so', async () => {
    const { id } = await open({
      customer_creation: 'always',
      customer_email: 'amy@example.hk',
    });
    const paid = await pay(id, { payment_method: 'fps' });
    expect(paid).toMatchObject({ payment_status: 'paid', customer_email: 'amy@example.hk' });
    if (typeof paid.customer !== 'string') throw new Error('it names no customer');
    const customer = await stripe.customers.retrieve(paid.customer);
    expect(customer).toMatchObject({ email: 'amy@example.hk' });
    const found = await stripe.checkout.sessions.list({ customer: customer.id });
    expect(found.data.map((session) => session.id)).toEqual([id]);
  });

  test('what the merchant asks besides is answered with something that can be', async () => {
    const label = { type: 'custom', custom: 'A' } as const;
    const session = await open({
      custom_fields: [
        { key: 'note', label, type: 'text', optional: true },
        { key: 'member', label, type: 'numeric', numeric: { minimum_length: 8 } },
        {
          key: 'size',
          label,
          type: 'dropdown',
          dropdown: { options: [{ label: 'Small', value: 's' }] },
        },
      ],
    });
    expect(await pay(session.id, { payment_method: 'fps' })).toMatchObject({
      payment_status: 'paid',
      custom_fields: [
        { key: 'note', text: { value: null } },
        { key: 'member', numeric: { value: '11111111' } },
        { key: 'size', dropdown: { value: 's' } },
      ],
    });
  });

  test('every method of the catalogue is paid so, and the provider’s own book says the same', async () => {
    for (const method of METHOD_IDS) {
      const { id } = await open();
      const paid = await pay(id, { payment_method: method });
      expect(paid, method).toMatchObject({ id, status: 'complete', payment_status: 'paid' });
      expect((await attemptsOf(id)).map((attempt) => [attempt.method, attempt.status])).toEqual([
        [method, 'captured'],
      ]);
      expect(await movedAtProvider(id), method).toEqual([
        { kind: 'captured', amountMinor: 12_850n },
      ]);
      expect(await eventsOf(id)).toContain('checkout.session.completed');
    }
  });

  test('one whose money is held is paid so, captured in part, and what cannot be held is refused', async () => {
    const { id } = await open({ payment_intent_data: { capture_method: 'manual' } });
    expect(await refusalOf(pay(id, { payment_method: 'fps' }))).toMatchObject({
      statusCode: 400,
      param: 'payment_method',
    });
    for (const method of ['card', 'apple_pay', 'google_pay']) {
      const session = await open({ payment_intent_data: { capture_method: 'manual' } });
      const held = await pay(session.id, { payment_method: method });
      expect(held, method).toMatchObject({ status: 'complete', payment_status: 'unpaid' });
      const intent = idOf(held.payment_intent);
      const charge = (await stripe.charges.list({ payment_intent: intent })).data[0];
      const lapses = charge?.payment_method_details?.card?.capture_before ?? 0;
      expect(lapses - (charge?.created ?? 0)).toBeGreaterThan(6 * 24 * 60 * 60);
      await stripe.paymentIntents.capture(intent, { amount_to_capture: 10_000 });
      expect(await movedAtProvider(session.id), method).toEqual([
        { kind: 'authorized', amountMinor: 12_850n },
        { kind: 'captured', amountMinor: 10_000n },
      ]);
    }
  });

  test('on a phone the method’s app is answered', async () => {
    for (const method of ['alipayhk', 'payme', 'octopus', 'alipay']) {
      const { id } = await open();
      const paid = await pay(id, { payment_method: method, device: 'phone' });
      expect(paid, method).toMatchObject({ status: 'complete' });
    }
  });

  test('a session that was paid so is answered as it is when it is asked for again', async () => {
    const { id } = await open();
    const first = await pay(id);
    expect(await pay(id)).toMatchObject({ id, status: first.status });
    expect(await attemptsOf(id)).toHaveLength(1);
  });

  test.each([
    ['insufficient_funds', 'card'],
    ['do_not_honor', 'card'],
    ['expired_card', 'card'],
    ['incorrect_cvc', 'card'],
    ['fraud_suspected', 'card'],
    ['limit_exceeded', 'card'],
    ['processing_error', 'card'],
    ['authentication_failed', 'card'],
    ['wallet_cancelled', 'alipayhk'],
    ['wallet_cancelled', 'alipay'],
  ])(
    'a decline with %s is %s’s attempt with that code, and the session stays open',
    async (code, method) => {
      const { id } = await open();
      const declined = await pay(id, {
        outcome: 'decline',
        decline_code: code,
        payment_method: method,
      });
      expect(declined).toMatchObject({ status: 'open', payment_status: 'unpaid' });
      expect(await attemptsOf(id)).toMatchObject([
        { method, status: 'declined', failureCode: code },
      ]);
      expect(await pay(id, { payment_method: 'fps' })).toMatchObject({ payment_status: 'paid' });
    },
  );

  test('a card that asks for 3-D Secure is approved after it', async () => {
    const { id } = await open();
    const paid = await pay(id, { outcome: 'require_action_then_approve', payment_method: 'card' });
    expect(paid).toMatchObject({ status: 'complete', payment_status: 'paid' });
    const [attempt] = await attemptsOf(id);
    expect(attempt).toMatchObject({ status: 'captured' });
  });

  test('a code paid late had run out before, and is paid all the same', async () => {
    const { id } = await open();
    const paid = await pay(id, { outcome: 'pay_late' });
    expect(paid).toMatchObject({ status: 'complete', payment_status: 'paid' });
    const [attempt] = await attemptsOf(id);
    if (attempt === undefined) throw new Error('nothing was begun');
    expect(attempt).toMatchObject({ method: 'fps', status: 'captured' });
    const changes = await getDatabase()
      .db.select()
      .from(attemptEvent)
      .where(eq(attemptEvent.attemptId, attempt.id))
      .orderBy(asc(attemptEvent.id));
    const states = changes.map(({ toStatus }) => toStatus);
    expect(states.filter((status, at) => status !== states[at - 1])).toEqual([
      'sending',
      'requires_action',
      'expired',
      'captured',
    ]);
  });

  test('a wallet that never answers leaves the payment pending, and its session open', async () => {
    const { id } = await open();
    expect(await pay(id, { outcome: 'stay_pending' })).toMatchObject({ status: 'open' });
    expect(await attemptsOf(id)).toMatchObject([{ method: 'alipayhk', status: 'pending' }]);
    expect(await refusalOf(pay(id, { outcome: 'abandon' }))).toMatchObject({ statusCode: 400 });
  });

  test('a session that is abandoned expires, with what was begun of it', async () => {
    const { id } = await open();
    expect(await pay(id, { outcome: 'abandon' })).toMatchObject({ status: 'expired', url: null });
    expect(await eventsOf(id)).toEqual(['checkout.session.expired']);
    const begun = await open();
    await pay(begun.id, { outcome: 'abandon', payment_method: 'payme' });
    expect(await attemptsOf(begun.id)).toMatchObject([{ method: 'payme' }]);
  });

  test('FPS to the merchant’s own account is paid at its bank and reported', async () => {
    const { merchantId } = await seedMerchant(world.context, {
      methods: ['fps'],
      providerOf: 'fps-direct',
    });
    const direct = server.stripe(await testKey(world.context, merchantId));
    const { id } = await open({}, direct);
    expect(await pay(id, {}, direct)).toMatchObject({ status: 'complete', payment_status: 'paid' });
  });

  describe('is refused', () => {
    test('with what a method cannot do, naming those that can', async () => {
      const { id } = await open();
      const fps = await refusalOf(pay(id, { outcome: 'decline', payment_method: 'fps' }));
      expect(fps).toMatchObject({ statusCode: 400, param: 'outcome' });
      expect(fps.message).toContain('card, alipayhk');
      const code = await refusalOf(pay(id, { decline_code: 'do_not_honor' }));
      expect(code).toMatchObject({ statusCode: 400, param: 'decline_code' });
      expect(await attemptsOf(id)).toEqual([]);
    });

    test('for a method that the session does not allow', async () => {
      const { id } = await open({ allowed_payment_method_types: ['card'] });
      const refusal = await refusalOf(pay(id, { payment_method: 'fps' }));
      expect(refusal).toMatchObject({ statusCode: 400, param: 'payment_method' });
    });

    test('for a session that is over, or another merchant’s', async () => {
      const { id } = await open();
      await pay(id, { outcome: 'abandon' });
      expect(await refusalOf(pay(id))).toMatchObject({ statusCode: 400 });
      const { merchantId } = await seedMerchant(world.context);
      const stranger = server.stripe(await testKey(world.context, merchantId));
      expect(await refusalOf(pay(id, {}, stranger))).toMatchObject({ statusCode: 404 });
    });

    test('with a live key', async () => {
      const { id } = await open();
      const { key } = await createApiKey(
        createTestContext(getDatabase(), { env: { PRAYA_ALLOW_LIVE_ON_PGLITE: 'yes' } }).context,
        { merchant: world.merchant.merchantId, mode: 'live' },
      );
      const live = await refusalOf(pay(id, {}, server.stripe(key)));
      expect([400, 403]).toContain(live.statusCode);
      expect(await attemptsOf(id)).toEqual([]);
    });
  });

  test('without the simulator only Stripe’s test cards can be charged, and the refusal says so', async () => {
    const { context } = createTestContext(getDatabase());
    const bare = await startApiServer((request) => handleApiRequest(context, request));
    try {
      const sdk = bare.stripe(await testKey(context, world.merchant.merchantId));
      const { id } = await open({}, sdk);
      const refusal = await refusalOf(pay(id, { payment_method: 'fps' }, sdk));
      expect(refusal).toMatchObject({ statusCode: 400, param: 'outcome' });
      expect(refusal.message).toContain('that can end so without a person: card. Without');
    } finally {
      await bare.close();
    }
  });

  test('a simulator that does not answer is told apart from a wrong call', async () => {
    const { id } = await open();
    const merchantId: MerchantId = world.merchant.merchantId;
    const { context } = createTestContext(getDatabase(), {
      env: { SIMULATOR_ORIGIN: 'http://127.0.0.1:9' },
    });
    const lost = await startApiServer((request) => handleApiRequest(context, request));
    try {
      const sdk = lost.stripe(await testKey(context, merchantId));
      const refusal = await refusalOf(pay(id, { payment_method: 'google_pay' }, sdk));
      expect(refusal).toMatchObject({ statusCode: 502, type: 'StripeAPIError' });
    } finally {
      await lost.close();
    }
  });
});
