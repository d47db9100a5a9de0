import { afterEach, describe, expect, it } from 'vitest';
import type { ProviderConnection } from '#lib/domain/provider.ts';
import { money } from '#lib/domain/money.ts';
import { stripeProvider } from './stripe-provider.ts';
import {
  CREDENTIALS,
  captureRequest,
  lookup,
  refundRequest,
  startRequest,
} from './testing/requests.ts';
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
): Promise<ProviderConnection> {
  server = await startScriptedServer(script);
  return stripeProvider.connect(CREDENTIALS, { simulatorOrigin: server.origin, timeoutMs });
}

const CHARGE = {
  id: 'ch_1',
  object: 'charge',
  created: 1_700_000_100,
  balance_transaction: { id: 'txn_1', created: 1_700_000_200 },
  payment_method_details: { card: { brand: 'visa', last4: '4242', fingerprint: 'f' } },
};
const DECLINE = { type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds' };

function intent(status: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'pi_1',
    object: 'payment_intent',
    status,
    currency: 'hkd',
    amount: 12_850,
    amount_capturable: status === 'requires_capture' ? 12_850 : 0,
    amount_received: status === 'succeeded' ? 12_850 : 0,
    created: 1_700_000_000,
    client_secret: 'pi_1_secret_x',
    metadata: { praya_attempt: 'pa_one' },
    next_action: null,
    last_payment_error: null,
    latest_charge: null,
    ...more,
  };
}

function stripeError(status: number, error: Record<string, unknown>): Reply {
  return { status, json: { error: { message: 'secret sk_test_secretpart', ...error } } };
}

/** Answers the create call with `reply`, and a cancel with the intent canceled. */
function creating(reply: Reply): (request: RecordedRequest) => Reply {
  return ({ path }) => {
    if (path === '/elsewhere') return { json: intent('processing') };
    return path.endsWith('/cancel') ? { json: intent('canceled') } : reply;
  };
}

describe('what is sent to Stripe', () => {
  it('creates and confirms in one call under our key and reference', async () => {
    const stripe = await connect(creating({ json: intent('processing') }));
    await stripe.startPayment(
      startRequest({ customerEmail: 'a@example.com', captureMethod: 'manual' }),
    );
    const [request] = server.requests;
    expect(request?.headers['idempotency-key']).toBe('pa_one');
    expect(request?.headers['stripe-version']).toBe('2026-10-28.endive');
    expect(request?.headers['x-stripe-client-telemetry']).toBeUndefined();
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toMatchObject({
      amount: '12850',
      currency: 'hkd',
      confirm: 'true',
      confirmation_token: 'ctoken_1',
      'allowed_payment_method_types[0]': 'card',
      capture_method: 'manual',
      use_stripe_sdk: 'true',
      return_url: 'http://localhost:3000/return',
      receipt_email: 'a@example.com',
      'metadata[praya_attempt]': 'pa_one',
      'expand[0]': 'latest_charge.balance_transaction',
    });
  });

  it('sends nothing without a confirmation token', async () => {
    const stripe = await connect(() => ({ json: {} }));
    const { outcome } = await stripe.startPayment(startRequest({ input: {} }));
    expect(outcome).toMatchObject({ kind: 'declined', providerCode: 'missing_confirmation_token' });
    expect(server.requests).toEqual([]);
  });
});

