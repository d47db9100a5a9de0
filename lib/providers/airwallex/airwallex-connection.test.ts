import { afterEach, describe, expect, it } from 'vitest';
import { money } from '#lib/domain/money.ts';
import type { ProviderConnection } from '#lib/domain/provider.ts';
import { airwallexProvider } from './airwallex-provider.ts';
import {
  CREDENTIALS,
  captureRequest,
  lookup,
  refundRequest,
  startRequest,
} from './testing/requests.ts';
import {
  type RecordedRequest,
  type Reply,
  type ScriptedServer,
  startScriptedServer,
} from './testing/scripted-server.ts';

const PAYLOAD = '00020101021226270012hk.com.hkicl0207123456763041B75';
const QR = { type: 'render_qrcode', method: 'GET', qrcode: PAYLOAD };
const TOKEN = { token: 'bearer_secretpart', expires_at: '2999-01-01T00:00:00+0000' };
const LOGIN = '/api/v1/authentication/login';
const INTENTS = '/api/v1/pa/payment_intents';

let server: ScriptedServer;
afterEach(() => server.close());

/** Answers logins by itself unless `script` does. */
async function connect(
  script: (request: RecordedRequest) => Reply | null,
  timeoutMs = 2_000,
): Promise<ProviderConnection> {
  server = await startScriptedServer((request) => {
    const reply = script(request);
    if (reply !== null) return reply;
    if (request.path === LOGIN) return { status: 201, json: TOKEN };
    return { status: 404, json: { code: 'not_found' } };
  });
  return airwallexProvider.connect(CREDENTIALS, { simulatorOrigin: server.origin, timeoutMs });
}

/** Answers what is not the login. */
function api(
  script: (request: RecordedRequest) => Reply,
): (request: RecordedRequest) => Reply | null {
  return (request) => (request.path === LOGIN ? null : script(request));
}

function intent(status: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'int_1',
    status,
    amount: 128.5,
    currency: 'HKD',
    merchant_order_id: 'pa_one',
    client_secret: 'secretpart',
    ...more,
  };
}

function attempt(status: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'att_1',
    status,
    currency: 'HKD',
    captured_amount: ['CAPTURE_REQUESTED', 'SETTLED', 'PAID'].includes(status) ? 128.5 : 0,
    created_at: '2026-11-23T05:00:01+0000',
    updated_at: '2026-11-23T05:01:00+0000',
    ...more,
  };
}

/** Create and confirm answered apart. */
function starting(created: Reply, confirmed: Reply): (request: RecordedRequest) => Reply | null {
  return api(({ path }) => {
    if (path.endsWith('/create')) return created;
    // Where a redirect leads, among others.
    return path.endsWith('/confirm') ? confirmed : { json: intent('PENDING') };
  });
}

const CREATED: Reply = { status: 201, json: intent('REQUIRES_PAYMENT_METHOD') };

