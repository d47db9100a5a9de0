import { afterEach, describe, expect, it } from 'vitest';
import type { SavedCards } from '#lib/domain/saved-card.ts';
import { stripeProvider } from './stripe-provider.ts';
import { CREDENTIALS } from './testing/requests.ts';
import {
  customerRequest,
  savedCardsOf,
  setupLookup,
  setupRequest,
} from './testing/saved-card-requests.ts';
import {
  type Reply,
  type RecordedRequest,
  type ScriptedServer,
  startScriptedServer,
} from './testing/scripted-server.ts';

let server: ScriptedServer;
afterEach(() => server.close());

async function connect(
  script: (request: RecordedRequest) => Reply,
  timeoutMs = 2_000,
): Promise<SavedCards> {
  server = await startScriptedServer(script);
  const environment = { simulatorOrigin: server.origin, timeoutMs };
  return savedCardsOf(stripeProvider.connect(CREDENTIALS, environment));
}

const METHOD = {
  id: 'pm_1',
  object: 'payment_method',
  type: 'card',
  customer: 'cus_1',
  card: { brand: 'visa', last4: '4242', exp_month: 8, exp_year: 2034, fingerprint: 'f' },
};
const KEPT = {
  kind: 'kept',
  card: {
    paymentMethod: 'pm_1',
    brand: 'visa',
    last4: '4242',
    expiryMonth: 8,
    expiryYear: 2034,
  },
};
const DECLINE = { type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds' };
const FAILED_3DS = {
  type: 'invalid_request_error',
  code: 'setup_intent_authentication_failure',
};

function setup(status: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'seti_1',
    object: 'setup_intent',
    status,
    client_secret: 'seti_1_secret_x',
    created: 1_700_000_000,
    customer: 'cus_1',
    metadata: { praya_setup: 'set_one' },
    next_action: null,
    last_setup_error: null,
    payment_method: status === 'succeeded' ? METHOD : null,
    usage: 'off_session',
    ...more,
  };
}

function stripeError(status: number, error: Record<string, unknown>): Reply {
  return { status, json: { error: { message: 'secret sk_test_secretpart', ...error } } };
}

function list(...data: readonly unknown[]): Reply {
  return { json: { object: 'list', data, has_more: false } };
}

function bodyOf(request: RecordedRequest | undefined): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(request?.body));
}

const LOST: [string, Reply, string][] = [
  ['never answers', 'hang', 'timeout'],
  ['drops the connection', 'reset', 'network'],
  ['answers 500', stripeError(500, { type: 'api_error' }), 'provider_error'],
  ['answers 429', stripeError(429, { type: 'invalid_request_error' }), 'rate_limited'],
  ['answers something else', { json: { object: 'balance' } }, 'unreadable_answer'],
];

describe('a customer', () => {
  it('is looked for by our reference and created under our key', async () => {
    const cards = await connect(({ method }) =>
      method === 'GET' ? list() : { json: { id: 'cus_1', object: 'customer' } },
    );
    expect(await cards.createCustomer(customerRequest())).toEqual({
      kind: 'created',
      providerCustomer: 'cus_1',
    });
    const created = server.requests[1];
    expect(created?.headers['idempotency-key']).toBe('cus_ours');
    expect(bodyOf(created)).toEqual({
      email: 'mei@example.com',
      name: '陳美',
      'metadata[praya_customer]': 'cus_ours',
    });
  });

  it('that was made before is found, and none is made', async () => {
    const other = { id: 'cus_0', object: 'customer', metadata: { praya_customer: 'cus_other' } };
    const ours = { id: 'cus_1', object: 'customer', metadata: { praya_customer: 'cus_ours' } };
    const cards = await connect(() => list(other, ours));
    expect(await cards.createCustomer(customerRequest())).toMatchObject({
      providerCustomer: 'cus_1',
    });
    expect(server.requests.map(({ method }) => method)).toEqual(['GET']);
  });

  it('refused is refused, with no word of Stripe’s in it', async () => {
    const cards = await connect(({ method }) =>
      method === 'GET'
        ? list()
        : stripeError(400, { type: 'invalid_request_error', code: 'email_invalid' }),
    );
    expect(await cards.createCustomer(customerRequest())).toEqual({
      kind: 'refused',
      providerCode: 'email_invalid',
    });
  });

  it.each(LOST)('is not known to be made when Stripe %s', async (_, reply, cause) => {
    const cards = await connect(({ method }) => (method === 'GET' ? list() : reply), 200);
    const answer = await cards.createCustomer(customerRequest({ email: null, name: null }));
    expect(answer).toMatchObject({ kind: 'unknown', cause });
  });
});

