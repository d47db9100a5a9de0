import Stripe from 'stripe';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { failureOf, startTestServer } from './test-server.ts';
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

it('lists newest first and pages by the SDK without loss or repetition', async () => {
  const made: string[] = [];
  for (let index = 0; index < 7; index += 1) {
    const { id } = await stripe.paymentIntents.create({ ...base, amount: 5000 + index });
    made.unshift(id);
  }
  const paged: string[] = [];
  for await (const intent of stripe.paymentIntents.list({ limit: 3 })) paged.push(intent.id);
  expect(paged).toEqual(made);
  const before = await stripe.paymentIntents.list({ limit: 2, ending_before: made[4] ?? '' });
  expect(before.data.map(({ id }) => id)).toEqual(made.slice(2, 4));
  expect(before.has_more).toBe(true);
});

it('finds intents by metadata and status', async () => {
  for (const [attempt, method] of [
    ['a1', 'pm_card_visa'],
    ['a2', 'pm_card_visa'],
    ["o'hara", undefined],
  ] as const) {
    await stripe.paymentIntents.create({
      ...base,
      ...(method === undefined ? {} : { confirm: true, payment_method: method }),
      metadata: { praya_attempt: attempt, shop: 'tea' },
    });
  }
  const search = async (query: string): Promise<(string | undefined)[]> => {
    const found = await stripe.paymentIntents.search({ query, expand: ['data.latest_charge'] });
    return found.data.map(({ metadata }) => metadata['praya_attempt']);
  };
  expect(await search("metadata['praya_attempt']:'a1'")).toEqual(['a1']);
  expect(await search(`metadata["praya_attempt"]:"o'hara"`)).toEqual(["o'hara"]);
  expect(await search("metadata['shop']:'tea' AND status:'succeeded'")).toEqual(['a2', 'a1']);
  expect(await search("status:'succeeded' OR status:'requires_payment_method'")).toHaveLength(3);
  expect(await search("metadata['shop']:'tea' AND -status:'succeeded'")).toEqual(["o'hara"]);
  expect(await search("metadata['gift']:null AND status:'succeeded'")).toHaveLength(2);
  expect(await search("amount>4999 AND metadata['praya_attempt']:'none'")).toEqual([]);
  const all: string[] = [];
  for await (const intent of stripe.paymentIntents.search({ query: "currency:'hkd'", limit: 2 })) {
    all.push(intent.id);
  }
  expect(new Set(all).size).toBe(3);
  for (const query of ['colour:"red"', 'status=succeeded', '']) {
    expect((await failureOf(stripe.paymentIntents.search({ query }))).param).toBe('query');
  }
});

it('expands charges in lists and says so when a property cannot be expanded', async () => {
  await stripe.paymentIntents.create({ ...base, confirm: true, payment_method: 'pm_card_visa' });
  const list = await stripe.paymentIntents.list({ expand: ['data.latest_charge.refunds'] });
  const charge = list.data[0]?.latest_charge as Stripe.Charge;
  expect(charge.refunds?.data).toEqual([]);
  const error = await failureOf(stripe.paymentIntents.list({ expand: ['data.amount'] }));
  expect(error.message).toBe('This property cannot be expanded (data.amount).');
});

it('sends signed events to the endpoints that want them', async () => {
  const all = await stripe.webhookEndpoints.create({
    url: 'http://localhost:3000/hooks/stripe',
    enabled_events: ['*'],
  });
  await stripe.webhookEndpoints.create({
    url: 'http://localhost:3000/hooks/refunds',
    enabled_events: ['charge.refunded'],
  });
  expect(all.secret).toMatch(/^whsec_/);
  expect((await stripe.webhookEndpoints.retrieve(all.id)).secret).toBeUndefined();
  const paid = await stripe.paymentIntents.create(
    { ...base, confirm: true, payment_method: 'pm_card_visa' },
    { idempotencyKey: 'key-events' },
  );
  await stripe.refunds.create({ payment_intent: paid.id, amount: 100 });
  await failureOf(
    stripe.paymentIntents.create({
      ...base,
      confirm: true,
      payment_method: 'pm_card_chargeDeclined',
    }),
  );
  const types = (url: string): string[] =>
    server.sent.filter(({ target }) => target.url.endsWith(url)).map(({ type }) => type);
  expect(types('/stripe')).toEqual([
    'payment_intent.created',
    'charge.succeeded',
    'payment_intent.succeeded',
    'refund.created',
    'charge.refunded',
    'refund.updated',
    'payment_intent.created',
    'charge.failed',
    'payment_intent.payment_failed',
  ]);
  expect(types('/refunds')).toEqual(['charge.refunded']);
  const sent = server.sent.find(({ type }) => type === 'payment_intent.succeeded');
  if (sent === undefined || all.secret === undefined) throw new Error('no event was sent');
  const header = sent.sign(sent.body, all.secret, new Date())['Stripe-Signature'] ?? '';
  const event = stripe.webhooks.constructEvent(sent.body, header, all.secret);
  expect(event.id).toBe(sent.eventId);
  expect(event.request?.idempotency_key).toBe('key-events');
  expect(event.data.object).toMatchObject({ id: paid.id, status: 'succeeded' });
  const stale = sent.sign(sent.body, all.secret, new Date(Date.now() - 301_000));
  expect(() =>
    stripe.webhooks.constructEvent(sent.body, stale['Stripe-Signature'] ?? '', all.secret ?? ''),
  ).toThrow(Stripe.errors.StripeSignatureVerificationError);
  const listed = await stripe.events.list({ type: 'payment_intent.succeeded' });
  expect(listed.data.map(({ id }) => id)).toEqual([event.id]);
  await stripe.webhookEndpoints.del(all.id);
  expect((await stripe.webhookEndpoints.list()).data).toHaveLength(1);
});

it('answers the balance as captured less refunded', async () => {
  const paid = await stripe.paymentIntents.create({
    ...base,
    confirm: true,
    payment_method: 'pm_card_visa',
  });
  await stripe.refunds.create({ payment_intent: paid.id, amount: 1500 });
  const balance = await stripe.balance.retrieve();
  expect(balance.available).toMatchObject([{ currency: 'hkd', amount: 3500 }]);
});