describe('a payment out of a wallet', () => {
  const token = (wallet: string | null) => ({
    id: 'ctoken_1',
    object: 'confirmation_token',
    payment_method_preview: {
      type: 'card',
      card: { wallet: wallet === null ? null : { type: wallet } },
    },
  });
  const answering = (read: Reply) => (request: RecordedRequest) =>
    request.method === 'GET' ? read : creating({ json: intent('succeeded', paid) })(request);
  const paid = { latest_charge: CHARGE };
  const start = (stripe: ProviderConnection) =>
    stripe.startPayment(startRequest({ method: 'google_pay' }));

  it('is confirmed as a card is, once the provider has said that the token is of that wallet', async () => {
    const stripe = await connect(answering({ json: token('google_pay') }));
    expect((await start(stripe)).outcome.kind).toBe('captured');
    const [asked, created] = server.requests;
    expect(asked?.path).toBe('/v1/confirmation_tokens/ctoken_1');
    expect(Object.fromEntries(new URLSearchParams(created?.body))).toMatchObject({
      confirmation_token: 'ctoken_1',
      'allowed_payment_method_types[0]': 'card',
    });
  });

  it.each([[null], ['apple_pay']])(
    'is not begun with a token of another kind: %s',
    async (kind) => {
      const stripe = await connect(answering({ json: token(kind) }));
      expect((await start(stripe)).outcome).toMatchObject({
        kind: 'declined',
        providerCode: 'not_this_wallet',
      });
      expect(server.requests.map(({ method }) => method)).toEqual(['GET']);
    },
  );

  it.each([
    ['no payment of ours', [], { kind: 'declined', providerCode: 'resource_missing' }],
    ['our payment', [intent('processing')], { kind: 'pending' }],
  ])('with a token unknown by now is what becomes of %s', async (_, data, outcome) => {
    const stripe = await connect(({ path }) =>
      path.startsWith('/v1/confirmation_tokens')
        ? stripeError(404, { type: 'invalid_request_error', code: 'resource_missing' })
        : { json: { object: 'list', data, has_more: false } },
    );
    expect((await start(stripe)).outcome).toMatchObject(outcome);
    expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });

  it.each<[string, Reply]>([
    ['answers nothing', 'hang'],
    ['drops the connection', 'reset'],
    ['is out of order', stripeError(500, { type: 'api_error' })],
  ])(
    'is unknown, and nothing is created, when the provider %s about the token',
    async (_, read) => {
      const stripe = await connect(answering(read), 300);
      expect((await start(stripe)).outcome.kind).toBe('unknown');
      expect(server.requests.map(({ method }) => method)).toEqual(['GET']);
    },
  );
});

describe('how each status of a PaymentIntent reads', () => {
  it.each([
    [
      'succeeded',
      { latest_charge: CHARGE },
      {
        kind: 'captured',
        captures: [
          {
            reference: 'ch_1',
            amount: money(12_850n, 'HKD'),
            capturedAt: new Date(1_700_000_200_000),
          },
        ],
      },
    ],
    [
      'succeeded',
      { latest_charge: { ...CHARGE, balance_transaction: null } },
      {
        kind: 'captured',
        captures: [
          {
            reference: 'ch_1',
            amount: money(12_850n, 'HKD'),
            capturedAt: new Date(1_700_000_100_000),
          },
        ],
      },
    ],
    ['requires_capture', {}, { kind: 'authorized', amount: money(12_850n, 'HKD') }],
    ['processing', {}, { kind: 'pending' }],
    [
      'requires_action',
      { next_action: { type: 'use_stripe_sdk', use_stripe_sdk: {} } },
      {
        kind: 'requires_action',
        nextAction: { type: 'provider_sdk', clientSecret: 'pi_1_secret_x' },
        expiresAt: null,
      },
    ],
    [
      'requires_action',
      {
        next_action: {
          type: 'redirect_to_url',
          redirect_to_url: { url: 'https://bank.example/3ds' },
        },
      },
      {
        kind: 'requires_action',
        nextAction: { type: 'redirect', url: 'https://bank.example/3ds' },
        expiresAt: null,
      },
    ],
    ['canceled', {}, { kind: 'canceled' }],
    [
      'canceled',
      { last_payment_error: DECLINE },
      { kind: 'declined', code: 'insufficient_funds', providerCode: 'insufficient_funds' },
    ],
  ])('%s', async (status, more, expected) => {
    const stripe = await connect(() => ({ json: intent(status, more) }));
    const answer = await stripe.retrievePayment(lookup());
    expect(answer.outcome).toEqual(expected);
    expect(answer).toHaveProperty('providerReference', 'pi_1');
    expect(server.requests.length).toBe(1);
  });

  it.each([
    ['a status Stripe has not now', intent('on_hold')],
    [
      'an action that cards do not have',
      intent('requires_action', { next_action: { type: 'oxxo' } }),
    ],
    [
      'an action that leads to no web address',
      intent('requires_action', {
        next_action: { type: 'redirect_to_url', redirect_to_url: { url: 'javascript:alert(1)' } },
      }),
    ],
    ['success without a charge', intent('succeeded')],
    ['an empty object', {}],
    ['a broken amount', intent('succeeded', { latest_charge: CHARGE, amount_received: '12850' })],
  ])('%s is unknown, never success', async (_, json) => {
    const stripe = await connect(() => ({ json }));
    const { outcome } = await stripe.retrievePayment(lookup());
    expect(outcome).toMatchObject({ kind: 'unknown', cause: 'unreadable_answer' });
  });

  it('tells brand and last four of the card and no more', async () => {
    const stripe = await connect(() => ({ json: intent('succeeded', { latest_charge: CHARGE }) }));
    const answer = await stripe.retrievePayment(lookup());
    expect(answer).toHaveProperty('instrument', { brand: 'visa', last4: '4242' });
  });
});

