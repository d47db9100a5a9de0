import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import Stripe from 'stripe';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { money } from '#lib/domain/money.ts';
import { checkAttempt } from '#lib/operations/check-attempt.ts';
import { executeRefunds } from '#lib/operations/execute-refunds.ts';
import { createFpsDirectWorld } from '#lib/operations/testing/fps-direct-world.ts';
import { ledgerBalances, moneyFacts } from '#lib/operations/testing/money-facts.ts';
import { type ScriptedWorld, createScriptedWorld } from '#lib/operations/testing/scripted-world.ts';
import { seedMerchant } from '#lib/operations/testing/seed.ts';
import { handleApiRequest } from './handler.ts';
import { type ApiServer, idOf, startApiServer, testKey } from './testing/api-server.ts';

describeOnEachDatabase('refunds through the official SDK', (getDatabase) => {
  let world: ScriptedWorld;
  let handle: (request: Request) => Promise<Response>;
  let server: ApiServer;
  let stripe: Stripe;

  beforeAll(async () => {
    server = await startApiServer((request) => handle(request));
  });
  afterAll(async () => {
    await server.close();
  });
  beforeEach(async () => {
    world = await createScriptedWorld(getDatabase());
    handle = (request) => handleApiRequest(world.context, request);
    stripe = server.stripe(await testKey(world.context, world.merchant.merchantId));
  });

  /** Pays the world's session of HK$128.50 by card. */
  const paid = async () => {
    await world.start('card');
    const { intent } = await moneyFacts(getDatabase().db, world.sessionId);
    return stripe.paymentIntents.retrieve(intent.id);
  };
  const refusalOf = async (call: Promise<unknown>): Promise<Stripe.errors.StripeError> => {
    const error: unknown = await call.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof Stripe.errors.StripeError)) throw new Error('it was not refused');
    return error;
  };
  const refunded = async () =>
    (await moneyFacts(getDatabase().db, world.sessionId)).refunds
      .filter(({ status }) => status !== 'failed')
      .reduce((sum, { amount }) => sum + amount, 0n);

  test('a payment is given back in parts, each answered with how it ended', async () => {
    const intent = await paid();
    const first = await stripe.refunds.create({
      payment_intent: intent.id,
      amount: 5_000,
      reason: 'requested_by_customer',
      metadata: { ticket: '7' },
    });
    expect(first).toMatchObject({
      object: 'refund',
      status: 'succeeded',
      amount: 5_000,
      payment_intent: intent.id,
      charge: intent.latest_charge,
      reason: 'requested_by_customer',
      metadata: { ticket: '7' },
    });
    const rest = await stripe.refunds.create({
      charge: idOf(intent.latest_charge),
      expand: ['charge.balance_transaction', 'payment_intent'],
    });
    expect(rest).toMatchObject({
      amount: 7_850,
      reason: null,
      charge: {
        amount_refunded: 12_850,
        refunded: true,
        balance_transaction: { object: 'balance_transaction', amount: 12_850, net: 12_850 },
      },
      payment_intent: { status: 'succeeded', amount_received: 12_850 },
    });
    expect(world.provider.refunds.map(({ amount }) => amount.amountMinor)).toEqual([
      5_000n,
      7_850n,
    ]);
    expect(await ledgerBalances(getDatabase().db)).toMatchObject({
      'provider:stripe': 0n,
      merchant_sales: 0n,
    });
    const again = await refusalOf(stripe.refunds.create({ payment_intent: intent.id }));
    expect(again).toMatchObject({ statusCode: 400, code: 'charge_already_refunded' });
  });

  test('twenty at once never give back more than was captured', async () => {
    const intent = await paid();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () =>
        stripe.refunds.create({ payment_intent: intent.id, amount: 1_000 }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(12);
    for (const result of results) {
      if (result.status === 'rejected') {
        expect(result.reason).toMatchObject({ statusCode: 400, param: 'amount' });
      }
    }
    await executeRefunds(world.context);
    expect(await refunded()).toBe(12_000n);
    expect(world.provider.refunds).toHaveLength(12);
  });

  test('the same key gives back once, and is answered again with the very same bytes', async () => {
    const intent = await paid();
    const params = { payment_intent: intent.id, amount: 100 };
    const first = await stripe.refunds.create(params, { idempotencyKey: 'refund-1' });
    const second = await stripe.refunds.create(params, { idempotencyKey: 'refund-1' });
    expect(second).toEqual(first);
    expect(second.status).toBe('succeeded');
    expect(world.provider.refunds).toHaveLength(1);
  });

  test('a provider that does not answer leaves it pending, and it goes on by itself', async () => {
    const intent = await paid();
    world.provider.queueFates('refund', 'lost_after_effect');
    const refund = await stripe.refunds.create({ payment_intent: intent.id });
    expect(refund).toMatchObject({ status: 'pending', balance_transaction: null });
    world.clock.advance(60_000);
    await executeRefunds(world.context);
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: 'succeeded' });
    expect(world.provider.refunds).toHaveLength(1);
  });

  test('a process that dies while it asks leaves the refund to the others', async () => {
    const intent = await paid();
    world.provider.queueFates('refund', 'process_dies_after_effect');
    const refund = await stripe.refunds.create({ payment_intent: intent.id });
    expect(refund.status, 'what was committed is what is answered').toBe('pending');
    world.clock.advance(10 * 60_000);
    await executeRefunds(world.context);
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: 'succeeded' });
    expect(world.provider.refunds).toHaveLength(1);
  });

  test('what was overpaid goes back before what was sold', async () => {
    world.provider.queueEffects('require_action');
    const attemptId = await world.start('fps');
    world.provider.shopperPays(attemptId, money(20_000n, 'HKD'));
    await checkAttempt(world.context, attemptId, { source: 'reconciler' });
    const { intent } = await moneyFacts(getDatabase().db, world.sessionId);
    await stripe.refunds.create({ payment_intent: intent.id, amount: 8_000, reason: 'duplicate' });
    expect(await ledgerBalances(getDatabase().db)).toMatchObject({
      customer_overpayment: 0n,
      merchant_sales: -12_000n,
    });
  });

  test('a refund is listed by its payment and charge, updated, and never another merchant’s', async () => {
    const intent = await paid();
    const one = await stripe.refunds.create({
      payment_intent: intent.id,
      amount: 1,
      metadata: { a: '1', b: '2' },
    });
    world.clock.advance(1_000);
    const two = await stripe.refunds.create({ payment_intent: intent.id, amount: 2 });
    const ids = async (params: Stripe.RefundListParams) =>
      (await stripe.refunds.list(params)).data.map(({ id }) => id);
    expect(await ids({ payment_intent: intent.id })).toEqual([two.id, one.id]);
    expect(await ids({ charge: idOf(intent.latest_charge), limit: 1 })).toEqual([two.id]);
    expect(await ids({ starting_after: two.id })).toEqual([one.id]);
    expect(await ids({ created: { gte: two.created } })).toEqual([two.id]);
    const updated = await stripe.refunds.update(one.id, { metadata: { a: '', c: '3' } });
    expect(updated.metadata).toEqual({ b: '2', c: '3' });
    expect((await stripe.refunds.update(one.id, { metadata: '' })).metadata).toEqual({});
    expect(await refusalOf(stripe.refunds.cancel(one.id))).toMatchObject({ statusCode: 400 });

    const { merchantId } = await seedMerchant(world.context);
    const other = server.stripe(await testKey(world.context, merchantId));
    for (const call of [
      () => other.refunds.retrieve(one.id),
      () => other.refunds.update(one.id, { metadata: { x: 'y' } }),
      () => other.refunds.cancel(one.id),
      () => other.refunds.create({ payment_intent: intent.id }),
      () => other.refunds.create({ charge: idOf(intent.latest_charge) }),
      () => other.refunds.list({ payment_intent: intent.id }),
      () => other.refunds.list({ charge: idOf(intent.latest_charge) }),
    ]) {
      expect(await refusalOf(call())).toMatchObject({ statusCode: 404, code: 'resource_missing' });
    }
    expect(await refusalOf(other.refunds.list({ starting_after: one.id }))).toMatchObject({
      statusCode: 400,
    });
    expect((await other.refunds.list()).data).toEqual([]);
  });

  test('what was not captured is not given back', async () => {
    world.provider.queueEffects('decline');
    await world.start('card');
    const { intent } = await moneyFacts(getDatabase().db, world.sessionId);
    const error = await refusalOf(stripe.refunds.create({ payment_intent: intent.id }));
    expect(error).toMatchObject({ code: 'charge_not_captured', param: 'payment_intent' });
  });

  test('money on the merchant’s own account is its own to send back, and the answer says how', async () => {
    const fps = await createFpsDirectWorld(getDatabase());
    handle = (request) => handleApiRequest(fps.context, request);
    const own = server.stripe(await testKey(fps.context, fps.merchantId));
    const attemptId = await fps.show();
    const { transfer } = await fps.receive({ attemptId });
    const { intent } = await moneyFacts(getDatabase().db, fps.sessionId);
    const error = await refusalOf(own.refunds.create({ payment_intent: intent.id }));
    expect(error.statusCode).toBe(400);
    expect(error.message).toContain(`POST /v1/fps_transfers/${transfer.id}/record_refund`);
  });
});
