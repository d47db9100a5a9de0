import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { failureOf, startTestServer } from './test-server.ts';
import type { TestServer } from './test-server.ts';

let server: TestServer;
let stripe: Stripe;

beforeEach(async () => {
  server = await startTestServer();
  stripe = server.client();
});
afterEach(() => server.close());

const payment = {
  amount: 5000,
  currency: 'hkd',
  automatic_payment_methods: { enabled: true, allow_redirects: 'never' as const },
  confirm: true,
  payment_method: 'pm_card_visa',
  metadata: { praya_attempt: 'att_1' },
};

describe('idempotency keys', () => {
  it('replay the answer of the same request and charge once', async () => {
    const first = await stripe.paymentIntents.create(payment, { idempotencyKey: 'k1' });
    const second = await stripe.paymentIntents.create(payment, { idempotencyKey: 'k1' });
    expect(second.id).toBe(first.id);
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(second.lastResponse.headers['original-request']).toBe(first.lastResponse.requestId);
    expect(server.log.entries()).toHaveLength(1);
  });

  it('refuse other parameters, also on another path', async () => {
    await stripe.paymentIntents.create(payment, { idempotencyKey: 'k2' });
    const other = await failureOf(
      stripe.paymentIntents.create({ ...payment, amount: 5001 }, { idempotencyKey: 'k2' }),
    );
    expect(other).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    expect(other.statusCode).toBe(400);
    expect(server.log.entries()).toHaveLength(1);
  });

  it('replay a decline', async () => {
    const declined = { ...payment, payment_method: 'pm_card_chargeDeclined' };
    const first = await failureOf(stripe.paymentIntents.create(declined, { idempotencyKey: 'k3' }));
    const second = await failureOf(
      stripe.paymentIntents.create(declined, { idempotencyKey: 'k3' }),
    );
    expect(second.payment_intent?.id).toBe(first.payment_intent?.id);
    expect(server.log.entries()).toHaveLength(1);
  });

  it('are not spent on parameters that fail validation', async () => {
    await failureOf(
      stripe.paymentIntents.create({ ...payment, amount: 1 }, { idempotencyKey: 'k4' }),
    );
    const paid = await stripe.paymentIntents.create(payment, { idempotencyKey: 'k4' });
    expect(paid.status).toBe('succeeded');
  });

  it('answer 409 while the first request is at work', async () => {
    server.faults.arm({ kind: 'latency', operation: 'payment_intents.create', delayMs: 300 });
    const first = stripe.paymentIntents.create(payment, { idempotencyKey: 'k5' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const second = await failureOf(stripe.paymentIntents.create(payment, { idempotencyKey: 'k5' }));
    expect([second.statusCode, second.code]).toEqual([409, 'idempotency_key_in_use']);
    expect((await first).status).toBe('succeeded');
    expect(server.log.entries()).toHaveLength(1);
  });

  it('are forgotten after 24 hours', async () => {
    const first = await stripe.paymentIntents.create(payment, { idempotencyKey: 'k6' });
    server.advance(24 * 60 * 60 * 1000 + 1000);
    const second = await stripe.paymentIntents.create(payment, { idempotencyKey: 'k6' });
    expect(second.id).not.toBe(first.id);
  });
});

describe('faults', () => {
  const options = { idempotencyKey: 'f1', timeout: 250 };

  it('a timeout before the effect charges nothing, and the key is still good', async () => {
    server.faults.arm({ kind: 'timeout_before_effect', operation: 'payment_intents.confirm' });
    const error = await failureOf(stripe.paymentIntents.create(payment, options));
    expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    expect(server.log.entries()).toEqual([]);
    expect((await stripe.paymentIntents.create(payment, options)).status).toBe('succeeded');
    expect(server.log.entries()).toHaveLength(1);
  });

  it('a timeout after the effect has charged, and the same key tells', async () => {
    server.faults.arm({ kind: 'timeout_after_effect', operation: 'payment_intents.create' });
    await failureOf(stripe.paymentIntents.create(payment, options));
    expect(server.log.entries()).toMatchObject([{ kind: 'captured', reference: 'att_1' }]);
    const replayed = await stripe.paymentIntents.create(payment, options);
    expect(replayed.status).toBe('succeeded');
    expect(server.log.entries()).toHaveLength(1);
  });

  it('an error after the effect is kept under the key, and search finds the charge', async () => {
    server.faults.arm({
      kind: 'error_after_effect',
      operation: 'payment_intents.create',
      status: 502,
    });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const error = await failureOf(stripe.paymentIntents.create(payment, options));
      expect(error).toBeInstanceOf(Stripe.errors.StripeAPIError);
      expect(error.statusCode).toBe(502);
    }
    const found = await stripe.paymentIntents.search({
      query: "metadata['praya_attempt']:'att_1'",
    });
    expect(found.data.map(({ status }) => status)).toEqual(['succeeded']);
    expect(server.log.entries()).toHaveLength(1);
  });

  it('an error before the effect does nothing and is not kept', async () => {
    server.faults.arm({ kind: 'error_before_effect', operation: 'refunds.create' });
    const paid = await stripe.paymentIntents.create(payment);
    const refund = { payment_intent: paid.id };
    const error = await failureOf(stripe.refunds.create(refund, { idempotencyKey: 'r1' }));
    expect(error.statusCode).toBe(500);
    expect((await stripe.refunds.create(refund, { idempotencyKey: 'r1' })).amount).toBe(5000);
  });

  it('an error that is kept does nothing, and is answered again until another key is used', async () => {
    server.faults.arm({ kind: 'error_kept', operation: 'payment_intents.create' });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const error = await failureOf(stripe.paymentIntents.create(payment, options));
      expect(error.statusCode).toBe(500);
    }
    expect(server.log.entries()).toEqual([]);
    const paid = await stripe.paymentIntents.create(payment, { idempotencyKey: 'f2' });
    expect(paid.status).toBe('succeeded');
  });

  it('a refused request does not use up a fault after the effect', async () => {
    server.faults.arm({ kind: 'error_after_effect', operation: 'payment_intents.create' });
    await failureOf(stripe.paymentIntents.create({ ...payment, payment_method: 'pm_none' }));
    expect(server.faults.list()).toHaveLength(1);
  });
});