describe('a decline', () => {
  const declined = intent('requires_payment_method', { last_payment_error: DECLINE });

  it('is reported, and its intent cancelled so that its client secret is worth nothing', async () => {
    const stripe = await connect(
      creating(stripeError(402, { ...DECLINE, payment_intent: declined })),
    );
    expect(await stripe.startPayment(startRequest())).toEqual({
      outcome: { kind: 'declined', code: 'insufficient_funds', providerCode: 'insufficient_funds' },
      providerReference: 'pi_1',
    });
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/v1/payment_intents',
      '/v1/payment_intents/pi_1/cancel',
    ]);
  });

  it('is reported when the cancel fails', async () => {
    const stripe = await connect((request) =>
      request.path.endsWith('/cancel') ? { status: 500, text: 'oops' } : { json: declined },
    );
    const { outcome } = await stripe.retrievePayment(lookup());
    expect(outcome.kind).toBe('declined');
  });

  it('gives way to a payment that got through before the cancel', async () => {
    const paid = intent('succeeded', { latest_charge: 'ch_1' });
    const stripe = await connect((request) =>
      request.path.endsWith('/cancel')
        ? stripeError(400, { code: 'payment_intent_unexpected_state', payment_intent: paid })
        : { json: declined },
    );
    const { outcome } = await stripe.retrievePayment(lookup());
    expect(outcome).toMatchObject({ kind: 'captured', captures: [{ reference: 'ch_1' }] });
  });

  it.each(['requires_confirmation', 'requires_payment_method'])(
    'is what %s without an error means once it is cancelled, and not before',
    async (status) => {
      let cancelable = false;
      const stripe = await connect((request) => {
        if (!request.path.endsWith('/cancel')) return { json: intent(status) };
        return cancelable ? { json: intent('canceled') } : { status: 500, text: 'oops' };
      });
      expect((await stripe.retrievePayment(lookup())).outcome.kind).toBe('unknown');
      cancelable = true;
      expect((await stripe.retrievePayment(lookup())).outcome).toEqual({
        kind: 'declined',
        code: 'processing_error',
        providerCode: status,
      });
    },
  );

  it('needs no PaymentIntent in the answer', async () => {
    const stripe = await connect(
      creating(stripeError(402, { type: 'card_error', code: 'incorrect_cvc' })),
    );
    expect(await stripe.startPayment(startRequest())).toEqual({
      outcome: { kind: 'declined', code: 'incorrect_cvc', providerCode: 'incorrect_cvc' },
      providerReference: null,
    });
  });
});

describe('a call that did not succeed', () => {
  it.each([
    [
      'bad parameters',
      400,
      { type: 'invalid_request_error', code: 'amount_too_small' },
      'amount_too_small',
    ],
    ['a bad key', 401, { type: 'invalid_request_error' }, 'http_401'],
    ['a key without the right', 403, { type: 'invalid_request_error' }, 'http_403'],
  ])('%s proves that nothing was charged', async (_, status, error, providerCode) => {
    const stripe = await connect(creating(stripeError(status, error)));
    expect(await stripe.startPayment(startRequest())).toEqual({
      outcome: { kind: 'declined', code: 'processing_error', providerCode },
      providerReference: null,
    });
  });

  it.each<[string, Reply, string]>([
    [
      '429',
      stripeError(429, { type: 'invalid_request_error', code: 'rate_limit' }),
      'rate_limited',
    ],
    ['400 rate_limit', stripeError(400, { code: 'rate_limit' }), 'rate_limited'],
    [
      '409 key in use',
      stripeError(409, { type: 'idempotency_error', code: 'idempotency_key_in_use' }),
      'provider_error',
    ],
    [
      'a key with other parameters',
      stripeError(400, { type: 'idempotency_error' }),
      'provider_error',
    ],
    ['500', stripeError(500, { type: 'api_error' }), 'provider_error'],
    ['503', stripeError(503, { type: 'api_error' }), 'provider_error'],
    ['502 with a page', { status: 502, text: '<html>' }, 'unreadable_answer'],
    ['garbage', { text: '{"id": "pi_' }, 'unreadable_answer'],
    ['a redirect', { status: 307, headers: { location: '/elsewhere' }, text: '' }, 'network'],
    ['a reset', 'reset', 'network'],
    ['silence', 'hang', 'timeout'],
  ])('%s leaves it unknown', async (_, reply, cause) => {
    const stripe = await connect(creating(reply), 300);
    const answer = await stripe.startPayment(startRequest());
    expect(answer.outcome).toMatchObject({ kind: 'unknown', cause });
    expect(server.requests.length).toBe(1);
    expect(JSON.stringify(answer)).not.toContain('secretpart');
  });

  it('is unknown when nobody listens', async () => {
    const stripe = await connect(() => 'hang');
    await server.close();
    const { outcome } = await stripe.startPayment(startRequest());
    expect(outcome).toMatchObject({ kind: 'unknown', cause: 'network' });
  });

  it.each([401, 403, 404, 429, 500])(
    'never makes a known payment absent or declined (%i)',
    async (status) => {
      const stripe = await connect(() => stripeError(status, { code: 'resource_missing' }));
      const retrieved = await stripe.retrievePayment(lookup());
      expect(retrieved.outcome.kind).toBe('unknown');
      const canceled = await stripe.cancelPayment(lookup());
      expect(canceled.outcome.kind).toBe('unknown');
    },
  );
});

