import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { listen, type Listening } from '../core/listen.ts';
import { createShop, type Shop } from './app.ts';

const SECRET = 'whsec_shop_test';
const dataDir = mkdtempSync(join(tmpdir(), 'shop-'));
const asked: { form: URLSearchParams; authorization: string; idempotencyKey: string }[] = [];
const reports: string[] = [];
const refunds: Record<string, string>[] = [];
let checkoutStatus = 200;
let praya: Listening;
let server: Listening;
let shop: Shop;

beforeAll(async () => {
  praya = await listen(0, (origin) =>
    new Hono()
      .post('/v1/checkout/sessions', async (c) => {
        asked.push({
          form: new URLSearchParams(await c.req.text()),
          authorization: c.req.header('authorization') ?? '',
          idempotencyKey: c.req.header('idempotency-key') ?? '',
        });
        if (checkoutStatus !== 200)
          return c.json({ error: { type: 'invalid_request_error', message: 'no' } }, 400);
        return c.json({ id: 'cs_1', object: 'checkout.session', url: `${origin}/pay/cs_1` });
      })
      .post('/v1/refunds', async (c) => {
        const form = Object.fromEntries(new URLSearchParams(await c.req.text()));
        refunds.push({ ...form, key: c.req.header('idempotency-key') ?? '' });
        return c.json({ id: 're_1', object: 'refund', amount: Number(form['amount']) });
      }),
  );
  server = await listen(0, (origin) => {
    shop = createShop({
      origin,
      prayaOrigin: praya.origin,
      secretKey: 'praya_key_1',
      webhookSecret: SECRET,
      dataDir,
      report: (message) => reports.push(message),
    });
    return shop.app;
  });
});
afterAll(async () => {
  await server.close();
  await praya.close();
});

