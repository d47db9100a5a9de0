import type Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { failureOf, startTestServer } from './test-server.ts';
import type { TestServer } from './test-server.ts';

let server: TestServer;
let stripe: Stripe;
let customer: string;

beforeEach(async () => {
  server = await startTestServer();
  stripe = server.client();
  ({ id: customer } = await stripe.customers.create({}));
  await stripe.webhookEndpoints.create({
    url: 'http://localhost/hook',
    enabled_events: [
      'setup_intent.created',
      'setup_intent.requires_action',
      'setup_intent.succeeded',
      'setup_intent.setup_failed',
      'setup_intent.canceled',
      'payment_method.attached',
    ],
  });
});
afterEach(() => server.close());

const noRedirects = { enabled: true, allow_redirects: 'never' as const };

function eventTypes(): string[] {
  return server.sent.map(({ type }) => type);
}

async function start(
  card: string,
  extra: Partial<Stripe.SetupIntentCreateParams> = {},
  options: Stripe.RequestOptions = {},
): Promise<Stripe.SetupIntent> {
  const token = await stripe.testHelpers.confirmationTokens.create({ payment_method: card });
  return stripe.setupIntents.create(
    {
      customer,
      automatic_payment_methods: noRedirects,
      confirm: true,
      confirmation_token: token.id,
      use_stripe_sdk: true,
      ...extra,
    },
    options,
  );
}

async function answerChallenge(
  intent: Stripe.SetupIntent,
  outcome: 'complete' | 'fail',
): Promise<Response> {
  const action = intent.next_action?.use_stripe_sdk as { stripe_js: string } | undefined; // the simulator's own shape
  const url = action?.stripe_js ?? intent.next_action?.redirect_to_url?.url ?? '';
  expect(await (await fetch(url)).text()).toContain('authenticate that this card is saved');
  return fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ outcome }),
    redirect: 'manual',
  });
}

async function keptCards(): Promise<(string | undefined)[]> {
  const { data } = await stripe.customers.listPaymentMethods(customer);
  return data.map(({ card }) => card?.last4);
}

describe('a card that is set up', () => {
  it('is kept for the customer, and no money moves', async () => {
    const intent = await start('pm_card_visa', { expand: ['payment_method'] });
    expect(intent).toMatchObject({
      status: 'succeeded',
      usage: 'off_session',
      customer,
      payment_method: { customer, card: { brand: 'visa', last4: '4242' } },
    });
    expect(await keptCards()).toEqual(['4242']);
    expect(server.log.entries()).toEqual([]);
    expect(eventTypes()).toEqual([
      'setup_intent.created',
      'payment_method.attached',
      'setup_intent.succeeded',
    ]);
  });

  it('is refused with the intent inside where its issuer refuses it', async () => {
    const error = await failureOf(start('pm_card_chargeDeclinedInsufficientFunds'));
    expect([error.statusCode, error.code, error.decline_code]).toEqual([
      402,
      'card_declined',
      'insufficient_funds',
    ]);
    expect(error.setup_intent).toMatchObject({
      status: 'requires_payment_method',
      last_setup_error: { code: 'card_declined', decline_code: 'insufficient_funds' },
    });
    expect(await keptCards()).toEqual([]);
    expect(eventTypes()).toEqual(['setup_intent.created', 'setup_intent.setup_failed']);
    const other = await stripe.setupIntents.confirm(error.setup_intent?.id ?? '', {
      payment_method: 'pm_card_visa',
    });
    expect([other.status, other.last_setup_error]).toEqual(['succeeded', null]);
  });

  it('can be kept though every charge of it is declined', async () => {
    const intent = await start('pm_card_chargeCustomerFail');
    expect(intent.status).toBe('succeeded');
    const error = await failureOf(
      stripe.paymentIntents.create({
        amount: 5000,
        currency: 'hkd',
        customer,
        confirm: true,
        off_session: true,
        automatic_payment_methods: noRedirects,
        payment_method: String(intent.payment_method),
      }),
    );
    expect(error.code).toBe('card_declined');
  });
});