describe('a confirmation token that Stripe will not take', () => {
  const used = stripeError(400, { code: 'token_already_used', param: 'confirmation_token' });
  const list = (data: unknown[]): Reply => ({ json: { object: 'list', data, has_more: false } });
  const script = (listed: Reply) => (request: RecordedRequest) =>
    request.method === 'GET' ? listed : used;

  it('declines when no payment has our reference', async () => {
    const stripe = await connect(script(list([])));
    const { outcome } = await stripe.startPayment(startRequest());
    expect(outcome).toEqual({
      kind: 'declined',
      code: 'processing_error',
      providerCode: 'token_already_used',
    });
  });

  it('finds the payment that it was used for', async () => {
    const stripe = await connect(script(list([intent('succeeded', { latest_charge: CHARGE })])));
    const answer = await stripe.startPayment(startRequest());
    expect(answer.outcome.kind).toBe('captured');
  });

  it('is unknown when that cannot be found out', async () => {
    const stripe = await connect(script({ status: 500, text: 'oops' }));
    const { outcome } = await stripe.startPayment(startRequest());
    expect(outcome.kind).toBe('unknown');
  });
});

describe('looking a payment up by our reference', () => {
  const startedAt = new Date('2026-11-23T05:00:00Z');
  const startedAtS = startedAt.getTime() / 1000;
  const other = (id: string) =>
    intent('succeeded', { id, metadata: { praya_attempt: 'pa_other' } });

  it('asks for the time around its start and reads on until it is found', async () => {
    const stripe = await connect((request) =>
      request.query.has('starting_after')
        ? { json: { data: [intent('processing', { id: 'pi_mine' })], has_more: true } }
        : { json: { data: [other('pi_a'), other('pi_b')], has_more: true } },
    );
    const answer = await stripe.retrievePayment(lookup({ providerReference: null, startedAt }));
    expect(answer).toEqual({ outcome: { kind: 'pending' }, providerReference: 'pi_mine' });
    const [first, second] = server.requests;
    expect(first?.query.get('created[gte]')).toBe(String(startedAtS - 120));
    expect(first?.query.get('created[lte]')).toBe(String(startedAtS + 900));
    expect(second?.query.get('starting_after')).toBe('pi_b');
  });

  it('is absent when the list ends without it', async () => {
    const stripe = await connect(() => ({ json: { data: [other('pi_a')], has_more: false } }));
    const query = lookup({ providerReference: null });
    expect(await stripe.retrievePayment(query)).toEqual({ outcome: { kind: 'absent' } });
    expect(await stripe.cancelPayment(query)).toEqual({ outcome: { kind: 'absent' } });
    expect((await stripe.capturePayment(captureRequest({ payment: query }))).outcome.kind).toBe(
      'unknown',
    );
  });

  it('is unknown, not absent, when there is more than is read', async () => {
    const stripe = await connect(() => ({ json: { data: [other('pi_a')], has_more: true } }));
    const { outcome } = await stripe.retrievePayment(lookup({ providerReference: null }));
    expect(outcome.kind).toBe('unknown');
    expect(server.requests.length).toBe(10);
  });
});

