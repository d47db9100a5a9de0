import { createHmac } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readFpsRequest } from '../bank-app/fps-request.ts';
import { listen, type Listening } from '../core/listen.ts';
import { startSimulator, type RunningSimulator } from '../start.ts';
import {
  attemptsSchema,
  intentSchema,
  login,
  type AirwallexClient,
  type IntentAnswer,
} from './airwallex-client.ts';

const PAST_SESSION_MS = 10 * 60_000 + 1000;
const paymentsSchema = z.object({
  payments: z.array(z.object({ status: z.string(), reason: z.string().optional() })),
});

let simulator: RunningSimulator;
let receiver: Listening;
let client: AirwallexClient;
let received: { headers: Headers; body: string; name: string }[] = [];

beforeAll(async () => {
  simulator = await startSimulator({ port: 0, dataDir: mkdtempSync(join(tmpdir(), 'simulator-')) });
  receiver = await listen(0, () =>
    new Hono().post('/hook', async (c) => {
      const body = await c.req.text();
      const { name } = z.object({ name: z.string() }).parse(JSON.parse(body));
      received.push({ headers: c.req.raw.headers, body, name });
      return c.text('ok');
    }),
  );
  await control('/airwallex/webhooks', {
    clientId: 'shop',
    url: `${receiver.origin}/hook`,
    secret: 'whsec',
  });
});
beforeEach(async () => {
  simulator.context.faults.disarmAll();
  // The token may have died with a clock that an earlier test moved.
  client = await login(simulator.origin);
  // What an earlier test caused may still be on its way.
  await simulator.context.webhooks.idle();
  received = [];
});
afterAll(async () => {
  await simulator.stop();
  await receiver.close();
});

function scan(code: string): Promise<Response> {
  const body = new FormData();
  body.set('code', code);
  return fetch(`${simulator.origin}/wallet`, { method: 'POST', body, redirect: 'manual' });
}

async function control(path: string, body: unknown, method = 'POST'): Promise<void> {
  const response = await fetch(`${simulator.origin}/control${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.ok).toBe(true);
}

async function payByBank(intent: IntentAnswer, times = 1) {
  const response = await fetch(`${simulator.origin}/bank-app/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ payload: intent.next_action?.qrcode, times }),
  });
  return paymentsSchema.parse(await response.json()).payments;
}

async function send(transfer: object): Promise<unknown> {
  const response = await fetch(`${simulator.origin}/bank-app/transfer`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(transfer),
  });
  return z.object({ payment: z.unknown() }).parse(await response.json()).payment;
}

function logged(intent: IntentAnswer, kind: string): number {
  return simulator.context.log
    .entries()
    .filter((entry) => entry.paymentId === intent.id && entry.kind === kind).length;
}

async function notified(): Promise<string[]> {
  await simulator.context.webhooks.idle();
  return received.map(({ name }) => name);
}

async function answerWallet(
  url: string,
  answer: string,
  fields: Record<string, string> = {},
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ answer, ...fields }),
    redirect: 'manual',
  });
}

describe('login', () => {
  test('a wrong key for a known client is refused', async () => {
    const headers = { 'x-client-id': 'shop', 'x-api-key': 'other' };
    const response = await fetch(`${simulator.origin}/api/v1/authentication/login`, {
      method: 'POST',
      headers,
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'credentials_invalid' });
  });

  test('a token dies after half an hour', async () => {
    await control('/clock', { advanceMs: 31 * 60_000 });
    const reply = await client.call('GET', '/payment_intents');
    expect(reply).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
  });

  test('one account cannot read another’s payment', async () => {
    const intent = await client.create();
    const stranger = await login(simulator.origin, 'stranger');
    const reply = await stranger.call('GET', `/payment_intents/${intent.id}`);
    expect(reply).toMatchObject({ status: 404, body: { code: 'resource_not_found' } });
  });
});