describe('starting a setup', () => {
  it('creates and confirms in one call under our key and reference', async () => {
    const cards = await connect(() => ({ json: setup('succeeded') }));
    expect(await cards.startSetup(setupRequest({ usage: 'on_session' }))).toEqual({
      outcome: KEPT,
      providerReference: 'seti_1',
    });
    const [request] = server.requests;
    expect(request?.headers['idempotency-key']).toBe('set_one');
    expect(bodyOf(request)).toEqual({
      'allowed_payment_method_types[0]': 'card',
      confirm: 'true',
      confirmation_token: 'ctoken_1',
      customer: 'cus_1',
      description: 'Harbour Tea, card for later',
      'metadata[praya_setup]': 'set_one',
      return_url: 'http://localhost:3000/return',
      usage: 'on_session',
      use_stripe_sdk: 'true',
      'expand[0]': 'payment_method',
    });
  });

  it.each([
    ['use_stripe_sdk', {}, { type: 'provider_sdk', clientSecret: 'seti_1_secret_x' }],
    [
      'redirect_to_url',
      { redirect_to_url: { url: 'https://bank.example/3ds' } },
      { type: 'redirect', url: 'https://bank.example/3ds' },
    ],
  ])('that needs %s says what to do', async (type, details, nextAction) => {
    const action = { type, ...details };
    const cards = await connect(() => ({
      json: setup('requires_action', { next_action: action }),
    }));
    const { outcome } = await cards.startSetup(setupRequest());
    expect(outcome).toEqual({ kind: 'requires_action', nextAction });
  });

  it('is declined with the issuer’s reason, and the intent is cancelled', async () => {
    const failed = setup('requires_payment_method', { last_setup_error: DECLINE });
    const cards = await connect(({ path }) =>
      path.endsWith('/cancel')
        ? { json: setup('canceled', { last_setup_error: DECLINE }) }
        : stripeError(402, { ...DECLINE, setup_intent: failed }),
    );
    expect(await cards.startSetup(setupRequest())).toEqual({
      outcome: {
        kind: 'declined',
        code: 'insufficient_funds',
        providerCode: 'insufficient_funds',
      },
      providerReference: 'seti_1',
    });
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/v1/setup_intents',
      '/v1/setup_intents/seti_1/cancel',
    ]);
  });

  it.each([
    ['nothing of ours', list(), { kind: 'declined', providerCode: 'token_already_used' }],
    ['our setup', list(setup('succeeded')), KEPT],
    ['no answer', 'hang' as const, { kind: 'unknown', cause: 'timeout' }],
  ])('with a used token is what a look-up finds: %s', async (_, found, outcome) => {
    const used = { type: 'invalid_request_error', code: 'token_already_used' };
    const cards = await connect(
      ({ method }) =>
        method === 'GET' ? found : stripeError(400, { ...used, param: 'confirmation_token' }),
      200,
    );
    expect((await cards.startSetup(setupRequest())).outcome).toMatchObject(outcome);
  });

  it.each([
    [401, 'unauthorized'],
    [400, 'resource_missing'],
  ])('refused with %i is declined and not the card’s fault', async (status, code) => {
    const cards = await connect(() => stripeError(status, { type: 'invalid_request_error', code }));
    expect((await cards.startSetup(setupRequest())).outcome).toEqual({
      kind: 'declined',
      code: 'processing_error',
      providerCode: code,
    });
  });

  it.each(LOST)('is unknown when Stripe %s', async (_, reply, cause) => {
    const cards = await connect(() => reply, 200);
    expect(await cards.startSetup(setupRequest())).toMatchObject({
      outcome: { kind: 'unknown', cause },
      providerReference: null,
    });
  });

  it('that succeeded without a card is not taken for one', async () => {
    const cards = await connect(() => ({ json: setup('succeeded', { payment_method: 'pm_1' }) }));
    expect((await cards.startSetup(setupRequest())).outcome).toMatchObject({
      kind: 'unknown',
      cause: 'unreadable_answer',
    });
  });
});

