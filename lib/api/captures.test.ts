import { eq } from 'drizzle-orm';
import type Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { findAttempt } from '#lib/db/stores/attempt-store.ts';
import { captureRequest } from '#lib/db/schema/capture-request.ts';
import { event } from '#lib/db/schema/webhook.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import { money } from '#lib/domain/money.ts';
import { checkAttempt } from '#lib/operations/check-attempt.ts';
import { executeCapture } from '#lib/operations/execute-capture.ts';
import type { PaymentOutcome } from '#lib/domain/payment-outcome.ts';
import { loadCheckout } from '#lib/operations/load-checkout.ts';
import { readLinkNotes } from '#lib/operations/link-notes.ts';
import { openPaymentLink } from '#lib/operations/open-payment-link.ts';
import { processNotifications } from '#lib/operations/process-notifications.ts';
import { receiveNotification } from '#lib/operations/receive-notification.ts';
import { recordOutcome } from '#lib/operations/record-outcome.ts';
import { reconcile } from '#lib/operations/reconcile.ts';
import { ledgerBalances, moneyFacts } from '#lib/operations/testing/money-facts.ts';
import { type ScriptedWorld, createScriptedWorld } from '#lib/operations/testing/scripted-world.ts';
import { seedMerchant, seedSession } from '#lib/operations/testing/seed.ts';
import { authenticate } from './authentication.ts';
import { capturePaymentIntentEndpoint } from './endpoints/capture-payment-intent.ts';
import { handleApiRequest } from './handler.ts';
import { type ApiServer, idOf, startApiServer, testKey } from './testing/api-server.ts';
import { refusalOf } from './testing/refusal-of.ts';

const MINUTE_MS = 60_000;

