import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { cardData, failureOf, startTestServer } from './test-server.ts';
import type { TestServer } from './test-server.ts';

let server: TestServer;
let stripe: Stripe;

beforeAll(async () => {
  server = await startTestServer();
  stripe = server.client();
});
afterAll(() => server.close());

const base = {
  amount: 12_850,
  currency: 'hkd',
  automatic_payment_methods: { enabled: true, allow_redirects: 'never' as const },
};

async function pay(number: string, extra: Partial<Stripe.PaymentIntentCreateParams> = {}) {
  const method = await stripe.paymentMethods.create(cardData(number));
  return stripe.paymentIntents.create({
    ...base,
    confirm: true,
    payment_method: method.id,
    ...extra,
  });
}

function logged(intentId: string) {
  return server.log.entries().filter((entry) => entry.paymentId === intentId);
}

describe('paying', () => {
  it.each([
    ['4242424242424242', 'visa'],
    ['5555555555554444', 'mastercard'],
    ['378282246310005', 'amex'],
    ['6200000000000005', 'unionpay'],
    ['3566002020360505', 'jcb'],
  ])('%s pays and is captured at once', async (number, brand) => {
    const cvc = brand === 'amex' ? '1234' : '123';
    const data = cardData(number);
    const method = await stripe.paymentMethods.create({ ...data, card: { ...data.card, cvc } });
    const intent = await stripe.paymentIntents.create({
      ...base,
      confirm: true,
      payment_method: method.id,
      metadata: { praya_attempt: `att_${brand}` },
      expand: ['latest_charge', 'payment_method'],
    });
    expect(intent.status).toBe('succeeded');
    expect(intent.amount_received).toBe(12_850);
    const charge = intent.latest_charge as Stripe.Charge;
    expect(charge.payment_method_details?.card).toMatchObject({
      brand,
      last4: number.slice(-4),
      checks: { cvc_check: 'pass' },
    });
    expect(charge.outcome?.type).toBe('authorized');
    expect((intent.payment_method as Stripe.PaymentMethod).card?.brand).toBe(brand);
    expect(logged(intent.id)).toMatchObject([
      {
        kind: 'captured',
        reference: `att_${brand}`,
        amountMinor: 12_850,
        currency: 'HKD',
        method: 'card',
      },
    ]);
  });

  it.each([
    ['4000000000000002', 'card_declined', 'generic_decline'],
    ['4000000000009995', 'card_declined', 'insufficient_funds'],
    ['4000000000009987', 'card_declined', 'lost_card'],
    ['4000000000009979', 'card_declined', 'stolen_card'],
    ['4000000000006975', 'card_declined', 'card_velocity_exceeded'],
    ['4100000000000019', 'card_declined', 'fraudulent'],
    ['4000000000000069', 'expired_card', undefined],
    ['4000000000000127', 'incorrect_cvc', undefined],
    ['4000000000000119', 'processing_error', undefined],
  ])('%s is refused with %s / %s', async (number, code, declineCode) => {
    const error = await failureOf(pay(number));
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(error.statusCode).toBe(402);
    expect(error.code).toBe(code);
    expect(error.decline_code).toBe(declineCode ?? '');
    expect(error.requestId).toMatch(/^req_/);
    const intent = await stripe.paymentIntents.retrieve(error.payment_intent?.id ?? '', {
      expand: ['latest_charge'],
    });
    expect(intent.status).toBe('requires_payment_method');
    expect(intent.last_payment_error?.code).toBe(code);
    const charge = intent.latest_charge as Stripe.Charge;
    expect(charge.status).toBe('failed');
    expect(charge.outcome?.type).toBe(declineCode === 'fraudulent' ? 'blocked' : 'issuer_declined');
    expect(logged(intent.id)).toMatchObject([{ kind: 'declined', detail: declineCode ?? code }]);
  });

  it('lets a declined intent be confirmed again with another card', async () => {
    const error = await failureOf(pay('4000000000009995'));
    const intent = await stripe.paymentIntents.confirm(error.payment_intent?.id ?? '', {
      payment_method: 'pm_card_visa',
    });
    expect(intent.status).toBe('succeeded');
    expect(intent.last_payment_error).toBeNull();
    expect(logged(intent.id).map(({ kind }) => kind)).toEqual(['declined', 'captured']);
  });

  it('refuses a live card, a wrong number and a past date before any intent exists', async () => {
    const live = await failureOf(stripe.paymentMethods.create(cardData('4929000000006')));
    expect(live.decline_code).toBe('test_mode_live_card');
    const wrong = await failureOf(stripe.paymentMethods.create(cardData('4242424242424241')));
    expect([wrong.code, wrong.param]).toEqual(['incorrect_number', 'number']);
    const data = cardData('4242424242424242');
    const past = await failureOf(
      stripe.paymentMethods.create({ ...data, card: { ...data.card, exp_year: 2020 } }),
    );
    expect(past.code).toBe('invalid_expiry_year');
  });
});