describe('what is sent to Airwallex', () => {
  it('creates and confirms under ids of the attempt, in major units', async () => {
    const airwallex = await connect(
      starting(CREATED, { json: intent('REQUIRES_CUSTOMER_ACTION', { next_action: QR }) }),
    );
    await airwallex.startPayment(startRequest({ amount: money(110n, 'HKD') }));
    const [login, create, confirm] = server.requests;
    expect(login?.headers).toMatchObject({
      'x-client-id': 'client_one',
      'x-api-key': 'secretpart_key',
    });
    expect(create?.headers['authorization']).toBe('Bearer bearer_secretpart');
    expect(create?.body).toContain('"amount":1.1,');
    expect(JSON.parse(create?.body ?? '')).toMatchObject({
      request_id: 'pa_one:create',
      merchant_order_id: 'pa_one',
      currency: 'HKD',
      return_url: 'http://localhost:3000/return',
    });
    expect(confirm?.path).toBe(`${INTENTS}/int_1/confirm`);
    expect(JSON.parse(confirm?.body ?? '')).toEqual({
      request_id: 'pa_one:confirm',
      payment_method: { type: 'fps', fps: { flow: 'webqr' } },
    });
  });

  it.each([
    [{ form: 'desktop', os: 'other' }, { flow: 'qrcode' }],
    [
      { form: 'phone', os: 'ios' },
      { flow: 'mobile_web', os_type: 'ios' },
    ],
    [
      { form: 'phone', os: 'android' },
      { flow: 'mobile_web', os_type: 'android' },
    ],
    [{ form: 'phone', os: 'other' }, { flow: 'mobile_web' }],
  ] as const)('AlipayHK on %o', async (device, alipayhk) => {
    const airwallex = await connect(starting(CREATED, { json: intent('PENDING') }));
    await airwallex.startPayment(startRequest({ method: 'alipayhk', device }));
    expect(JSON.parse(server.requests[2]?.body ?? '')).toMatchObject({
      payment_method: { type: 'alipayhk', alipayhk },
    });
  });

  it('keeps request ids within 64 characters, and apart', async () => {
    const airwallex = await connect(starting(CREATED, { json: intent('PENDING') }));
    await airwallex.startPayment(startRequest({ idempotencyKey: 'k'.repeat(64) }));
    const ids = server.requests.slice(1).map(({ body }) => JSON.parse(body).request_id);
    expect(ids.map((id) => id.length)).toEqual([64, 64]);
    expect(new Set(ids).size).toBe(2);
  });

  it('takes no money that was only to be held', async () => {
    const airwallex = await connect(() => null);
    const { outcome } = await airwallex.startPayment(startRequest({ captureMethod: 'manual' }));
    expect(outcome.kind).toBe('declined');
    expect(server.requests).toEqual([]);
  });
});

describe('the next step', () => {
  const expiresAt = new Date('2026-11-23T05:10:00Z');

  it('is the FPS code, payable for ten minutes from the start', async () => {
    const airwallex = await connect(
      starting(CREATED, { json: intent('REQUIRES_CUSTOMER_ACTION', { next_action: QR }) }),
    );
    const answer = await airwallex.startPayment(startRequest());
    expect(answer).toEqual({
      outcome: {
        kind: 'requires_action',
        nextAction: { type: 'show_qr', payload: PAYLOAD, scheme: 'fps' },
        expiresAt,
      },
      providerReference: 'int_1',
    });
    expect(JSON.stringify(answer)).not.toContain('secretpart');
  });

  it('is a code for the wallet, or a redirect to it, for a quarter of an hour', async () => {
    const urls = { qrcode: null, qrcode_url: 'https://pay.example/q' };
    let nextAction: Record<string, unknown> = { type: 'render_qrcode', ...urls };
    const airwallex = await connect(
      api(() => ({ json: intent('REQUIRES_CUSTOMER_ACTION', { next_action: nextAction }) })),
    );
    const query = lookup({ method: 'alipayhk' });
    const quarter = new Date('2026-11-23T05:15:00Z');
    expect((await airwallex.retrievePayment(query)).outcome).toEqual({
      kind: 'requires_action',
      nextAction: { type: 'show_qr', payload: 'https://pay.example/q', scheme: 'wallet' },
      expiresAt: quarter,
    });
    nextAction = { type: 'redirect', method: 'GET', url: 'https://pay.example/w' };
    expect((await airwallex.retrievePayment(query)).outcome).toEqual({
      kind: 'requires_action',
      nextAction: { type: 'redirect', url: 'https://pay.example/w' },
      expiresAt: quarter,
    });
  });

  it.each([
    ['none', null],
    ['one of an unknown kind', { type: 'call_sdk' }],
    ['a redirect to no web address', { type: 'redirect', url: 'javascript:alert(1)' }],
    ['a code without content', { type: 'render_qrcode' }],
  ])('%s leaves it unknown, so that a code on show stays', async (_, nextAction) => {
    const airwallex = await connect(
      api(() => ({ json: intent('REQUIRES_CUSTOMER_ACTION', { next_action: nextAction }) })),
    );
    const { outcome } = await airwallex.retrievePayment(lookup());
    expect(outcome).toMatchObject({ kind: 'unknown', cause: 'unreadable_answer' });
  });
});

