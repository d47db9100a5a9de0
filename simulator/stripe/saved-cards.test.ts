import type Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { cardData, failureOf, startTestServer } from './test-server.ts';
import type { TestServer } from './test-server.ts';

let server: TestServer;
let stripe: Stripe;

beforeEach(async () => {
  server = await startTestServer();
  stripe = server.client();
});
afterEach(() => server.close());

const base = {
  amount: 5000,
  currency: 'hkd',
  automatic_payment_methods: { enabled: true, allow_redirects: 'never' as const },
};

function kinds(intentId: string | undefined): string[] {
  return server.log
    .entries()
    .filter(({ paymentId }) => paymentId === intentId)
    .map(({ kind }) => kind);
}

function eventTypes(): string[] {
  return server.sent.map(({ type }) => type);
}

/** A card of this number, kept for a new customer without authentication. */
async function kept(number: string): Promise<{ customer: string; payment_method: string }> {
  const customer = await stripe.customers.create({ email: 'mei@example.com' });
  const method = await stripe.paymentMethods.create(cardData(number));
  await stripe.paymentMethods.attach(method.id, { customer: customer.id });
  return { customer: customer.id, payment_method: method.id };
}

describe('customers', () => {
  it('are made, changed, listed by e-mail and deleted, and are read as deleted from then on', async () => {
    await stripe.webhookEndpoints.create({ url: 'http://localhost/hook', enabled_events: ['*'] });
    const made = await stripe.customers.create({
      email: 'mei@example.com',
      name: '陳美',
      metadata: { shop: 'tea' },
    });
    expect(made).toMatchObject({ object: 'customer', name: '陳美', metadata: { shop: 'tea' } });
    await stripe.customers.create({ email: 'other@example.com' });
    const changed = await stripe.customers.update(made.id, { name: '', phone: '+85291234567' });
    expect([changed.name, changed.phone]).toEqual([null, '+85291234567']);
    const found = await stripe.customers.list({ email: 'mei@example.com' });
    expect(found.data.map(({ id }) => id)).toEqual([made.id]);
    expect(await stripe.customers.del(made.id)).toMatchObject({ deleted: true });
    expect(await stripe.customers.retrieve(made.id)).toMatchObject({ deleted: true });
    expect((await stripe.customers.list()).data).toHaveLength(1);
    for (const refused of [
      stripe.customers.update(made.id, { name: 'x' }),
      stripe.paymentIntents.create({ ...base, customer: made.id }),
    ]) {
      expect((await failureOf(refused)).code).toBe('resource_missing');
    }
    expect(eventTypes()).toEqual([
      'customer.created',
      'customer.created',
      'customer.updated',
      'customer.deleted',
    ]);
  });

  it('are made once for a key', async () => {
    const options = { idempotencyKey: 'c1' };
    const first = await stripe.customers.create({ name: 'A' }, options);
    expect((await stripe.customers.create({ name: 'A' }, options)).id).toBe(first.id);
  });

  it('keep payment methods, which nobody else can keep or use', async () => {
    const { customer, payment_method } = await kept('4242424242424242');
    const other = await stripe.customers.create({});
    expect((await stripe.customers.listPaymentMethods(customer)).data).toMatchObject([
      { id: payment_method, customer, card: { last4: '4242' } },
    ]);
    const listed = await stripe.paymentMethods.list({ customer, type: 'card' });
    expect(listed.data.map(({ id }) => id)).toEqual([payment_method]);
    expect((await stripe.customers.listPaymentMethods(other.id)).data).toEqual([]);
    const taken = await failureOf(
      stripe.paymentMethods.attach(payment_method, { customer: other.id }),
    );
    expect(taken.message).toContain('already been attached');
    for (const wrong of [{}, { customer: other.id }]) {
      const error = await failureOf(
        stripe.paymentIntents.create({ ...base, ...wrong, confirm: true, payment_method }),
      );
      expect([error.statusCode, error.param]).toEqual([400, 'payment_method']);
    }
    expect(server.log.entries()).toEqual([]);
  });

  it('lose what is detached for good', async () => {
    const { customer, payment_method } = await kept('4242424242424242');
    await stripe.customers.update(customer, {
      invoice_settings: { default_payment_method: payment_method },
    });
    const detached = await stripe.paymentMethods.detach(payment_method);
    expect(detached.customer).toBeNull();
    const left = (await stripe.customers.retrieve(customer)) as Stripe.Customer;
    expect(left.invoice_settings.default_payment_method).toBeNull();
    expect((await stripe.customers.listPaymentMethods(customer)).data).toEqual([]);
    for (const refused of [
      stripe.paymentMethods.attach(payment_method, { customer }),
      stripe.paymentIntents.create({ ...base, customer, confirm: true, payment_method }),
    ]) {
      expect((await failureOf(refused)).code).toBe('payment_method_unexpected_state');
    }
    const twice = await failureOf(stripe.paymentMethods.detach(payment_method));
    expect(twice.statusCode).toBe(400);
  });

  it.each(['4000000000000002', '4000000000009995'])(
    'do not get a card whose issuer refuses it: %s',
    async (number) => {
      const error = await failureOf(kept(number));
      expect([error.statusCode, error.code]).toEqual([402, 'card_declined']);
    },
  );
});