describe('capturing and cancelling', () => {
  it('holds, captures in part, and refunds no more than was captured', async () => {
    const held = await pay('4242424242424242', {
      capture_method: 'manual',
      metadata: { praya_attempt: 'att_hold' },
    });
    expect([held.status, held.amount_capturable]).toEqual(['requires_capture', 12_850]);
    const tooMuch = await failureOf(
      stripe.paymentIntents.capture(held.id, { amount_to_capture: 12_851 }),
    );
    expect(tooMuch.param).toBe('amount_to_capture');
    const uncaptured = await failureOf(stripe.refunds.create({ payment_intent: held.id }));
    expect(uncaptured.statusCode).toBe(400);
    const captured = await stripe.paymentIntents.capture(held.id, { amount_to_capture: 10_000 });
    expect([captured.status, captured.amount_received]).toEqual(['succeeded', 10_000]);

    const first = await stripe.refunds.create({ payment_intent: held.id, amount: 4000 });
    expect(first).toMatchObject({ status: 'succeeded', amount: 4000, payment_intent: held.id });
    const over = await failureOf(stripe.refunds.create({ payment_intent: held.id, amount: 6001 }));
    expect(over.message).toBe(
      'Refund amount (HK$60.01) is greater than unrefunded amount on charge (HK$60.00)',
    );
    await stripe.refunds.create({ payment_intent: held.id });
    const none = await failureOf(stripe.refunds.create({ payment_intent: held.id }));
    expect(none.code).toBe('charge_already_refunded');
    const listed = await stripe.refunds.list({ payment_intent: held.id });
    expect(listed.data.map(({ amount }) => amount)).toEqual([6000, 4000]);
    expect(logged(held.id).map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
      ['authorized', 12_850],
      ['captured', 10_000],
      ['refunded', 4000],
      ['refunded', 6000],
    ]);
  });

  it('cancels a hold, and a canceled intent can be neither confirmed nor captured', async () => {
    const held = await pay('4242424242424242', { capture_method: 'manual' });
    const canceled = await stripe.paymentIntents.cancel(held.id, {
      cancellation_reason: 'requested_by_customer',
    });
    expect(canceled).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'requested_by_customer',
    });
    for (const call of [
      stripe.paymentIntents.confirm(held.id, { payment_method: 'pm_card_visa' }),
      stripe.paymentIntents.capture(held.id),
      stripe.paymentIntents.cancel(held.id),
    ]) {
      const error = await failureOf(call);
      expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
      expect(error.code).toBe('payment_intent_unexpected_state');
      expect(error.payment_intent?.status).toBe('canceled');
    }
    expect(logged(held.id).map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
      ['authorized', 12_850],
      ['canceled', 12_850],
    ]);
  });

  it('refuses to confirm or cancel what has succeeded', async () => {
    const paid = await pay('4242424242424242');
    const again = await failureOf(
      stripe.paymentIntents.confirm(paid.id, { payment_method: 'pm_card_visa' }),
    );
    expect(again.code).toBe('payment_intent_unexpected_state');
    expect(again.payment_intent?.status).toBe('succeeded');
    expect((await failureOf(stripe.paymentIntents.cancel(paid.id))).code).toBe(
      'payment_intent_unexpected_state',
    );
    expect(logged(paid.id)).toHaveLength(1);
  });
});