describe('how each status reads', () => {
  const failed = (code: string | null) => attempt('FAILED', { failure_code: code });

  it.each([
    ['PENDING', null, { kind: 'pending' }],
    ['PENDING_REVIEW', null, { kind: 'pending' }],
    ['REQUIRES_CAPTURE', null, { kind: 'authorized', amount: money(12_850n, 'HKD') }],
    ['CANCELLED', null, { kind: 'canceled' }],
    ['CANCELLED', attempt('CANCELLED'), { kind: 'canceled' }],
    ['REQUIRES_PAYMENT_METHOD', attempt('EXPIRED'), { kind: 'expired' }],
    [
      'REQUIRES_PAYMENT_METHOD',
      attempt('CANCELLED'),
      { kind: 'declined', code: 'wallet_cancelled', providerCode: 'CANCELLED' },
    ],
    [
      'REQUIRES_PAYMENT_METHOD',
      failed('customer_cancelled'),
      { kind: 'declined', code: 'wallet_cancelled', providerCode: 'customer_cancelled' },
    ],
    [
      'REQUIRES_PAYMENT_METHOD',
      failed('provider_declined'),
      { kind: 'declined', code: 'do_not_honor', providerCode: 'provider_declined' },
    ],
    [
      'REQUIRES_PAYMENT_METHOD',
      failed('risk_declined'),
      { kind: 'declined', code: 'fraud_suspected', providerCode: 'risk_declined' },
    ],
    [
      'REQUIRES_PAYMENT_METHOD',
      failed('new_in_2027'),
      { kind: 'declined', code: 'processing_error', providerCode: 'new_in_2027' },
    ],
    [
      'REQUIRES_PAYMENT_METHOD',
      failed(null),
      { kind: 'declined', code: 'processing_error', providerCode: 'FAILED' },
    ],
    ['REQUIRES_PAYMENT_METHOD', attempt('PENDING_AUTHORIZATION'), { kind: 'pending' }],
  ])('%s', async (status, latest, expected) => {
    const airwallex = await connect(
      api(() => ({ json: intent(status, { latest_payment_attempt: latest }) })),
    );
    expect(await airwallex.retrievePayment(lookup())).toEqual({
      outcome: expected,
      providerReference: 'int_1',
    });
  });

  it.each([
    ['a status Airwallex has not now', intent('ON_HOLD')],
    ['an empty object', {}],
    ['an amount below the minor unit', intent('REQUIRES_CAPTURE', { amount: 128.505 })],
    ['success without a captured attempt', intent('SUCCEEDED')],
  ])('%s is unknown, never success', async (_, json) => {
    const airwallex = await connect(
      api(({ path }) => ({ json: path.endsWith('/payment_attempts') ? { items: [] } : json })),
    );
    const { outcome } = await airwallex.retrievePayment(lookup());
    expect(outcome).toMatchObject({ kind: 'unknown', cause: 'unreadable_answer' });
  });
});

describe('money', () => {
  const paid = attempt('CAPTURE_REQUESTED');
  const again = attempt('SETTLED', { id: 'att_2', created_at: '2026-11-23T05:02:00+0000' });
  const paying = (status: string, attempts: Reply) =>
    api(({ path }) =>
      path.endsWith('/payment_attempts')
        ? attempts
        : { json: intent(status, { latest_payment_attempt: paid }) },
    );
  const captureOf = (reference: string, at: string) => ({
    reference,
    amount: money(12_850n, 'HKD'),
    capturedAt: new Date(at),
  });

  it.each(['SUCCEEDED', 'REQUIRES_PAYMENT_METHOD', 'CANCELLED'])(
    'is reported for every captured attempt, also of an intent that is %s',
    async (status) => {
      const items = [again, attempt('EXPIRED', { id: 'att_0' }), paid];
      const airwallex = await connect(paying(status, { json: { items, has_more: false } }));
      expect((await airwallex.retrievePayment(lookup())).outcome).toEqual({
        kind: 'captured',
        captures: [
          captureOf('att_1', '2026-11-23T05:01:00Z'),
          captureOf('att_2', '2026-11-23T05:02:00Z'),
        ],
      });
    },
  );

  it('is reported from the intent alone when the attempts cannot be listed', async () => {
    const airwallex = await connect(paying('SUCCEEDED', { status: 500, text: 'oops' }));
    expect((await airwallex.retrievePayment(lookup())).outcome).toEqual({
      kind: 'captured',
      captures: [captureOf('att_1', '2026-11-23T05:01:00Z')],
    });
  });
});