describe('a card kept with a payment', () => {
  it('is the customer’s from the payment on, and is charged again', async () => {
    await stripe.webhookEndpoints.create({ url: 'http://localhost/hook', enabled_events: ['*'] });
    const { id: customer } = await stripe.customers.create({});
    const token = await stripe.testHelpers.confirmationTokens.create({
      payment_method: 'pm_card_visa',
      setup_future_usage: 'off_session',
    });
    const paid = await stripe.paymentIntents.create({
      ...base,
      customer,
      confirm: true,
      confirmation_token: token.id,
      setup_future_usage: 'off_session',
      expand: ['payment_method', 'customer', 'latest_charge'],
    });
    expect(paid).toMatchObject({
      status: 'succeeded',
      setup_future_usage: 'off_session',
      customer: { id: customer },
      payment_method: { customer },
      latest_charge: { customer },
    });
    const again = await stripe.paymentIntents.create({
      ...base,
      customer,
      confirm: true,
      off_session: true,
      payment_method: (paid.payment_method as Stripe.PaymentMethod).id,
    });
    expect(again.status).toBe('succeeded');
    expect(kinds(again.id)).toEqual(['captured']);
    const listed = await stripe.paymentIntents.list({ customer });
    expect(listed.data).toHaveLength(2);
    expect(eventTypes()).toContain('payment_method.attached');
  });

  it('is kept when a hold is placed, and not when the payment is declined', async () => {
    const { id: customer } = await stripe.customers.create({});
    const keep = { ...base, customer, confirm: true, setup_future_usage: 'off_session' as const };
    await stripe.paymentIntents.create({
      ...keep,
      capture_method: 'manual',
      payment_method: 'pm_card_visa',
    });
    await failureOf(
      stripe.paymentIntents.create({ ...keep, payment_method: 'pm_card_chargeDeclined' }),
    );
    const { data } = await stripe.customers.listPaymentMethods(customer);
    expect(data.map(({ card }) => card?.last4)).toEqual(['4242']);
  });

  it('is not kept when nobody asked', async () => {
    const { id: customer } = await stripe.customers.create({});
    const paid = await stripe.paymentIntents.create({
      ...base,
      customer,
      confirm: true,
      payment_method: 'pm_card_visa',
    });
    expect((await stripe.customers.listPaymentMethods(customer)).data).toEqual([]);
    const again = await failureOf(
      stripe.paymentIntents.create({
        ...base,
        customer,
        confirm: true,
        payment_method: String(paid.payment_method),
      }),
    );
    expect(again.code).toBe('payment_method_unexpected_state');
  });
});

describe('an off-session payment', () => {
  const offSession = { ...base, confirm: true, off_session: true };

  it.each([
    ['4242424242424242', 'succeeded', undefined],
    ['4000003800000446', 'succeeded', undefined],
    ['4000002500003155', 'refused', 'authentication_required'],
    ['4000002760003184', 'refused', 'authentication_required'],
    ['4000000000000341', 'refused', 'card_declined'],
  ])('with %s that was only attached is %s', async (number, end, code) => {
    const card = await kept(number);
    const charge = stripe.paymentIntents.create({ ...offSession, ...card });
    if (end === 'succeeded') {
      expect((await charge).status).toBe(end);
      return;
    }
    const error = await failureOf(charge);
    expect([error.statusCode, error.code]).toEqual([402, code]);
    expect(error.payment_intent).toMatchObject({
      status: 'requires_payment_method',
      customer: card.customer,
      last_payment_error: { code, payment_method: { id: card.payment_method } },
    });
    expect(kinds(error.payment_intent?.id)).toEqual(['declined']);
    // The card stays with its customer: the shopper can come and authenticate.
    expect((await stripe.customers.listPaymentMethods(card.customer)).data).toHaveLength(1);
  });

  it('refused for want of authentication is paid by the shopper in person', async () => {
    const card = await kept('4000002760003184');
    const error = await failureOf(stripe.paymentIntents.create({ ...offSession, ...card }));
    const { id } = error.payment_intent ?? { id: '' };
    const intent = await stripe.paymentIntents.confirm(id, {
      payment_method: card.payment_method,
      use_stripe_sdk: true,
    });
    expect(intent.status).toBe('requires_action');
    const action = intent.next_action?.use_stripe_sdk as { stripe_js: string }; // the simulator's own shape
    await fetch(action.stripe_js, {
      method: 'POST',
      body: new URLSearchParams({ outcome: 'complete' }),
    });
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('succeeded');
    expect(kinds(id)).toEqual(['declined', 'captured']);
  });

  it('is made once for a key, also when its answer is lost', async () => {
    const card = await kept('4242424242424242');
    const options = { idempotencyKey: 'off1', timeout: 250 };
    server.faults.arm({ kind: 'timeout_after_effect', operation: 'payment_intents.create' });
    await failureOf(stripe.paymentIntents.create({ ...offSession, ...card }, options));
    const replayed = await stripe.paymentIntents.create({ ...offSession, ...card }, options);
    expect(kinds(replayed.id)).toEqual(['captured']);
    expect(server.log.entries()).toHaveLength(1);
  });

  it('cannot ask that the card be kept', async () => {
    const card = await kept('4242424242424242');
    const error = await failureOf(
      stripe.paymentIntents.create({ ...offSession, ...card, setup_future_usage: 'off_session' }),
    );
    expect([error.statusCode, error.param]).toEqual([400, 'off_session']);
  });
});