describe('confirmation tokens', () => {
  it('are good for one confirmation', async () => {
    const token = await stripe.testHelpers.confirmationTokens.create({
      payment_method: 'pm_card_visa',
    });
    const params = { ...base, confirm: true, confirmation_token: token.id };
    const paid = await stripe.paymentIntents.create(params);
    expect(paid.status).toBe('succeeded');
    const seen = await stripe.confirmationTokens.retrieve(token.id);
    expect(seen).toMatchObject({
      payment_intent: paid.id,
      payment_method_preview: { type: 'card', card: { brand: 'visa', last4: '4242' } },
    });
    const reused = await failureOf(stripe.paymentIntents.create(params));
    expect(reused.code).toBe('token_already_used');
  });

  it('expire after 12 hours, and the refused create leaves no intent behind', async () => {
    const own = await startTestServer();
    const client = own.client();
    const token = await client.testHelpers.confirmationTokens.create({
      payment_method: 'pm_card_visa',
    });
    own.advance(12 * 60 * 60 * 1000 + 1000);
    const error = await failureOf(
      client.paymentIntents.create({ ...base, confirm: true, confirmation_token: token.id }),
    );
    expect(error.message).toContain('has expired');
    expect((await client.paymentIntents.list()).data).toEqual([]);
    expect(own.log.entries()).toEqual([]);
    await own.close();
  });
});

describe('a hold', () => {
  it('lapses after 7 days', async () => {
    const own = await startTestServer();
    const client = own.client();
    const held = await client.paymentIntents.create({
      ...base,
      confirm: true,
      payment_method: 'pm_card_visa',
      capture_method: 'manual',
    });
    own.advance(7 * 24 * 60 * 60 * 1000 + 1000);
    expect((await failureOf(client.paymentIntents.capture(held.id))).code).toBe(
      'payment_intent_unexpected_state',
    );
    const lapsed = await client.paymentIntents.retrieve(held.id);
    expect([lapsed.status, lapsed.cancellation_reason]).toEqual(['canceled', 'automatic']);
    await own.close();
  });
});

describe('parameters', () => {
  it.each([
    [{ ...base, amount: 399 }, 'amount', 'amount_too_small'],
    [{ ...base, currency: 'xx1' }, 'currency', undefined],
    [{ ...base, colour: 'red' }, 'colour', 'parameter_unknown'],
    [{ currency: 'hkd' }, 'amount', 'parameter_missing'],
    [{ ...base, customer: 'cus_1' }, 'customer', 'resource_missing'],
    [{ ...base, payment_method: 'pm_none' }, 'payment_method', 'resource_missing'],
  ])('%j is refused', async (params, param, code) => {
    const error = await failureOf(
      // Deliberately wrong parameters.
      stripe.paymentIntents.create(params as Stripe.PaymentIntentCreateParams),
    );
    expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
    expect([error.param, error.code]).toEqual([param, code]);
  });

  it('asks for a return_url when methods may redirect', async () => {
    const error = await failureOf(
      stripe.paymentIntents.create({
        amount: 1000,
        currency: 'hkd',
        confirm: true,
        payment_method: 'pm_card_visa',
      }),
    );
    expect(error.param).toBe('return_url');
  });

  it('keeps accounts apart and refuses live and missing keys', async () => {
    const paid = await pay('4242424242424242');
    const other = await failureOf(server.client('sk_test_other').paymentIntents.retrieve(paid.id));
    expect([other.statusCode, other.code]).toEqual([404, 'resource_missing']);
    const live = await failureOf(server.client('sk_live_abcdefgh1234').balance.retrieve());
    expect(live).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
    expect(live.message).not.toContain('abcdefgh');
    const publishable = await failureOf(server.client('pk_test_harbour').paymentIntents.list());
    expect(publishable.code).toBe('secret_key_required');
    const basic = await fetch(`${server.origin}/v1/balance`, {
      headers: { Authorization: `Basic ${Buffer.from('sk_test_harbour:').toString('base64')}` },
    });
    expect(basic.status).toBe(200);
  });

  it('changes metadata key by key', async () => {
    const intent = await stripe.paymentIntents.create({ ...base, metadata: { a: '1', b: '2' } });
    const updated = await stripe.paymentIntents.update(intent.id, {
      metadata: { a: '', c: '3' },
      amount: 5000,
    });
    expect([updated.metadata, updated.amount]).toEqual([{ b: '2', c: '3' }, 5000]);
  });
});