describe('starting when something fails', () => {
  it.each([
    ['validation_error', 'processing_error'],
    ['amount_above_limit', 'limit_exceeded'],
    ['provider_declined', 'do_not_honor'],
  ])('a refusal %s is a decline', async (code, expected) => {
    const refusal: Reply = { status: 400, json: { code, message: 'secretpart' } };
    const declined = { kind: 'declined', code: expected, providerCode: code };
    const atCreate = await connect(starting(refusal, 'hang'));
    expect(await atCreate.startPayment(startRequest())).toEqual({
      outcome: declined,
      providerReference: null,
    });
    await server.close();
    const atConfirm = await connect(starting(CREATED, refusal));
    expect(await atConfirm.startPayment(startRequest())).toEqual({
      outcome: declined,
      providerReference: 'int_1',
    });
  });

  it.each<[string, Reply, string]>([
    ['500', { status: 500, text: '<html>' }, 'provider_error'],
    ['409', { status: 409, json: { code: 'conflict' } }, 'provider_error'],
    ['429', { status: 429, json: { code: 'too_many_requests' } }, 'rate_limited'],
    ['400 internal_error', { status: 400, json: { code: 'internal_error' } }, 'provider_error'],
    ['400 from a proxy', { status: 400, text: '<html>' }, 'unreadable_answer'],
    ['garbage', { text: '{"id":' }, 'unreadable_answer'],
    ['another shape', { json: { id: 'int_1' } }, 'unreadable_answer'],
    [
      'too much',
      { json: intent('PENDING', { padding: 'x'.repeat(1024 * 1024) }) },
      'unreadable_answer',
    ],
    ['a redirect', { status: 307, headers: { location: '/elsewhere' }, text: '' }, 'network'],
    ['a reset', 'reset', 'network'],
    ['silence', 'hang', 'timeout'],
  ])('%s leaves it unknown at either step', async (_, reply, cause) => {
    const atCreate = await connect(starting(reply, 'hang'), 300);
    const created = await atCreate.startPayment(startRequest());
    expect(created).toMatchObject({ outcome: { kind: 'unknown', cause }, providerReference: null });
    await server.close();
    const atConfirm = await connect(starting(CREATED, reply), 300);
    const confirmed = await atConfirm.startPayment(startRequest());
    expect(confirmed).toMatchObject({
      outcome: { kind: 'unknown', cause },
      providerReference: 'int_1',
    });
    expect(JSON.stringify([created, confirmed])).not.toContain('secretpart');
  });

  it('goes on where an earlier call with the same key stopped', async () => {
    const duplicate: Reply = { status: 400, json: { code: 'duplicate_request' } };
    const current = intent('REQUIRES_CUSTOMER_ACTION', { next_action: QR });
    const airwallex = await connect(
      api(({ method, path }) => {
        if (method === 'POST') return duplicate;
        return {
          json: path === INTENTS ? { items: [intent('REQUIRES_PAYMENT_METHOD')] } : current,
        };
      }),
    );
    expect(await airwallex.startPayment(startRequest())).toMatchObject({
      outcome: { kind: 'requires_action', nextAction: { payload: PAYLOAD } },
      providerReference: 'int_1',
    });
  });

  it('believes the state of an intent that is past confirming', async () => {
    const airwallex = await connect(
      api(({ method, path }) => {
        if (path.endsWith('/create')) return CREATED;
        if (method === 'POST')
          return { status: 400, json: { code: 'invalid_status_for_operation' } };
        const paid = path.endsWith('/payment_attempts');
        return { json: paid ? { items: [attempt('CAPTURE_REQUESTED')] } : intent('SUCCEEDED') };
      }),
    );
    expect((await airwallex.startPayment(startRequest())).outcome.kind).toBe('captured');
  });

  it('has one time bound over all its requests', async () => {
    const airwallex = await connect(() => 'hang', 200);
    const startedMs = performance.now();
    const { outcome } = await airwallex.startPayment(startRequest());
    expect(outcome).toMatchObject({ kind: 'unknown', cause: 'timeout' });
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  });
});