function post(path: string, fields: Record<string, string>, cookie = ''): Promise<Response> {
  const headers = cookie === '' ? {} : { cookie };
  return fetch(`${server.origin}${path}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers,
    redirect: 'manual',
  });
}

async function buy(): Promise<string> {
  const response = await post('/buy', { product: 'milk-tea', quantity: '2', locale: 'en' });
  expect(response.status).toBe(303);
  return asked.at(-1)?.form.get('client_reference_id') ?? '';
}

function notify(
  orderId: string,
  type: string,
  session: object = {},
  eventId = `evt_${crypto.randomUUID()}`,
) {
  const object = {
    id: 'cs_1',
    object: 'checkout.session',
    client_reference_id: orderId,
    payment_status: 'paid',
    amount_total: 25_700,
    currency: 'hkd',
    ...session,
  };
  const payload = JSON.stringify({ id: eventId, object: 'event', type, data: { object } });
  const header = Stripe.webhooks.generateTestHeaderString({ payload, secret: SECRET });
  return deliver(payload, header);
}

function deliver(payload: string, signature: string): Promise<Response> {
  return fetch(`${server.origin}/webhooks`, {
    method: 'POST',
    body: payload,
    headers: { 'stripe-signature': signature },
  });
}

async function page(path: string, language = 'en'): Promise<string> {
  return (
    await fetch(`${server.origin}${path}`, { headers: { 'accept-language': language } })
  ).text();
}

test('buy now opens a session by the official SDK and sends the shopper to it', async () => {
  const response = await post('/buy', { product: 'milk-tea', quantity: '2', locale: 'zh-HK' });
  expect(response.headers.get('location')).toBe(`${praya.origin}/pay/cs_1`);
  const { form, authorization, idempotencyKey } = asked.at(-1) ?? expect.fail('nothing was asked');
  const orderId = form.get('client_reference_id') ?? '';
  expect(authorization).toBe('Bearer praya_key_1');
  expect(idempotencyKey).toBe(`order-${orderId}`);
  expect(Object.fromEntries(form)).toMatchObject({
    mode: 'payment',
    locale: 'zh-HK',
    'line_items[0][quantity]': '2',
    'line_items[0][price_data][currency]': 'hkd',
    'line_items[0][price_data][unit_amount]': '12850',
    'line_items[0][price_data][product_data][name]': '絲襪奶茶茶膽',
    success_url: `${server.origin}/orders/${orderId}?session_id={CHECKOUT_SESSION_ID}`,
    cancel_url: `${server.origin}/cart?cancelled=${orderId}`,
  });
  expect(shop.orders.find(orderId)).toMatchObject({
    status: 'pending',
    totalMinor: 25_700,
    sessionId: 'cs_1',
  });
});

test('the cart is kept in a cookie, priced by the shop, and cleared once it is an order', async () => {
  const added = await post('/cart/add', { product: 'jasmine', quantity: '3' });
  const cookie = added.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const paying = await post('/checkout', { locale: 'en', email: 'may@example.hk' }, cookie);
  expect(paying.status).toBe(303);
  const form = asked.at(-1)?.form;
  expect(form?.get('line_items[0][price_data][unit_amount]')).toBe('9800');
  expect(form?.get('customer_email')).toBe('may@example.hk');
  const back = `/orders/${form?.get('client_reference_id')}?session_id=cs_1`;
  const landed = await fetch(`${server.origin}${back}`, { headers: { cookie } });
  expect(landed.headers.getSetCookie().join()).toMatch(/cart=;/);
});

test('the order waits for the webhook, also without scripts, and is then paid', async () => {
  const orderId = await buy();
  const waiting = await page(`/orders/${orderId}?session_id=cs_1`);
  expect(waiting).toContain('We’re waiting for the payment to be confirmed');
  expect(waiting).toMatch(/<noscript><meta http-equiv="refresh"/);
  expect((await notify(orderId, 'checkout.session.completed')).status).toBe(200);
  expect(await page(`/orders/${orderId}`)).toContain('It’s paid');
  const status = await fetch(`${server.origin}/orders/${orderId}/status`);
  expect(await status.json()).toEqual({ status: 'paid' });
});

test('a session completed without money leaves the order waiting until the money is there', async () => {
  const orderId = await buy();
  await notify(orderId, 'checkout.session.completed', { payment_status: 'unpaid' });
  expect(shop.orders.find(orderId)?.status).toBe('pending');
  await notify(orderId, 'checkout.session.async_payment_succeeded');
  expect(shop.orders.find(orderId)?.status).toBe('paid');
});

test('an event delivered twice is applied once, and a late expiry never undoes a payment', async () => {
  const orderId = await buy();
  const first = await notify(orderId, 'checkout.session.completed', {}, 'evt_twice');
  const second = await notify(orderId, 'checkout.session.completed', {}, 'evt_twice');
  expect([await first.json(), await second.json()]).toEqual([
    { result: 'applied' },
    { result: 'ignored' },
  ]);
  await notify(orderId, 'checkout.session.expired', { payment_status: 'unpaid' });
  expect(shop.orders.find(orderId)?.status).toBe('paid');
});

test('a payment of another amount does not pay the order', async () => {
  const orderId = await buy();
  const response = await notify(orderId, 'checkout.session.completed', { amount_total: 100 });
  expect(response.status).toBe(500);
  expect(shop.orders.find(orderId)?.status).toBe('pending');
});

test('a forged notification is refused', async () => {
  const orderId = await buy();
  const payload = JSON.stringify({
    id: 'evt_f',
    object: 'event',
    type: 'checkout.session.completed',
  });
  const header = Stripe.webhooks.generateTestHeaderString({ payload, secret: 'whsec_other' });
  expect((await deliver(payload, header)).status).toBe(400);
  expect(shop.orders.find(orderId)?.status).toBe('pending');
});

test('leaving the payment page leads back to the cart, unless the order was paid meanwhile', async () => {
  const orderId = await buy();
  expect(await page(`/cart?cancelled=${orderId}`)).toContain('You left the payment page');
  await notify(orderId, 'checkout.session.completed');
  const response = await fetch(`${server.origin}/cart?cancelled=${orderId}`, {
    redirect: 'manual',
  });
  expect(response.headers.get('location')).toBe(`/orders/${orderId}`);
});

test('a refused session says that nothing was charged, and the order is closed', async () => {
  checkoutStatus = 400;
  const response = await post('/buy', { product: 'puer', quantity: '1', locale: 'en' });
  checkoutStatus = 200;
  expect(response.status).toBe(502);
  expect(await response.text()).toContain('Nothing was charged');
  expect(shop.orders.all()[0]).toMatchObject({ status: 'failed', totalMinor: 42_000 });
  expect(reports.at(-1)).toContain('no');
});

test('orders and seen events outlive a restart', async () => {
  const orderId = await buy();
  await notify(orderId, 'checkout.session.completed', {}, 'evt_kept');
  const again = createShop({
    origin: server.origin,
    prayaOrigin: praya.origin,
    secretKey: 'k',
    webhookSecret: SECRET,
    dataDir,
  });
  expect(again.orders.find(orderId)?.status).toBe('paid');
  expect(
    again.orders.applyEvent('evt_kept', orderId, (order) => ({ ...order, status: 'failed' })),
  ).toBe(false);
  const listed = z
    .object({ orders: z.array(z.object({ id: z.string() })) })
    .parse(await (await fetch(`${server.origin}/orders.json`)).json());
  expect(listed.orders[0]?.id).toBe(orderId);
});

test('the front page speaks the language asked for', async () => {
  expect(await page('/?lang=en', 'zh-HK')).toContain('lang="en"');
  expect(await page('/', 'zh-HK')).toContain('港灣茶行');
  expect(await (await fetch(`${server.origin}/health`)).json()).toEqual({ status: 'ok' });
});

test('a paid order is given back in part by the official SDK, once however often it is asked', async () => {
  const orderId = await buy();
  await notify(orderId, 'checkout.session.completed', { payment_intent: 'pi_refund' });
  refunds.length = 0;
  const first = await post(`/orders/${orderId}/refund`, { amount: '57.00' });
  expect(first.headers.get('location')).toBe(`/orders/${orderId}`);
  expect(refunds).toMatchObject([
    { payment_intent: 'pi_refund', amount: '5700', key: `refund-${orderId}-0-5700` },
  ]);
  expect(shop.orders.find(orderId)?.refundedMinor).toBe(5_700);
  expect(await page(`/orders/${orderId}`)).toContain('HK$57.00');
  const tooMuch = await post(`/orders/${orderId}/refund`, { amount: '200.01' });
  expect(tooMuch.headers.get('location')).toBe(`/orders/${orderId}?refund=failed`);
  expect(refunds).toHaveLength(1);
});

test('what was given back elsewhere is on the order by its notification', async () => {
  const orderId = await buy();
  await notify(orderId, 'checkout.session.completed', { payment_intent: 'pi_elsewhere' });
  const charge = { object: 'charge', payment_intent: 'pi_elsewhere', amount_refunded: 25_700 };
  expect(await (await notify(orderId, 'charge.refunded', charge)).json()).toEqual({
    result: 'applied',
  });
  expect(shop.orders.find(orderId)?.refundedMinor).toBe(25_700);
  expect(await page(`/orders/${orderId}`)).not.toContain('/refund"');
});