describe('cancelling', () => {
  it('answers with a payment that was too far', async () => {
    const stripe = await connect(() => ({ json: intent('succeeded', { latest_charge: CHARGE }) }));
    expect((await stripe.cancelPayment(lookup())).outcome.kind).toBe('captured');
    expect(server.requests.map(({ method }) => method)).toEqual(['GET']);
  });

  it('answers with the state after a refusal', async () => {
    let gets = 0;
    const stripe = await connect((request) => {
      if (request.method === 'POST')
        return stripeError(400, { code: 'payment_intent_unexpected_state' });
      gets += 1;
      return {
        json:
          gets === 1 ? intent('requires_action') : intent('succeeded', { latest_charge: CHARGE }),
      };
    });
    expect((await stripe.cancelPayment(lookup())).outcome.kind).toBe('captured');
  });

  it('is never answered with an old refusal: each call has a key of its own', async () => {
    const stripe = await connect((request) =>
      request.method === 'GET'
        ? { json: intent('requires_action') }
        : { status: 500, text: 'oops' },
    );
    await stripe.cancelPayment(lookup());
    await stripe.cancelPayment(lookup());
    const keys = server.requests.flatMap(({ headers }) => headers['idempotency-key'] ?? []);
    expect(new Set(keys).size).toBe(2);
  });
});

describe('capturing', () => {
  const capturing = (reply: Reply, after = intent('requires_capture')) => {
    let gets = 0;
    return (request: RecordedRequest): Reply => {
      if (request.method === 'POST') return reply;
      gets += 1;
      return { json: gets === 1 ? intent('requires_capture') : after };
    };
  };

  it('takes what is asked for of what is held, under its own key', async () => {
    const stripe = await connect(
      capturing({ json: intent('succeeded', { amount_received: 10_000, latest_charge: CHARGE }) }),
    );
    const answer = await stripe.capturePayment(captureRequest({ amount: money(10_000n, 'HKD') }));
    expect(answer.outcome).toMatchObject({
      kind: 'captured',
      captures: [{ amount: money(10_000n, 'HKD') }],
    });
    expect(answer.refusal).toBeUndefined();
    const [, request] = server.requests;
    expect(request?.headers['idempotency-key']).toBe('capr_one');
    expect(new URLSearchParams(request?.body).get('amount_to_capture')).toBe('10000');
  });

  it('asks for nothing that is taken already: its answer was lost', async () => {
    const stripe = await connect(() => ({ json: intent('succeeded', { latest_charge: CHARGE }) }));
    expect((await stripe.capturePayment(captureRequest())).outcome.kind).toBe('captured');
    expect(server.requests.map(({ method }) => method)).toEqual(['GET']);
  });

  it.each<[string, Reply, { code: string; byBank: boolean }]>([
    [
      'Stripe',
      stripeError(400, { code: 'capture_unauthorized_payment' }),
      { code: 'capture_unauthorized_payment', byBank: false },
    ],
    [
      'Stripe, of our key,',
      stripeError(403, { code: 'secret_key_required' }),
      { code: 'secret_key_required', byBank: false },
    ],
    [
      'the bank',
      stripeError(402, { type: 'card_error', code: 'card_declined', decline_code: 'lost_card' }),
      { code: 'lost_card', byBank: true },
    ],
  ])('that %s refuses says so, and that the money is held still', async (_, reply, refusal) => {
    const stripe = await connect(capturing(reply));
    expect(await stripe.capturePayment(captureRequest())).toMatchObject({
      outcome: { kind: 'authorized' },
      refusal,
    });
  });

  it('that is refused as the hold is over says what became of it', async () => {
    const stripe = await connect(
      capturing(stripeError(400, { code: 'charge_expired_for_capture' }), intent('canceled')),
    );
    const answer = await stripe.capturePayment(captureRequest());
    expect(answer.outcome).toEqual({ kind: 'canceled' });
    expect(answer.refusal).toBeUndefined();
  });

  it('that fails on the way is unknown, and no refusal', async () => {
    const stripe = await connect(capturing({ status: 500, text: 'oops' }));
    const answer = await stripe.capturePayment(captureRequest());
    expect(answer.outcome.kind).toBe('unknown');
    expect(answer.refusal).toBeUndefined();
    expect(answer.keySpent, 'a gateway said it, not Stripe').toBeUndefined();
    expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'POST']);
  });

  it('spends its key on an error of Stripe, which is kept for it', async () => {
    const stripe = await connect(capturing(stripeError(500, { type: 'api_error' })));
    const answer = await stripe.capturePayment(captureRequest());
    expect(answer.outcome.kind).toBe('unknown');
    expect(answer.keySpent).toBe(true);
  });

  it.each([
    ['of a request that is at work', stripeError(409, { type: 'idempotency_error' })],
    ['of too many requests', stripeError(429, { type: 'invalid_request_error' })],
  ])('keeps its key after the answer %s', async (_, reply) => {
    const stripe = await connect(capturing(reply));
    const answer = await stripe.capturePayment(captureRequest());
    expect(answer.outcome.kind).toBe('unknown');
    expect(answer.keySpent).toBeUndefined();
  });
});