describe('the login token', () => {
  const logins = () => server.requests.filter(({ path }) => path === LOGIN).length;
  const pending = api(() => ({ json: intent('PENDING') }));

  it('is used again until a minute before it expires, by the clock of the answer', async () => {
    const airwallex = await connect(pending);
    await airwallex.retrievePayment(lookup());
    await airwallex.retrievePayment(lookup());
    expect(logins()).toBe(1);
    await server.close();

    const soon = new Date(Date.now() + 59_000).toISOString();
    const short = await connect((request) =>
      request.path === LOGIN ? { json: { ...TOKEN, expires_at: soon } } : pending(request),
    );
    await short.retrievePayment(lookup());
    await short.retrievePayment(lookup());
    expect(logins()).toBe(2);
  });

  it('is renewed once when it is refused', async () => {
    let serial = 0;
    let valid = 'Bearer t1';
    const airwallex = await connect((request) => {
      if (request.path === LOGIN) return { json: { ...TOKEN, token: `t${(serial += 1)}` } };
      return request.headers['authorization'] === valid
        ? { json: intent('PENDING') }
        : { status: 401, json: { code: 'unauthorized' } };
    });
    expect((await airwallex.retrievePayment(lookup())).outcome.kind).toBe('pending');
    valid = 'Bearer t2';
    expect((await airwallex.retrievePayment(lookup())).outcome.kind).toBe('pending');
    expect(logins()).toBe(2);
    valid = 'none';
    expect((await airwallex.retrievePayment(lookup())).outcome.kind).toBe('unknown');
    expect(logins()).toBe(3);
  });

  it('that cannot be had declines a start and leaves all else unknown', async () => {
    const airwallex = await connect(() => ({ status: 401, json: { code: 'credentials_invalid' } }));
    expect((await airwallex.startPayment(startRequest())).outcome).toEqual({
      kind: 'declined',
      code: 'processing_error',
      providerCode: 'credentials_invalid',
    });
    expect((await airwallex.retrievePayment(lookup())).outcome.kind).toBe('unknown');
    expect((await airwallex.cancelPayment(lookup())).outcome.kind).toBe('unknown');
    expect((await airwallex.capturePayment(captureRequest())).outcome.kind).toBe('unknown');
    expect((await airwallex.refundPayment(refundRequest())).kind).toBe('unknown');
  });
});

describe('looking a payment up by our reference', () => {
  const query = lookup({ providerReference: null });

  it('is absent when the list is empty, or has another order’s only', async () => {
    let items: unknown[] = [];
    const airwallex = await connect(api(() => ({ json: { items } })));
    expect(await airwallex.retrievePayment(query)).toEqual({ outcome: { kind: 'absent' } });
    items = [intent('SUCCEEDED', { merchant_order_id: 'pa_other' })];
    expect(await airwallex.retrievePayment(query)).toEqual({ outcome: { kind: 'absent' } });
    expect(server.requests[1]?.query.get('merchant_order_id')).toBe('pa_one');
  });

  it('is absent while it was created and never confirmed', async () => {
    const items = [intent('REQUIRES_PAYMENT_METHOD')];
    const airwallex = await connect(api(() => ({ json: { items } })));
    expect(await airwallex.retrievePayment(query)).toEqual({ outcome: { kind: 'absent' } });
  });
});

describe('a payment whose confirm was never answered', () => {
  const untried = intent('REQUIRES_PAYMENT_METHOD');

  it('is over once it is cancelled', async () => {
    const airwallex = await connect(
      api(({ method }) => ({ json: method === 'GET' ? untried : intent('CANCELLED') })),
    );
    expect(await airwallex.retrievePayment(lookup())).toEqual({
      outcome: { kind: 'declined', code: 'processing_error', providerCode: 'not_confirmed' },
      providerReference: 'int_1',
    });
  });

  it('goes on when the confirm took effect before the cancel', async () => {
    let gets = 0;
    const airwallex = await connect(
      api(({ method }) => {
        if (method === 'POST')
          return { status: 400, json: { code: 'invalid_status_for_operation' } };
        gets += 1;
        return {
          json: gets === 1 ? untried : intent('REQUIRES_CUSTOMER_ACTION', { next_action: QR }),
        };
      }),
    );
    expect((await airwallex.retrievePayment(lookup())).outcome.kind).toBe('requires_action');
  });

  it('stays unknown when the cancel is not answered', async () => {
    const airwallex = await connect(
      api(({ method }) => (method === 'GET' ? { json: untried } : { status: 500, text: '' })),
    );
    expect((await airwallex.retrievePayment(lookup())).outcome.kind).toBe('unknown');
  });
});

