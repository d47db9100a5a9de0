import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let stripe: Stripe;

beforeAll(async () => {
  server = await startTestServer();
  stripe = server.client();
});
afterAll(() => server.close());

type Wallet = 'alipay' | 'wechat_pay';

function confirmed(
  type: Wallet,
  changes: Partial<Stripe.PaymentIntentCreateParams> = {},
): Promise<Stripe.PaymentIntent> {
  return stripe.paymentIntents.create({
    amount: 12_850,
    currency: 'hkd',
    confirm: true,
    allowed_payment_method_types: [type],
    payment_method_data: { type },
    return_url: 'http://localhost:9/back',
    ...(type === 'wechat_pay' ? { payment_method_options: { wechat_pay: { client: 'web' } } } : {}),
    ...changes,
  });
}

function pageOf(intent: Stripe.PaymentIntent): string {
  const action = intent.next_action;
  return action?.wechat_pay_display_qr_code?.data ?? action?.redirect_to_url?.url ?? '';
}

function answer(url: string, word: string): Promise<Response> {
  const scanned = url.includes('scanned=1') ? '1' : '';
  const body = new URLSearchParams({ answer: word, scanned, lang: 'en' });
  return fetch(url, { method: 'POST', body, redirect: 'manual' });
}

function kinds(intent: Stripe.PaymentIntent): string[] {
  return server.log
    .entries()
    .filter(({ paymentId }) => paymentId === intent.id)
    .map(({ kind, method }) => `${method} ${kind}`);
}

describe('Alipay', () => {
  test('approved takes the money and goes back with the outcome', async () => {
    const intent = await confirmed('alipay');
    expect(intent).toMatchObject({
      status: 'requires_action',
      next_action: { type: 'redirect_to_url' },
    });
    expect(await (await fetch(pageOf(intent))).text()).toContain('HK$128.50');
    const back = await answer(pageOf(intent), 'approve');
    expect(back.headers.get('location')).toMatch(/^http:\/\/localhost:9\/back\?.*=succeeded$/);
    await answer(pageOf(intent), 'approve');
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'succeeded',
      amount_received: 12_850,
      next_action: null,
    });
    expect(kinds(intent)).toEqual(['alipay captured']);
    const { data: events } = await stripe.events.list({ type: 'payment_intent.succeeded' });
    expect(events).toHaveLength(1);
  });

  test('refused takes nothing and says so as Stripe does', async () => {
    const intent = await confirmed('alipay');
    const back = await answer(pageOf(intent), 'refuse');
    expect(back.headers.get('location')).toMatch(/redirect_status=failed$/);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_intent_authentication_failure' },
    });
    expect(kinds(intent)).toEqual(['alipay declined']);
  });

  test('never answered stays open, and a late yes still counts', async () => {
    const intent = await confirmed('alipay');
    await answer(pageOf(intent), 'never');
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('requires_action');
    await answer(pageOf(intent), 'approve');
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded');
  });

  test('cancelled by the shop cannot be approved any more', async () => {
    const intent = await confirmed('alipay');
    await stripe.paymentIntents.cancel(intent.id);
    await answer(pageOf(intent), 'approve');
    expect(kinds(intent)).toEqual(['alipay canceled']);
    expect(await (await fetch(`${pageOf(intent)}?lang=en`)).text()).toContain('No longer valid');
  });

  test('is refunded a moment after the call is answered', async () => {
    const intent = await confirmed('alipay');
    await answer(pageOf(intent), 'approve');
    const refund = await stripe.refunds.create({ payment_intent: intent.id, amount: 5_000 });
    expect(refund.status).toBe('pending');
    expect((await stripe.refunds.retrieve(refund.id)).status).toBe('succeeded');
    expect(kinds(intent)).toEqual(['alipay captured', 'alipay refunded']);
  });
});

describe('WeChat Pay', () => {
  test('is a code whose page pays, and tells the phone to go back to the computer', async () => {
    const intent = await confirmed('wechat_pay');
    expect(intent.next_action?.type).toBe('wechat_pay_display_qr_code');
    const done = await answer(pageOf(intent), 'approve');
    const page = await fetch(new URL(done.headers.get('location') ?? '', server.origin));
    expect(await page.text()).toContain('You can go back to your computer now.');
    expect(kinds(intent)).toEqual(['wechat_pay captured']);
  });
});

describe('what a wallet cannot do', () => {
  test.each<[string, Wallet, Partial<Stripe.PaymentIntentCreateParams>, string]>([
    ['hold money', 'alipay', { capture_method: 'manual' }, 'capture_method'],
    [
      'be paid where it is not allowed',
      'alipay',
      { allowed_payment_method_types: ['card'] },
      'payment_method',
    ],
    [
      'draw a code for nobody',
      'wechat_pay',
      { payment_method_options: {} },
      'payment_method_options[wechat_pay][client]',
    ],
  ])('%s', async (_, type, changes, param) => {
    const before = server.log.entries().length;
    await expect(confirmed(type, changes)).rejects.toMatchObject({ statusCode: 400, param });
    expect(server.log.entries().length).toBe(before);
  });
});