describe('refunding', () => {
  const refund = (status: string, more: Record<string, unknown> = {}) => ({
    object: 'refund',
    id: 're_1',
    status,
    metadata: { praya_refund: 're_ours' },
    ...more,
  });
  const empty = { data: [], has_more: false };
  const refunding =
    (reply: Reply) =>
    (request: RecordedRequest): Reply =>
      request.method === 'GET' ? { json: empty } : reply;

  it.each([
    ['succeeded', {}, { kind: 'succeeded', refundReference: 're_1' }],
    ['pending', {}, { kind: 'pending', refundReference: 're_1' }],
    ['requires_action', {}, { kind: 'pending', refundReference: 're_1' }],
    [
      'failed',
      { failure_reason: 'expired_or_canceled_card' },
      { kind: 'failed', providerCode: 'expired_or_canceled_card' },
    ],
    ['canceled', {}, { kind: 'failed', providerCode: 'canceled' }],
  ])('%s', async (status, more, expected) => {
    const stripe = await connect(refunding({ json: refund(status, more) }));
    expect(await stripe.refundPayment(refundRequest())).toEqual(expected);
    const [, create] = server.requests;
    expect(create?.headers['idempotency-key']).toBe('re_ours');
    expect(Object.fromEntries(new URLSearchParams(create?.body))).toEqual({
      payment_intent: 'pi_1',
      amount: '12850',
      reason: 'duplicate',
      'metadata[praya_attempt]': 'pa_one',
      'metadata[praya_refund]': 're_ours',
    });
  });

  it('fails when the charge has been refunded already', async () => {
    const stripe = await connect(refunding(stripeError(400, { code: 'charge_already_refunded' })));
    expect(await stripe.refundPayment(refundRequest())).toEqual({
      kind: 'failed',
      providerCode: 'charge_already_refunded',
    });
  });

  it.each<[string, Reply, string]>([
    ['401', stripeError(401, {}), 'provider_error'],
    ['409', stripeError(409, { type: 'idempotency_error' }), 'provider_error'],
    ['429', stripeError(429, {}), 'rate_limited'],
    ['500', stripeError(500, {}), 'provider_error'],
    ['silence', 'hang', 'timeout'],
    ['garbage', { text: '[' }, 'unreadable_answer'],
  ])('is unknown after %s', async (_, reply, cause) => {
    const stripe = await connect(refunding(reply), 300);
    expect(await stripe.refundPayment(refundRequest())).toMatchObject({ kind: 'unknown', cause });
  });

  it('asks for no second refund when ours is there, however old the key', async () => {
    const stripe = await connect(() => ({
      json: { data: [refund('succeeded')], has_more: false },
    }));
    expect((await stripe.refundPayment(refundRequest())).kind).toBe('succeeded');
    expect(server.requests.map(({ method }) => method)).toEqual(['GET']);
  });
});

describe('the account', () => {
  it('shows the browser public values only, and the stand-in script in the sandbox', async () => {
    const stripe = await connect(() => ({ json: {} }));
    expect(stripe.browserSettings()).toEqual({
      publishableKey: CREDENTIALS.publishableKey,
      scriptUrl: `${server.origin}/stripe.js`,
    });
    const live = stripeProvider.connect(CREDENTIALS, { simulatorOrigin: null, timeoutMs: 1 });
    expect(live.browserSettings()).toEqual({
      publishableKey: CREDENTIALS.publishableKey,
      scriptUrl: null,
    });
  });

  it('takes no keys of mixed modes, and no live key to the simulator', async () => {
    server = await startScriptedServer(() => 'reset');
    const live = { ...CREDENTIALS, secretKey: 'sk_live_x', publishableKey: 'pk_live_x' };
    const mixed = { ...live, publishableKey: 'pk_test_x' };
    expect(stripeProvider.credentialsSchema.safeParse(live).success).toBe(true);
    expect(stripeProvider.credentialsSchema.safeParse(mixed).success).toBe(false);
    const environment = { simulatorOrigin: server.origin, timeoutMs: 1 };
    expect(() => stripeProvider.connect(live, environment)).toThrow('simulator');
  });
});