describe('cancelling', () => {
  const waiting = intent('REQUIRES_CUSTOMER_ACTION', { next_action: QR });

  it('answers with the state after it', async () => {
    const airwallex = await connect(
      api(({ method }) => ({ json: method === 'GET' ? waiting : intent('CANCELLED') })),
    );
    expect((await airwallex.cancelPayment(lookup())).outcome).toEqual({ kind: 'canceled' });
  });

  it('answers with the money when it was too late', async () => {
    let gets = 0;
    const airwallex = await connect(
      api(({ method, path }) => {
        if (path.endsWith('/payment_attempts'))
          return { json: { items: [attempt('CAPTURE_REQUESTED')] } };
        if (method === 'POST')
          return { status: 400, json: { code: 'invalid_status_for_operation' } };
        gets += 1;
        return { json: gets === 1 ? waiting : intent('SUCCEEDED') };
      }),
    );
    expect((await airwallex.cancelPayment(lookup())).outcome.kind).toBe('captured');
  });
});

describe('refunding', () => {
  const refunding = (created: Reply, current: Reply) =>
    api(({ method }) => (method === 'POST' ? created : current));
  const refund = (status: string) => ({ id: 'rfd_1', request_id: 're_ours:refund', status });

  it.each([
    ['RECEIVED', 'pending'],
    ['PROCESSING', 'pending'],
    ['ACCEPTED', 'pending'],
    ['SUCCEEDED', 'succeeded'],
    ['SETTLED', 'succeeded'],
    ['FAILED', 'failed'],
  ])('RECEIVED, then %s, is %s', async (status, kind) => {
    const airwallex = await connect(
      refunding({ status: 201, json: refund('RECEIVED') }, { json: refund(status) }),
    );
    const answer = await airwallex.refundPayment(refundRequest({ amount: money(50n, 'HKD') }));
    expect(answer.kind).toBe(kind);
    expect(JSON.parse(server.requests[1]?.body ?? '')).toMatchObject({
      request_id: 're_ours:refund',
      payment_intent_id: 'int_1',
      amount: 0.5,
      metadata: { praya_attempt: 'pa_one', praya_refund: 're_ours' },
    });
  });

  it('is pending when its state cannot be read', async () => {
    const airwallex = await connect(
      refunding({ json: refund('RECEIVED') }, { status: 500, text: '' }),
    );
    expect(await airwallex.refundPayment(refundRequest())).toEqual({
      kind: 'pending',
      refundReference: 'rfd_1',
    });
  });

  it('finds the refund of an earlier call with the same key', async () => {
    const duplicate: Reply = { status: 400, json: { code: 'duplicate_request' } };
    const other = { ...refund('FAILED'), id: 'rfd_0', request_id: 're_other:refund' };
    const airwallex = await connect(
      refunding(duplicate, { json: { items: [other, refund('SETTLED')] } }),
    );
    expect(await airwallex.refundPayment(refundRequest())).toEqual({
      kind: 'succeeded',
      refundReference: 'rfd_1',
    });
  });

  it('fails on a refusal and is unknown on anything less clear', async () => {
    let reply: Reply = { status: 400, json: { code: 'validation_error' } };
    const airwallex = await connect(
      api(() => reply),
      300,
    );
    expect(await airwallex.refundPayment(refundRequest())).toEqual({
      kind: 'failed',
      providerCode: 'validation_error',
    });
    for (reply of ['hang', 'reset', { status: 500, text: '' }, { text: '[' }] satisfies Reply[]) {
      expect((await airwallex.refundPayment(refundRequest())).kind).toBe('unknown');
    }
  });
});