describeOnEachDatabase('captures through the official SDK', (getDatabase) => {
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
    world = await createScriptedWorld(getDatabase(), { session: { captureMethod: 'manual' } });
    stripe = server.stripe(await testKey(world.context, world.merchant.merchantId));
  });

  /** The shopper pays the world's session of HK$128.50 by card: the money is held. */
  const held = async (): Promise<{ intent: string; attemptId: PaymentAttemptId }> => {
    const attemptId = await world.start('card');
    return { intent: (await facts()).intent.id, attemptId };
  };
  const facts = () => moneyFacts(getDatabase().db, world.sessionId);
  const calls = (kind: string) => world.provider.calls.filter(({ call }) => call === kind).length;
  /** What the merchant was told at this moment; the order within one is nobody's to know. */
  const told = async () => {
    const rows = await getDatabase()
      .db.select()
      .from(event)
      .where(eq(event.createdAt, world.clock.now()));
    return rows.map(({ type }) => type).toSorted();
  };
  /** What was asked for of the merchant's holds; what has ended goes first. */
  const requests = () =>
    getDatabase()
      .db.select()
      .from(captureRequest)
      .where(eq(captureRequest.merchantId, world.merchant.merchantId))
      .orderBy(captureRequest.status);
  const view = async () =>
    loadCheckout(world.context, {
      sessionId: world.sessionId,
      device: { form: 'desktop', os: 'other' },
    });
  /** Time goes on, and the background work with it. */
  const later = async (ms: number) => {
    world.clock.advance(ms);
    await reconcile(world.context);
  };

  test('money is held when the shopper pays, and the order complete but unpaid', async () => {
    const { intent } = await held();
    const session = await stripe.checkout.sessions.retrieve(world.sessionId, {
      expand: ['payment_intent.latest_charge'],
    });
    expect(session).toMatchObject({
      status: 'complete',
      payment_status: 'unpaid',
      payment_intent: {
        id: intent,
        status: 'requires_capture',
        capture_method: 'manual',
        amount: 12_850,
        amount_capturable: 12_850,
        amount_received: 0,
        latest_charge: { status: 'succeeded', captured: false, amount_captured: 0 },
      },
    });
    expect(await told()).toEqual([
      'charge.succeeded',
      'checkout.session.completed',
      'payment_intent.amount_capturable_updated',
    ]);
    expect(await view()).toMatchObject({ state: 'paid', receipt: { hold: { taken: false } } });
    expect(await ledgerBalances(getDatabase().db)).toEqual({});
  });

  test('all of it is taken once it is captured', async () => {
    const { intent } = await held();
    world.clock.advance(1_000);
    const captured = await stripe.paymentIntents.capture(intent, {
      final_capture: true,
      metadata: { shipped: 'yes' },
      expand: ['latest_charge.balance_transaction'],
    });
    expect(captured).toMatchObject({
      status: 'succeeded',
      amount_capturable: 0,
      amount_received: 12_850,
      metadata: { shipped: 'yes' },
      latest_charge: {
        captured: true,
        amount: 12_850,
        amount_captured: 12_850,
        amount_refunded: 0,
        refunded: false,
        balance_transaction: { amount: 12_850 },
      },
    });
    expect(await told()).toEqual(['charge.captured', 'payment_intent.succeeded']);
    const session = await stripe.checkout.sessions.retrieve(world.sessionId);
    expect(session).toMatchObject({ status: 'complete', payment_status: 'paid' });
    expect((await facts()).discrepancies).toEqual([]);
  });

  test('part of it pays the order: nothing is short, the rest is let go, and refunds stay within it', async () => {
    const { intent } = await held();
    world.clock.advance(10 * MINUTE_MS);
    const captured = await stripe.paymentIntents.capture(intent, {
      amount_to_capture: 10_000,
      expand: ['latest_charge'],
    });
    expect(captured).toMatchObject({
      status: 'succeeded',
      amount: 12_850,
      amount_received: 10_000,
      latest_charge: { amount: 12_850, amount_captured: 10_000, amount_refunded: 2_850 },
    });
    expect(await facts()).toMatchObject({ discrepancies: [], captures: [{ kind: 'exact' }] });
    expect(await ledgerBalances(getDatabase().db)).toEqual({
      'provider:stripe': 10_000n,
      merchant_sales: -10_000n,
    });
    expect(await view()).toMatchObject({
      state: 'paid',
      receipt: {
        // It is read later: the page goes nowhere by itself.
        fresh: false,
        amount: { amountMinor: 10_000n },
        hold: { taken: true, amount: { amountMinor: 12_850n } },
      },
    });
    const tooMuch = await refusalOf(
      stripe.refunds.create({ payment_intent: intent, amount: 10_001 }),
    );
    expect(tooMuch).toMatchObject({ statusCode: 400, param: 'amount' });
    await stripe.refunds.create({ payment_intent: intent });
    const charge = await stripe.charges.retrieve(idOf(captured.latest_charge));
    expect(charge).toMatchObject({ amount_refunded: 12_850, refunded: true });
    expect(await ledgerBalances(getDatabase().db)).toEqual({
      'provider:stripe': 0n,
      merchant_sales: 0n,
    });
    expect((await stripe.checkout.sessions.retrieve(world.sessionId)).status).toBe('complete');
  });

  test('what cannot be is refused by name, and nothing is asked of the provider', async () => {
    const { intent } = await held();
    const cases: [Stripe.PaymentIntentCaptureParams, string][] = [
      [{ amount_to_capture: 12_851 }, 'amount_to_capture'],
      [{ amount_to_capture: 0 }, 'amount_to_capture'],
      [{ amount_to_capture: -1 }, 'amount_to_capture'],
      [{ final_capture: false }, 'final_capture'],
      [{ application_fee_amount: 1 }, 'application_fee_amount'],
      [{ statement_descriptor_suffix: 'TEA' }, 'statement_descriptor_suffix'],
    ];
    for (const [params, param] of cases) {
      expect(await refusalOf(stripe.paymentIntents.capture(intent, params))).toMatchObject({
        statusCode: 400,
        param,
      });
    }
    expect(calls('capture')).toBe(0);
    await stripe.paymentIntents.capture(intent);
    for (const call of [
      () => stripe.paymentIntents.capture(intent),
      () => stripe.paymentIntents.cancel(intent),
    ]) {
      expect(await refusalOf(call())).toMatchObject({
        statusCode: 400,
        code: 'payment_intent_unexpected_state',
      });
    }
    const open = await seedSession(world.context, world.merchant.merchantId);
    const unpaid = (await moneyFacts(getDatabase().db, open)).intent.id;
    expect(await refusalOf(stripe.paymentIntents.capture(unpaid))).toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    const { merchantId } = await seedMerchant(world.context);
    const other = server.stripe(await testKey(world.context, merchantId));
    expect(await refusalOf(other.paymentIntents.capture(intent))).toMatchObject({
      statusCode: 404,
    });
    expect(calls('capture')).toBe(1);
  });

  test('of twenty at once one captures', async () => {
    const { intent } = await held();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        stripe.paymentIntents.capture(intent, { amount_to_capture: 1_000 + index }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'fulfilled') continue;
      expect(result.reason).toMatchObject({ code: 'payment_intent_unexpected_state' });
    }
    await later(60 * MINUTE_MS);
    expect(world.provider.charges).toHaveLength(1);
    expect((await facts()).captures).toHaveLength(1);
  });

  test('the same key captures once, and is answered again with the very same bytes', async () => {
    const { intent } = await held();
    const params = { amount_to_capture: 9_000 };
    const first = await stripe.paymentIntents.capture(intent, params, { idempotencyKey: 'k' });
    expect(await stripe.paymentIntents.capture(intent, params, { idempotencyKey: 'k' })).toEqual(
      first,
    );
    expect(calls('capture')).toBe(1);
  });

  test.each(['lost_before_effect', 'lost_after_effect', 'process_dies_after_effect'] as const)(
    'a capture whose answer is lost (%s) goes on by itself, and takes the money once',
    async (fate) => {
      const { intent } = await held();
      world.provider.queueFates('capture', fate);
      const answer = await stripe.paymentIntents.capture(intent, { amount_to_capture: 10_000 });
      expect(answer).toMatchObject({ status: 'requires_capture', amount_capturable: 12_850 });
      for (const call of [
        () => stripe.paymentIntents.capture(intent),
        () => stripe.paymentIntents.cancel(intent),
      ]) {
        expect(await refusalOf(call())).toMatchObject({ code: 'payment_intent_unexpected_state' });
      }
      await later(2 * MINUTE_MS);
      expect(await stripe.paymentIntents.retrieve(intent)).toMatchObject({
        status: 'succeeded',
        amount_received: 10_000,
      });
      expect(world.provider.charges.map(({ amount }) => amount.amountMinor)).toEqual([10_000n]);
    },
  );

  test('errors that the provider keeps for a key hold no capture up', async () => {
    const { intent } = await held();
    world.provider.errOnCapture(2);
    expect((await stripe.paymentIntents.capture(intent)).status).toBe('requires_capture');
    for (let look = 0; look < 2; look += 1) await later(10 * MINUTE_MS);
    expect((await stripe.paymentIntents.retrieve(intent)).status).toBe('succeeded');
    expect(world.provider.charges).toHaveLength(1);
    const [request] = await requests();
    expect(request?.idempotencyKey).toBe(`${request?.id ?? ''}:3`);
  });

  test('a provider that stays silent is asked until it answers, and that is raised once', async () => {
    const { intent } = await held();
    world.provider.queueFates(
      'capture',
      ...Array.from({ length: 12 }, () => 'lost_before_effect' as const),
    );
    await stripe.paymentIntents.capture(intent);
    for (let look = 0; look < 8; look += 1) await later(10 * MINUTE_MS);
    expect((await facts()).discrepancies).toEqual(['unresolved_capture']);
    for (let look = 0; look < 8; look += 1) await later(60 * MINUTE_MS);
    expect(await stripe.paymentIntents.retrieve(intent)).toMatchObject({ status: 'succeeded' });
    expect(world.provider.charges).toHaveLength(1);
  });

  test('each capture that a provider is silent about is raised', async () => {
    const { intent } = await held();
    const silent = Array.from({ length: 3 }, () => 'lost_before_effect' as const);
    for (const round of [1, 2]) {
      world.provider.queueFates('capture', ...silent);
      await stripe.paymentIntents.capture(intent);
      world.provider.refuseCapture({ code: 'not_now', byBank: false });
      for (let look = 0; look < 4; look += 1) await later(20 * MINUTE_MS);
      const raised = (await facts()).discrepancies.toSorted();
      const expected = ['capture_failed', 'unresolved_capture'].flatMap((kind) =>
        Array.from({ length: round }, () => kind),
      );
      expect(raised).toEqual(expected);
    }
  });

  test('a capture that cannot even be asked for is raised', async () => {
    const { intent } = await held();
    const dies = Array.from({ length: 4 }, () => 'process_dies_before_effect' as const);
    world.provider.queueFates('capture', ...dies);
    await stripe.paymentIntents.capture(intent);
    for (let look = 0; look < 3; look += 1) await later(10 * MINUTE_MS);
    expect((await facts()).discrepancies).toEqual(['unresolved_capture']);
    await later(10 * MINUTE_MS);
    expect(await stripe.paymentIntents.retrieve(intent)).toMatchObject({ status: 'succeeded' });
    expect(world.provider.charges).toHaveLength(1);
  });

  test('a refusal is an error, and leaves the money held to be asked for again', async () => {
    const { intent } = await held();
    world.provider.refuseCapture({ code: 'lost_card', byBank: true });
    const byBank = await refusalOf(
      stripe.paymentIntents.capture(intent, {}, { idempotencyKey: 'a' }),
    );
    expect(byBank).toMatchObject({
      statusCode: 402,
      type: 'StripeCardError',
      code: 'card_declined',
    });
    const again = await refusalOf(
      stripe.paymentIntents.capture(intent, {}, { idempotencyKey: 'a' }),
    );
    expect(again.message, 'the refusal is the answer that is kept').toBe(byBank.message);
    world.provider.refuseCapture({ code: 'capture_unauthorized_payment', byBank: false });
    const byProvider = await refusalOf(stripe.paymentIntents.capture(intent));
    expect(byProvider).toMatchObject({ statusCode: 400, code: 'capture_failed' });
    expect(byProvider.message).toContain('capture_unauthorized_payment');
    expect(await stripe.paymentIntents.retrieve(intent)).toMatchObject({
      status: 'requires_capture',
    });
    expect((await stripe.paymentIntents.capture(intent)).status).toBe('succeeded');
    const rows = await requests();
    expect(rows.map(({ status }) => status).toSorted()).toEqual([
      'declined',
      'failed',
      'succeeded',
    ]);
  });

  test('a refusal that comes after the answer is raised, and told by an event', async () => {
    const { intent } = await held();
    world.provider.queueFates('capture', 'lost_before_effect');
    expect((await stripe.paymentIntents.capture(intent)).status).toBe('requires_capture');
    expect((await facts()).discrepancies).toEqual([]);
    world.provider.refuseCapture({ code: 'lost_card', byBank: true });
    await later(2 * MINUTE_MS);
    expect(await told()).toEqual(['payment_intent.payment_failed']);
    expect((await facts()).discrepancies).toEqual(['capture_failed']);
    const [request] = await requests();
    expect(request).toMatchObject({ status: 'declined', failureCode: 'lost_card' });
    for (let look = 0; look < 3; look += 1) await later(60 * MINUTE_MS);
    expect(await told()).toEqual([]);
    expect((await stripe.paymentIntents.capture(intent)).status).toBe('succeeded');
  });

  test.each([
    { by: 'bank', status: 402 },
    { by: 'provider', status: 400 },
  ])('a refusal of the $by that another worker hears first is answered still', async (refused) => {
    const { intent, attemptId } = await held();
    const key = await testKey(world.context, world.merchant.merchantId);
    const caller = await authenticate(world.context, `Bearer ${key}`);
    const ordered = await getDatabase().db.transaction((tx) =>
      capturePaymentIntentEndpoint.answer({
        context: world.context,
        caller,
        tx,
        params: {},
        read: undefined,
        pathParams: { id: intent },
        apiVersion: '',
        request: { requestId: 'req_capture', idempotencyKey: null },
      }),
    );
    world.provider.refuseCapture({ code: 'not_now', byBank: refused.by === 'bank' });
    await checkAttempt(world.context, attemptId, { source: 'reconciler' });
    await expect(ordered.settle?.()).rejects.toMatchObject({ details: { status: refused.status } });
    expect(calls('capture')).toBe(1);
  });

  test('a refusal that is heard again ends no later capture', async () => {
    const { intent, attemptId } = await held();
    const refusal = { code: 'capture_unauthorized_payment', byBank: false };
    world.provider.refuseCapture(refusal);
    await refusalOf(stripe.paymentIntents.capture(intent));
    const [first] = await requests();
    const attempt = await findAttempt(getDatabase().db, attemptId);
    if (first === undefined || attempt === null) throw new Error('nothing was asked for');
    world.provider.queueFates('capture', 'lost_before_effect');
    await stripe.paymentIntents.capture(intent);
    world.provider.refuseCapture(refusal);
    await executeCapture(world.context, { attempt, request: first, source: 'reconciler' });
    expect((await requests()).map(({ status }) => status)).toEqual(['failed', 'pending']);
    await later(2 * MINUTE_MS);
    expect((await stripe.paymentIntents.retrieve(intent)).status).toBe('succeeded');
  });

  test('a cancel lets the money go at once, and tells of it as Stripe does', async () => {
    const { intent } = await held();
    world.clock.advance(1_000);
    const canceled = await stripe.paymentIntents.cancel(intent, {
      cancellation_reason: 'requested_by_customer',
      expand: ['latest_charge'],
    });
    expect(canceled).toMatchObject({
      status: 'canceled',
      amount_capturable: 0,
      amount_received: 0,
      cancellation_reason: 'requested_by_customer',
      latest_charge: {
        status: 'succeeded',
        captured: false,
        amount_captured: 0,
        amount_refunded: 12_850,
        refunded: true,
      },
    });
    expect(await told()).toEqual(['charge.refunded', 'payment_intent.canceled']);
    expect(await stripe.checkout.sessions.retrieve(world.sessionId)).toMatchObject({
      status: 'complete',
      payment_status: 'unpaid',
    });
    expect(await view()).toMatchObject({ state: 'released' });
    expect((await stripe.charges.list({ payment_intent: intent })).data).toHaveLength(1);
    expect(await refusalOf(stripe.paymentIntents.capture(intent))).toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    expect(world.provider.charges).toEqual([]);
  });

  test('a cancel that the provider does not answer goes on by itself', async () => {
    const { intent } = await held();
    world.provider.queueFates('cancel', 'lost_before_effect', 'lost_before_effect');
    expect((await stripe.paymentIntents.cancel(intent)).status).toBe('requires_capture');
    expect(await refusalOf(stripe.paymentIntents.capture(intent))).toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    await later(MINUTE_MS);
    await later(2 * MINUTE_MS);
    expect(await stripe.paymentIntents.retrieve(intent)).toMatchObject({
      status: 'canceled',
      canceled_at: expect.any(Number),
    });
  });

  test('money held after the order was canceled completes nothing, and is let go', async () => {
    const session = await stripe.checkout.sessions.create({
      mode: 'payment',
      line_items: [
        {
          price_data: { currency: 'hkd', unit_amount: 12_850, product_data: { name: 'Tea' } },
          quantity: 1,
        },
      ],
      success_url: 'https://tea.example.hk/thanks',
      customer_creation: 'always',
      payment_intent_data: { capture_method: 'manual' },
      expand: ['payment_intent'],
    });
    const intent = idOf(session.payment_intent);
    const sessionId = session.id as CheckoutSessionId; // as it was given
    const { db } = getDatabase();
    world.provider.queueEffects('require_action');
    const attemptId = await world.start('card', sessionId);
    world.provider.queueFates('cancel', 'lost_before_effect');
    expect((await stripe.paymentIntents.cancel(intent)).status).not.toBe('requires_capture');
    world.clock.advance(1_000);
    world.provider.shopperApproves(attemptId);
    await recordOutcome(world.context, {
      attemptId,
      answer: {
        outcome: { kind: 'authorized', amount: money(12_850n, 'HKD') },
        providerReference: null,
      },
      source: 'notification',
    });
    expect(await told()).not.toContain('checkout.session.completed');
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: 'expired',
      payment_status: 'unpaid',
      customer: null,
    });
    expect((await moneyFacts(db, sessionId)).discrepancies).toEqual([]);
    expect(await refusalOf(stripe.paymentIntents.capture(intent))).toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    await later(2 * MINUTE_MS);
    expect((await stripe.paymentIntents.retrieve(intent)).status).toBe('canceled');
    expect((await moneyFacts(db, sessionId)).attempts).toMatchObject([{ status: 'canceled' }]);
    expect(world.provider.charges).toEqual([]);
  });

  test('money taken after the order was canceled completes it, and is raised', async () => {
    world.provider.queueEffects('require_action');
    const { intent, attemptId } = await held();
    world.provider.queueFates('cancel', 'lost_before_effect');
    await stripe.paymentIntents.cancel(intent);
    world.provider.shopperPays(attemptId);
    await later(2 * MINUTE_MS);
    expect((await stripe.paymentIntents.retrieve(intent)).status).toBe('succeeded');
    expect(await told()).toContain('checkout.session.completed');
    expect((await facts()).discrepancies).toContain('paid_late');
  });

  test.each(['canceled', 'expired'] as const)(
    'an answer from before the hold was let go (%s) does not bring it back',
    async (kind) => {
      const { intent, attemptId } = await held();
      const say = (outcome: PaymentOutcome) =>
        recordOutcome(world.context, {
          attemptId,
          answer: { outcome, providerReference: null },
          source: 'notification',
        });
      world.clock.advance(1_000);
      await say({ kind });
      expect(await told()).toEqual(
        expect.arrayContaining(['charge.refunded', 'payment_intent.canceled']),
      );
      world.clock.advance(1_000);
      const after = await say({ kind: 'authorized', amount: money(12_850n, 'HKD') });
      expect(after.status).toBe(kind);
      expect(await told()).toEqual([]);
      expect((await facts()).discrepancies).toEqual([]);
      expect((await stripe.paymentIntents.retrieve(intent)).status).toBe('canceled');
      // Money that was taken all the same is believed.
      world.provider.shopperPays(attemptId);
      await checkAttempt(world.context, attemptId, { source: 'notification' });
      expect((await facts()).captures).toHaveLength(1);
    },
  );

  test.each(['notification', 'reconciler'] as const)(
    'a hold that the provider lets lapse is noticed by the %s',
    async (by) => {
      const { intent, attemptId } = await held();
      world.clock.advance(30 * MINUTE_MS);
      world.provider.lapse(attemptId);
      if (by === 'notification') {
        const posted = world.provider.notificationOf(attemptId, 'evt_lapsed');
        await receiveNotification(world.context, {
          provider: 'stripe',
          accountId: world.merchant.accounts.stripe,
          ...posted,
        });
        await processNotifications(world.context);
      } else {
        await later(31 * MINUTE_MS);
      }
      expect(await stripe.paymentIntents.retrieve(intent)).toMatchObject({
        status: 'canceled',
        cancellation_reason: 'automatic',
        canceled_at: expect.any(Number),
      });
    },
  );

  test('a capture that comes too late says that the money is no longer held', async () => {
    const { intent, attemptId } = await held();
    world.provider.lapse(attemptId);
    expect(await refusalOf(stripe.paymentIntents.capture(intent))).toMatchObject({
      statusCode: 400,
      code: 'charge_expired_for_capture',
    });
    expect(await stripe.paymentIntents.retrieve(intent)).toMatchObject({ status: 'canceled' });
  });

  test('money held twice is kept once: the second hold is let go', async () => {
    world.provider.queueEffects('require_action');
    const first = await world.start('card');
    world.clock.advance(1_000);
    world.provider.queueFates('cancel', 'lost_before_effect');
    const second = await world.start('card');
    expect((await facts()).intent.status).toBe('requires_capture');
    world.provider.shopperApproves(first);
    await recordOutcome(world.context, {
      attemptId: first,
      answer: {
        outcome: { kind: 'authorized', amount: money(12_850n, 'HKD') },
        providerReference: null,
      },
      source: 'notification',
    });
    for (let look = 0; look < 3; look += 1) await later(30 * MINUTE_MS);
    const rows = (await facts()).attempts;
    expect(rows.filter(({ status }) => status === 'authorized')).toHaveLength(1);
    expect(rows.find(({ id }) => id === second)?.status).toBe('canceled');
    const { id } = (await facts()).intent;
    await stripe.paymentIntents.capture(id);
    expect(world.provider.charges.map(({ attemptId }) => attemptId)).toEqual([first]);
  });

  test('while one hold is being taken, no capture of another can be ordered', async () => {
    world.provider.queueEffects('require_action');
    const first = await world.start('card');
    world.clock.advance(1_000);
    const second = await world.start('card');
    const { id } = (await facts()).intent;
    world.provider.queueFates('capture', 'lost_before_effect');
    await stripe.paymentIntents.capture(id);
    world.provider.shopperApproves(first);
    await recordOutcome(world.context, {
      attemptId: first,
      answer: {
        outcome: { kind: 'authorized', amount: money(12_850n, 'HKD') },
        providerReference: null,
      },
      source: 'notification',
    });
    const refused = await refusalOf(stripe.paymentIntents.capture(id));
    expect(refused).toMatchObject({ code: 'payment_intent_unexpected_state' });
    expect(refused.message).toContain('a capture is under way');
    for (let look = 0; look < 3; look += 1) await later(30 * MINUTE_MS);
    expect(world.provider.charges.map(({ attemptId }) => attemptId)).toEqual([second]);
    expect((await facts()).attempts.find((row) => row.id === first)?.status).toBe('canceled');
  });

  test('a hold that is let go gives its place on a limited link back', async () => {
    const link = await stripe.paymentLinks.create({
      line_items: [
        {
          price_data: { currency: 'hkd', unit_amount: 5_000, product_data: { name: 'Tea' } },
          quantity: 1,
        },
      ],
      payment_intent_data: { capture_method: 'manual' },
      restrictions: { completed_sessions: { limit: 1 } },
    });
    const open = async () =>
      openPaymentLink(world.context, {
        code: link.url.split('/').at(-1) ?? '',
        entries: {},
        notes: readLinkNotes(() => null),
        locale: 'en',
        address: null,
      });
    const completed = async () =>
      (await stripe.paymentLinks.retrieve(link.id)).restrictions?.completed_sessions.count;
    const visit = await open();
    if (visit.kind !== 'opened') throw new Error(visit.kind);
    await world.start('card', visit.sessionId);
    expect(await completed()).toBe(1);
    expect(await open()).toEqual({ kind: 'closed' });
    const session = await stripe.checkout.sessions.retrieve(visit.sessionId);
    await stripe.paymentIntents.cancel(idOf(session.payment_intent));
    expect(await completed()).toBe(0);
    const next = await open();
    if (next.kind !== 'opened') throw new Error(next.kind);
    await world.start('card', next.sessionId);
    const taken = await stripe.checkout.sessions.retrieve(next.sessionId);
    await stripe.paymentIntents.capture(idOf(taken.payment_intent));
    expect(await completed()).toBe(1);
    expect(await open()).toEqual({ kind: 'closed' });
  });

  test('a session is made with it where a method can hold money, and refused where none can', async () => {
    const line_items = [
      {
        price_data: { currency: 'hkd', unit_amount: 5_000, product_data: { name: 'Tea' } },
        quantity: 1,
      },
    ];
    const params = {
      mode: 'payment' as const,
      line_items,
      success_url: 'https://tea.example.hk/thanks',
      payment_intent_data: { capture_method: 'manual' as const },
    };
    const made = await stripe.checkout.sessions.create({ ...params, expand: ['payment_intent'] });
    expect(made.payment_intent).toMatchObject({ capture_method: 'manual' });
    const open = await loadCheckout(world.context, {
      sessionId: made.id as CheckoutSessionId, // as it was given
      device: { form: 'desktop', os: 'other' },
    });
    if (open?.state !== 'open') throw new Error('not open');
    expect(open.methods.map(({ method }) => method)).toEqual(['card']);
    expect(open.express?.methods).toEqual(['apple_pay', 'google_pay']);
    const link = await stripe.paymentLinks.create({
      line_items,
      payment_intent_data: { capture_method: 'manual' },
    } as Stripe.PaymentLinkCreateParams);
    expect(link.payment_intent_data?.capture_method).toBe('manual');
    const changed = await refusalOf(
      stripe.paymentLinks.update(link.id, {
        payment_intent_data: { capture_method: 'automatic' },
      } as Stripe.PaymentLinkUpdateParams),
    );
    expect(changed.param).toBe('payment_intent_data[capture_method]');

    const { merchantId } = await seedMerchant(world.context, { methods: ['fps', 'alipay'] });
    const without = server.stripe(await testKey(world.context, merchantId));
    for (const call of [
      () => without.checkout.sessions.create(params),
      () =>
        without.paymentLinks.create({
          line_items,
          payment_intent_data: { capture_method: 'manual' },
        } as Stripe.PaymentLinkCreateParams),
    ]) {
      const error = await refusalOf(call());
      expect(error).toMatchObject({
        statusCode: 400,
        param: 'payment_intent_data[capture_method]',
      });
      expect(error.message).toContain('card');
    }
  });
});