describe('create', () => {
  test('the same request_id makes one payment; another request with it is refused', async () => {
    const body = { request_id: 'same', merchant_order_id: 'o-same', amount: 20, currency: 'HKD' };
    const first = await client.call('POST', '/payment_intents/create', body);
    const again = await client.call('POST', '/payment_intents/create', body);
    expect(again.body).toEqual(first.body);
    const other = await client.call('POST', '/payment_intents/create', { ...body, amount: 21 });
    expect(other).toMatchObject({
      status: 400,
      body: { code: 'duplicate_request', source: 'request_id' },
    });
    const list = await client.call('GET', '/payment_intents?merchant_order_id=o-same');
    expect(list.body).toMatchObject({ items: [{ amount: 20 }], has_more: false });
  });

  test.each([
    ['a third decimal', { amount: 1.005 }, 'amount'],
    ['no amount', { amount: 0 }, 'amount'],
    ['an amount as text', { amount: '20' }, 'amount'],
    ['a currency in lower case', { currency: 'hkd' }, 'currency'],
  ])('%s is refused with its field', async (_what, fields, source) => {
    const body = {
      request_id: crypto.randomUUID(),
      merchant_order_id: 'o',
      amount: 20,
      currency: 'HKD',
      ...fields,
    };
    const reply = await client.call('POST', '/payment_intents/create', body);
    expect(reply).toMatchObject({ status: 400, body: { code: 'validation_error', source } });
  });
});

describe('FPS', () => {
  test('a scanned code pays the intent, tells the app and is in the log', async () => {
    const intent = await client.confirm((await client.create()).id, 'fps', 'webqr');
    expect(intent).toMatchObject({
      status: 'REQUIRES_CUSTOMER_ACTION',
      next_action: { type: 'render_qrcode', method: 'GET' },
    });
    expect(readFpsRequest(intent.next_action?.qrcode ?? '')).toMatchObject({
      payeeName: 'Airwallex (Hong Kong) Ltd',
      amountMinor: 12_850,
      amountEditable: false,
      currency: 'HKD',
      reference: expect.stringMatching(/^[A-Z0-9]{1,25}$/) as unknown,
    });
    expect(intent.next_action?.qrcode).toMatch(/^000201010212/);
    expect(await payByBank(intent)).toEqual([expect.objectContaining({ status: 'accepted' })]);
    expect(await client.retrieve(intent.id)).toMatchObject({
      status: 'SUCCEEDED',
      captured_amount: 128.5,
    });
    expect(logged(intent, 'captured')).toBe(1);
    expect(await notified()).toContain('payment_intent.succeeded');
    const event = received.find(({ name }) => name === 'payment_intent.succeeded');
    const timestamp = event?.headers.get('x-timestamp') ?? '';
    const expected = createHmac('sha256', 'whsec')
      .update(timestamp + (event?.body ?? ''))
      .digest('hex');
    expect(event?.headers.get('x-signature')).toBe(expected);
    expect(Math.abs(Date.now() - Number(timestamp))).toBeLessThan(10_000);
  });

  test('after ten minutes the attempt has expired, and money sent then still arrives', async () => {
    const intent = await client.confirm((await client.create()).id, 'fps', 'webqr');
    await control('/clock', { advanceMs: PAST_SESSION_MS });
    expect(await client.retrieve(intent.id)).toMatchObject({
      status: 'REQUIRES_PAYMENT_METHOD',
      latest_payment_attempt: { status: 'EXPIRED' },
    });
    expect(await notified()).toEqual(
      expect.arrayContaining(['payment_attempt.expired', 'payment_intent.requires_payment_method']),
    );
    expect(await payByBank(intent)).toEqual([expect.objectContaining({ status: 'accepted' })]);
    expect(await client.retrieve(intent.id)).toMatchObject({ status: 'SUCCEEDED' });
    expect(logged(intent, 'captured')).toBe(1);
  });

  test('confirming again gives a fresh code, and both codes still take money', async () => {
    const first = await client.confirm((await client.create()).id, 'fps', 'webqr');
    const second = await client.confirm(first.id, 'fps', 'webqr');
    expect(second.next_action?.qrcode).not.toBe(first.next_action?.qrcode);
    expect(second.latest_payment_attempt?.id).not.toBe(first.latest_payment_attempt?.id);
    await payByBank(first);
    await payByBank(second);
    expect(logged(first, 'captured')).toBe(2);
  });

  test('a code paid twice shows as a second captured attempt', async () => {
    const intent = await client.confirm((await client.create()).id, 'fps', 'webqr');
    await payByBank(intent, 2);
    const reply = await client.call('GET', `/payment_attempts?payment_intent_id=${intent.id}`);
    const { items } = attemptsSchema.parse(reply.body);
    expect(items.map(({ captured_amount: captured }) => captured)).toEqual([128.5, 128.5]);
    expect(await client.retrieve(intent.id)).toMatchObject({
      status: 'SUCCEEDED',
      captured_amount: 257,
    });
    expect(logged(intent, 'captured')).toBe(2);
    const names = await notified();
    expect(names.filter((name) => name === 'payment_attempt.capture_requested')).toHaveLength(2);
    expect(names.filter((name) => name === 'payment_intent.succeeded')).toHaveLength(1);
  });

  test('money for a cancelled payment is sent back at once', async () => {
    const intent = await client.confirm((await client.create()).id, 'fps', 'webqr');
    const cancelled = await client.call('POST', `/payment_intents/${intent.id}/cancel`, {
      request_id: 'x1',
    });
    expect(cancelled).toMatchObject({ status: 200, body: { status: 'CANCELLED' } });
    expect(await payByBank(intent)).toEqual([{ status: 'rejected', reason: 'payment_cancelled' }]);
    expect(logged(intent, 'captured')).toBe(0);
    expect(await client.retrieve(intent.id)).toMatchObject({ status: 'CANCELLED' });
  });

  test('a paid payment can be neither confirmed nor cancelled', async () => {
    const intent = await client.confirm((await client.create()).id, 'fps', 'webqr');
    await payByBank(intent);
    for (const [operation, body] of [
      ['cancel', { request_id: 'y1' }],
      ['confirm', { request_id: 'y2', payment_method: { type: 'fps', fps: { flow: 'webqr' } } }],
    ] as const) {
      const reply = await client.call('POST', `/payment_intents/${intent.id}/${operation}`, body);
      expect(reply).toMatchObject({ status: 400, body: { code: 'invalid_status_for_operation' } });
    }
  });

  test('FPS does not settle US dollars', async () => {
    const { id } = await client.create({ currency: 'USD' });
    const body = { request_id: 'usd', payment_method: { type: 'fps', fps: { flow: 'webqr' } } };
    const reply = await client.call('POST', `/payment_intents/${id}/confirm`, body);
    expect(reply).toMatchObject({
      status: 400,
      body: { code: 'validation_error', source: 'currency' },
    });
  });
});