describe('3-D Secure', () => {
  it.each([
    ['off_session', 'succeeded'],
    ['on_session', 'authentication_required'],
  ] as const)(
    'completed for %s use: the next charge without the shopper is %s',
    async (usage, end) => {
      const asked = await start('pm_card_authenticationRequiredOnSetup', { usage });
      expect(asked.status).toBe('requires_action');
      expect(await keptCards()).toEqual([]);
      await answerChallenge(asked, 'complete');
      const done = await stripe.setupIntents.retrieve(asked.id);
      expect(done.status).toBe('succeeded');
      expect(await keptCards()).toEqual(['3155']);
      expect(eventTypes()).toEqual([
        'setup_intent.created',
        'setup_intent.requires_action',
        'payment_method.attached',
        'setup_intent.succeeded',
      ]);
      const charge = stripe.paymentIntents.create({
        amount: 5000,
        currency: 'hkd',
        customer,
        confirm: true,
        off_session: true,
        automatic_payment_methods: noRedirects,
        payment_method: String(done.payment_method),
      });
      if (end === 'succeeded') expect((await charge).status).toBe(end);
      else expect((await failureOf(charge)).code).toBe(end);
    },
  );

  it('failed leaves nothing kept and says why', async () => {
    const asked = await start('pm_card_threeDSecure2Required');
    await answerChallenge(asked, 'fail');
    expect(await stripe.setupIntents.retrieve(asked.id)).toMatchObject({
      status: 'requires_payment_method',
      last_setup_error: { code: 'setup_intent_authentication_failure' },
    });
    expect(await keptCards()).toEqual([]);
    expect(eventTypes().at(-1)).toBe('setup_intent.setup_failed');
  });

  it('as a page of its own comes back to return_url with the intent’s name', async () => {
    const asked = await start('pm_card_threeDSecure2Required', {
      use_stripe_sdk: false,
      return_url: 'http://localhost:3000/back?a=1',
    });
    const answered = await answerChallenge(asked, 'complete');
    const back = new URL(answered.headers.get('location') ?? '');
    expect(Object.fromEntries(back.searchParams)).toEqual({
      a: '1',
      setup_intent: asked.id,
      setup_intent_client_secret: asked.client_secret,
      redirect_status: 'succeeded',
    });
  });

  it('cannot be answered once the setup is cancelled', async () => {
    const asked = await start('pm_card_threeDSecure2Required');
    const action = asked.next_action?.use_stripe_sdk as { stripe_js: string }; // the simulator's own shape
    const canceled = await stripe.setupIntents.cancel(asked.id, {
      cancellation_reason: 'abandoned',
    });
    expect([canceled.status, canceled.cancellation_reason]).toEqual(['canceled', 'abandoned']);
    expect((await fetch(action.stripe_js)).status).toBe(410);
    for (const refused of [
      stripe.setupIntents.confirm(asked.id, { payment_method: 'pm_card_visa' }),
      stripe.setupIntents.cancel(asked.id),
      stripe.setupIntents.update(asked.id, { description: 'x' }),
    ]) {
      expect((await failureOf(refused)).code).toBe('setup_intent_unexpected_state');
    }
  });
});

describe('a setup', () => {
  it('is made once for a key, also when its answer is lost', async () => {
    const token = await stripe.testHelpers.confirmationTokens.create({
      payment_method: 'pm_card_visa',
    });
    const params = {
      customer,
      automatic_payment_methods: noRedirects,
      confirm: true,
      confirmation_token: token.id,
    };
    const options = { idempotencyKey: 's1', timeout: 250 };
    server.faults.arm({ kind: 'timeout_after_effect', operation: 'setup_intents.confirm' });
    await failureOf(stripe.setupIntents.create(params, options));
    const replayed = await stripe.setupIntents.create(params, options);
    expect(replayed.status).toBe('succeeded');
    expect((await stripe.setupIntents.list({ customer })).data.map(({ id }) => id)).toEqual([
      replayed.id,
    ]);
    const used = await stripe.confirmationTokens.retrieve(token.id);
    expect([used.setup_intent, used.payment_intent]).toEqual([replayed.id, null]);
  });

  it('waits for a card when it is created without one', async () => {
    const intent = await stripe.setupIntents.create({
      customer,
      automatic_payment_methods: noRedirects,
      allowed_payment_method_types: ['card'],
      metadata: { a: '1' },
    });
    expect([intent.status, intent.payment_method]).toEqual(['requires_payment_method', null]);
    const ready = await stripe.setupIntents.update(intent.id, {
      payment_method: 'pm_card_visa',
      metadata: { b: '2' },
    });
    expect([ready.status, ready.metadata]).toEqual(['requires_confirmation', { a: '1', b: '2' }]);
    expect((await stripe.setupIntents.confirm(intent.id)).status).toBe('succeeded');
  });

  it('shows the browser neither its customer nor its metadata', async () => {
    const intent = await stripe.setupIntents.create({ customer, metadata: { secret: 'yes' } });
    const seen = await server
      .client('pk_test_harbour')
      .setupIntents.retrieve(intent.id, { client_secret: intent.client_secret ?? '' });
    expect(seen.status).toBe('requires_payment_method');
    expect([seen.customer, seen.metadata]).toEqual([undefined, undefined]);
    const blind = await failureOf(
      server.client('pk_test_harbour').setupIntents.retrieve(intent.id, { client_secret: 'no' }),
    );
    expect(blind.code).toBe('setup_intent_invalid_parameter');
  });

  it.each([
    [{ customer: 'cus_none' }, 'customer', 'resource_missing'],
    [{ colour: 'red' }, 'colour', 'parameter_unknown'],
    [{ confirm: true, payment_method: 'pm_card_visa' }, 'return_url', undefined],
    [{ confirmation_token: 'ctoken_1' }, 'confirmation_token', undefined],
  ])('with %j is refused and leaves nothing behind', async (params, param, code) => {
    const error = await failureOf(
      // Deliberately wrong parameters.
      stripe.setupIntents.create(params as Stripe.SetupIntentCreateParams),
    );
    expect([error.statusCode, error.param, error.code].slice(1)).toEqual([param, code]);
    expect((await stripe.setupIntents.list()).data).toEqual([]);
  });
});