describe('looking at a setup', () => {
  it.each([
    ['processing', {}, { kind: 'pending' }],
    ['succeeded', {}, KEPT],
    ['canceled', {}, { kind: 'canceled' }],
    ['canceled', { last_setup_error: FAILED_3DS }, { code: 'authentication_failed' }],
  ])('%s %j is read as it stands', async (status, more, outcome) => {
    const cards = await connect(() => ({ json: setup(status, more) }));
    expect(await cards.retrieveSetup(setupLookup())).toMatchObject({ outcome });
    expect(server.requests).toHaveLength(1);
  });

  it('that failed 3-D Secure is cancelled, so that its secret is of no more use', async () => {
    const cards = await connect(({ path }) => ({
      json: path.endsWith('/cancel')
        ? setup('canceled', { last_setup_error: FAILED_3DS })
        : setup('requires_payment_method', { last_setup_error: FAILED_3DS }),
    }));
    expect(await cards.retrieveSetup(setupLookup())).toMatchObject({
      outcome: { kind: 'declined', code: 'authentication_failed' },
    });
    expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'POST']);
  });

  it('finds by our reference among the customer’s, and says when there is none', async () => {
    const cards = await connect(({ query }) =>
      list(setup('succeeded', query.get('customer') === 'cus_1' ? {} : { metadata: {} })),
    );
    const byReference = { providerReference: null };
    expect(await cards.retrieveSetup(setupLookup(byReference))).toMatchObject({ outcome: KEPT });
    expect(
      await cards.retrieveSetup(setupLookup({ ...byReference, providerCustomer: 'cus_2' })),
    ).toEqual({ outcome: { kind: 'absent' } });
  });

  it('whose id Stripe does not know is not absent', async () => {
    const cards = await connect(() =>
      stripeError(404, { type: 'invalid_request_error', code: 'resource_missing' }),
    );
    expect(await cards.retrieveSetup(setupLookup())).toMatchObject({
      outcome: { kind: 'unknown', cause: 'provider_error' },
      providerReference: 'seti_1',
    });
  });
});

describe('cancelling a setup', () => {
  const waiting = setup('requires_action', { next_action: { type: 'use_stripe_sdk' } });

  it('ends what waits for the shopper, under no key that could replay a refusal', async () => {
    const cards = await connect(({ path }) => ({
      json: path.endsWith('/cancel') ? setup('canceled') : waiting,
    }));
    for (let time = 0; time < 2; time += 1) {
      const answer = await cards.cancelSetup(setupLookup());
      expect(answer).toMatchObject({ outcome: { kind: 'canceled' } });
    }
    const keys = server.requests
      .filter(({ method }) => method === 'POST')
      .map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys).size).toBe(2);
  });

  it('that comes too late answers the kept card', async () => {
    let looks = 0;
    const cards = await connect(({ path }) => {
      if (path.endsWith('/cancel')) {
        return stripeError(400, {
          type: 'invalid_request_error',
          code: 'setup_intent_unexpected_state',
        });
      }
      looks += 1;
      return { json: looks === 1 ? waiting : setup('succeeded') };
    });
    expect(await cards.cancelSetup(setupLookup())).toMatchObject({ outcome: KEPT });
  });

  it('is unknown when its answer is lost', async () => {
    const cards = await connect(
      ({ path }) => (path.endsWith('/cancel') ? 'hang' : { json: waiting }),
      200,
    );
    expect(await cards.cancelSetup(setupLookup())).toMatchObject({
      outcome: { kind: 'unknown', cause: 'timeout' },
      providerReference: 'seti_1',
    });
  });
});

describe('detaching a card', () => {
  const refused = stripeError(400, { type: 'invalid_request_error' });

  it('lets it go', async () => {
    const cards = await connect(() => ({ json: { ...METHOD, customer: null } }));
    expect(await cards.detachCard('pm_1')).toEqual({ kind: 'detached' });
    expect(server.requests.map(({ path }) => path)).toEqual(['/v1/payment_methods/pm_1/detach']);
  });

  it.each([
    [null, { kind: 'detached' }],
    ['cus_1', { kind: 'refused', providerCode: 'http_400' }],
  ])('refused is judged by who keeps the card: %s', async (customer, answer) => {
    const cards = await connect(({ method }) =>
      method === 'POST' ? refused : { json: { ...METHOD, customer } },
    );
    expect(await cards.detachCard('pm_1')).toEqual(answer);
  });

  it.each(LOST)('is not known to be done when Stripe %s', async (_, reply, cause) => {
    const cards = await connect(() => reply, 200);
    expect(await cards.detachCard('pm_1')).toMatchObject({ kind: 'unknown', cause });
  });
});