describe('wallets', () => {
  test('approving in the browser pays and goes back to the return address', async () => {
    const intent = await client.confirm((await client.create()).id, 'alipayhk', 'mobile_web');
    expect(intent.next_action).toMatchObject({ type: 'redirect', method: 'GET' });
    const url = intent.next_action?.url ?? '';
    expect(await (await fetch(url)).text()).toContain('HK$128.50');
    const answer = await answerWallet(url, 'approve');
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('http://localhost:9/back');
    expect(await client.retrieve(intent.id)).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('a second press of approve takes no more money', async () => {
    const intent = await client.confirm((await client.create()).id, 'payme', 'mobile_web');
    const url = intent.next_action?.url ?? '';
    await Promise.all([answerWallet(url, 'approve'), answerWallet(url, 'approve')]);
    expect(logged(intent, 'captured')).toBe(1);
  });

  test('scanned on a telephone, it says to go back to the computer', async () => {
    const intent = await client.confirm((await client.create()).id, 'alipayhk', 'qrcode');
    expect(intent.next_action?.type).toBe('render_qrcode');
    const scanned = intent.next_action?.qrcode ?? '';
    expect(await (await fetch(scanned)).text()).toContain('name="scanned"');
    const answer = await answerWallet(scanned, 'approve', { scanned: '1', lang: 'en' });
    const done = await fetch(new URL(answer.headers.get('location') ?? '', simulator.origin));
    expect(await done.text()).toContain('You can go back to your computer now.');
    expect(await client.retrieve(intent.id)).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('refusing lets the shopper try again', async () => {
    const intent = await client.confirm((await client.create()).id, 'payme', 'qrcode');
    await answerWallet(intent.next_action?.url ?? '', 'refuse');
    expect(await client.retrieve(intent.id)).toMatchObject({
      status: 'REQUIRES_PAYMENT_METHOD',
      latest_payment_attempt: { status: 'FAILED', failure_code: 'customer_cancelled' },
    });
    expect(logged(intent, 'declined')).toBe(1);
    expect(await client.confirm(intent.id, 'wechatpay', 'qrcode')).toMatchObject({
      status: 'REQUIRES_CUSTOMER_ACTION',
    });
  });

  test('Octopus takes multiples of ten cents', async () => {
    const { id } = await client.create({ amount: 128.55 });
    const payment_method = { type: 'octopus', octopus: { flow: 'qrcode' } };
    const reply = await client.call('POST', `/payment_intents/${id}/confirm`, {
      request_id: 'cents',
      payment_method,
    });
    expect(reply).toMatchObject({
      status: 400,
      body: { code: 'validation_error', source: 'amount' },
    });
  });

  test('Octopus on a desktop is a code for the app, which pays once', async () => {
    const intent = await client.confirm((await client.create()).id, 'octopus', 'qrcode');
    const code = intent.next_action?.qrcode ?? '';
    expect(code).toMatch(/^octopus:\/\/payment\?token=[\w-]+$/);
    const path = (await scan(code)).headers.get('location') ?? '';
    expect(path).toMatch(/^\/wallet\/[\w-]+\?scanned=1$/);
    const done = await answerWallet(`${simulator.origin}${path}`, 'approve', { scanned: '1' });
    expect(done.headers.get('location')).toContain('scanned=1');
    expect(await client.retrieve(intent.id)).toMatchObject({ status: 'SUCCEEDED' });
    expect(logged(intent, 'captured')).toBe(1);
  });

  test('Octopus on a desktop, when told so, is a page with a code, which goes back once the app has paid', async () => {
    await control('/airwallex/behaviour', { octopusOnDesktop: 'page' }, 'PUT');
    const intent = await client.confirm((await client.create()).id, 'octopus', 'qrcode');
    const url = intent.next_action?.url ?? '';
    expect(intent.next_action).toMatchObject({ type: 'redirect' });
    const shown = await fetch(url);
    expect(shown.headers.get('refresh')).toBe('2');
    expect(await shown.text()).toContain('role="img"');
    const wallet = url.replace('/pa/redirect/', '/wallet/');
    await answerWallet(wallet, 'approve', { scanned: '1' });
    const back = await fetch(url, { redirect: 'manual' });
    expect(back.headers.get('location')).toBe('http://localhost:9/back');
    expect(logged(intent, 'captured')).toBe(1);
    await control('/airwallex/behaviour', {}, 'PUT');
  });

  test('Octopus on a phone opens the app, and its link leads to the same request', async () => {
    const intent = await client.confirm((await client.create()).id, 'octopus', 'mobile_web');
    const opened = await fetch(intent.next_action?.url ?? '');
    expect(new URL(opened.url).pathname).toMatch(/^\/wallet\//);
    const link = intent.next_action?.data?.scheme_url ?? '';
    expect(link).toMatch(/^octopus:\/\/payment\?token=[\w-]+&return=http/);
    expect((await scan(link)).headers.get('location')).toBe(new URL(opened.url).pathname);
  });

  test('a transfer of another amount than the code’s is turned away, and taken only when told so', async () => {
    const intent = await client.confirm((await client.create()).id, 'fps', 'webqr');
    const request = readFpsRequest(intent.next_action?.qrcode ?? '');
    const transfer = { proxy: request?.proxy, reference: request?.reference, amountMinor: 10_000 };
    await control('/airwallex/behaviour', { fpsAmounts: 'exact' }, 'PUT');
    expect(await send(transfer)).toMatchObject({ status: 'rejected', reason: 'amount_mismatch' });
    await control('/airwallex/behaviour', { fpsAmounts: 'any' }, 'PUT');
    expect(await send(transfer)).toMatchObject({ status: 'accepted' });
    await control('/airwallex/behaviour', {}, 'PUT');
    expect(await client.retrieve(intent.id)).toMatchObject({
      status: 'SUCCEEDED',
      amount: 128.5,
      captured_amount: 100,
      latest_payment_attempt: { captured_amount: 100 },
    });
    expect(logged(intent, 'captured')).toBe(1);
  });

  test('WeChat Pay’s code is read by scanning alone', async () => {
    const intent = await client.confirm((await client.create()).id, 'wechatpay', 'qrcode');
    const code = intent.next_action?.qrcode ?? '';
    expect(code).toMatch(/^weixin:\/\/wxpay\/s\//);
    const path = (await scan(code)).headers.get('location') ?? '';
    await answerWallet(`${simulator.origin}${path}`, 'approve', { scanned: '1' });
    expect(await client.retrieve(intent.id)).toMatchObject({ status: 'SUCCEEDED' });
  });

  test.each(['', 'hello', 'https://evil.example/wallet/x', 'octopus://payment?token=../x'])(
    'scanning %s leads nowhere',
    async (code) => {
      expect((await scan(code)).status).toBe(422);
    },
  );

  test('never answering leaves it pending, and a late yes still counts', async () => {
    const intent = await client.confirm((await client.create()).id, 'alipayhk', 'mobile_web');
    const url = intent.next_action?.url ?? '';
    expect((await answerWallet(url, 'never')).headers.get('location')).toBe(
      'http://localhost:9/back',
    );
    await control('/clock', { advanceMs: PAST_SESSION_MS });
    client = await login(simulator.origin);
    expect(await client.retrieve(intent.id)).toMatchObject({ status: 'PENDING' });
    await answerWallet(url, 'approve');
    expect(await client.retrieve(intent.id)).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('an expired or replaced link takes no money', async () => {
    const first = await client.confirm((await client.create()).id, 'alipayhk', 'mobile_web');
    const second = await client.confirm(first.id, 'alipayhk', 'mobile_web');
    await answerWallet(first.next_action?.url ?? '', 'approve');
    await control('/clock', { advanceMs: PAST_SESSION_MS });
    await answerWallet(second.next_action?.url ?? '', 'approve');
    expect(logged(first, 'captured')).toBe(0);
  });
});

describe('refunds', () => {
  test('goes back once for one request_id, and never more than was captured', async () => {
    const intent = await client.confirm((await client.create()).id, 'fps', 'webqr');
    await payByBank(intent);
    const body = {
      request_id: 'rf1',
      payment_intent_id: intent.id,
      amount: 100,
      reason: 'returned',
    };
    const first = await client.call('POST', '/refunds/create', body);
    expect(first).toMatchObject({ status: 201, body: { status: 'RECEIVED', amount: 100 } });
    expect((await client.call('POST', '/refunds/create', body)).body).toEqual(first.body);
    expect(logged(intent, 'refunded')).toBe(1);
    const { id } = z.object({ id: z.string() }).parse(first.body);
    expect(await client.call('GET', `/refunds/${id}`)).toMatchObject({
      body: { status: 'SUCCEEDED' },
    });
    const tooMuch = await client.call('POST', '/refunds/create', {
      ...body,
      request_id: 'rf2',
      amount: 28.51,
    });
    expect(tooMuch).toMatchObject({
      status: 400,
      body: { code: 'validation_error', source: 'amount' },
    });
    expect(await notified()).toContain('refund.succeeded');
  });

  test('the second of two FPS payments can be sent back by its attempt', async () => {
    const intent = await client.confirm((await client.create()).id, 'fps', 'webqr');
    await payByBank(intent, 2);
    const { latest_payment_attempt: second } = await client.retrieve(intent.id);
    const body = { request_id: 'rf-second', payment_attempt_id: second?.id };
    expect(await client.call('POST', '/refunds/create', body)).toMatchObject({
      status: 201,
      body: { amount: 128.5, payment_attempt_id: second?.id },
    });
  });
});

describe('faults, with the log as oracle', () => {
  test('a failed refund "before" moved nothing; "after" moved it, and a retry moves no more', async () => {
    const intent = await client.confirm((await client.create()).id, 'fps', 'webqr');
    await payByBank(intent);
    const body = { request_id: 'fault-1', payment_intent_id: intent.id, amount: 50 };
    await control('/faults', {
      kind: 'error_before_effect',
      operation: 'refunds.create',
      status: 503,
    });
    expect((await client.call('POST', '/refunds/create', body)).status).toBe(503);
    expect(logged(intent, 'refunded')).toBe(0);
    await control('/faults', { kind: 'error_after_effect', operation: 'refunds.create' });
    expect((await client.call('POST', '/refunds/create', body)).status).toBe(500);
    expect(logged(intent, 'refunded')).toBe(1);
    expect((await client.call('POST', '/refunds/create', body)).status).toBe(201);
    expect(logged(intent, 'refunded')).toBe(1);
  });

  test('a time-out "after" gives no answer, but a confirmed payment', async () => {
    const { id } = await client.create();
    await control('/faults', {
      kind: 'timeout_after_effect',
      operation: 'payment_intents.confirm',
    });
    const body = { request_id: 'to-1', payment_method: { type: 'fps', fps: { flow: 'webqr' } } };
    const path = `/payment_intents/${id}/confirm`;
    await expect(client.call('POST', path, body, AbortSignal.timeout(200))).rejects.toThrow(
      /timeout/,
    );
    expect(await client.retrieve(id)).toMatchObject({ status: 'REQUIRES_CUSTOMER_ACTION' });
    const retried = intentSchema.parse((await client.call('POST', path, body)).body);
    const reply = await client.call('GET', `/payment_attempts?payment_intent_id=${id}`);
    expect(attemptsSchema.parse(reply.body).items.map((attempt) => attempt.id)).toEqual([
      retried.latest_payment_attempt?.id,
    ]);
  });

  test('a time-out "before" gives no answer and no effect', async () => {
    const { id } = await client.create();
    await control('/faults', {
      kind: 'timeout_before_effect',
      operation: 'payment_intents.confirm',
    });
    const body = { request_id: 'to-2', payment_method: { type: 'fps', fps: { flow: 'webqr' } } };
    const hung = client.call(
      'POST',
      `/payment_intents/${id}/confirm`,
      body,
      AbortSignal.timeout(200),
    );
    await expect(hung).rejects.toThrow(/timeout/);
    expect(await client.retrieve(id)).toMatchObject({ status: 'REQUIRES_PAYMENT_METHOD' });
  });

  test('latency delays the answer', async () => {
    await control('/faults', {
      kind: 'latency',
      operation: 'payment_intents.create',
      delayMs: 150,
    });
    const began = Date.now();
    await client.create();
    expect(Date.now() - began).toBeGreaterThanOrEqual(145);
  });

  test('a refused request does not use up a fault that comes after the effect', async () => {
    await control('/faults', { kind: 'error_after_effect', operation: 'payment_intents.create' });
    expect((await client.call('POST', '/payment_intents/create', {})).status).toBe(400);
    expect(simulator.context.faults.list()).toHaveLength(1);
  });
});

test('payments and keys outlive a clean end', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'simulator-'));
  const before = await startSimulator({ port: 0, dataDir });
  const made = await (await login(before.origin)).create();
  const confirmed = await (await login(before.origin)).confirm(made.id, 'fps', 'webqr');
  await before.stop();
  const after = await startSimulator({ port: 0, dataDir });
  const payload = confirmed.next_action?.qrcode;
  await fetch(`${after.origin}/bank-app/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ payload }),
  });
  expect(await (await login(after.origin)).retrieve(made.id)).toMatchObject({
    status: 'SUCCEEDED',
  });
  await after.stop();
});
