import { join } from 'node:path';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import Stripe from 'stripe';
import { LOGO_ART } from './art.ts';
import { MAX_QUANTITY, readCart, readQuantity, withQuantity, writeCart } from './cart.ts';
import { type CheckoutInput, createCheckout, type TillKeys } from './checkout.ts';
import { homePage, type ShopLinks } from './home-page.ts';
import { openOrderStore, type OrderStore, type Till } from './order-store.ts';
import { cartPage, notFoundPage, orderPage, type Visit } from './pages.ts';
import { payHerePage } from './pay-here-page.ts';
import { findProduct } from './products.ts';
import { SHOP_CSS } from './style.ts';
import type { Language } from './texts.ts';

export interface ShopOptions {
  readonly origin: string;
  /** Where the checkout's API is; the official SDK is pointed at it. */
  readonly prayaOrigin: string;
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** A second till, where FPS goes to the shop's own bank account. */
  readonly direct?: TillKeys | null;
  /** Payment links of the shop, which need no cart. */
  readonly links?: ShopLinks | null;
  readonly dataDir: string;
  readonly now?: () => Date;
  /** Where problems are written; the console unless told. */
  readonly report?: (message: string) => void;
}

export interface Shop {
  readonly app: Hono;
  readonly orders: OrderStore;
}

const MAX_BODY_BYTES = 256 * 1024;

/** The demo shop: catalogue, cart, checkout by the official Stripe SDK, and its webhook endpoint. */
export function createShop(options: ShopOptions): Shop {
  const now = options.now ?? (() => new Date());
  const report = options.report ?? ((message) => console.error(message));
  const orders = openOrderStore(join(options.dataDir, 'orders.json'));
  const { direct = null, links = null } = options;
  const checkout = createCheckout({ ...options, direct, shopOrigin: options.origin, orders, now });
  const tillOf = (c: Context) => (direct === null ? null : chosenTill(c));
  const visitOf = (c: Context, path: string, language?: Language): Visit => ({
    ...visitAt(c, path, language),
    till: tillOf(c),
  });
  const app = new Hono();
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES }));

  async function beginCheckout(c: Context, input: Omit<CheckoutInput, 'till'>): Promise<Response> {
    try {
      const { url } = await checkout.begin({ ...input, till: tillOf(c) ?? 'usual' });
      return c.redirect(url, 303);
    } catch (error) {
      report(`checkout: no session could be created: ${messageOf(error)}`);
      const visit = visitOf(c, '/cart', input.language);
      return c.html(cartPage(visit, { lines: readCart(c), notice: 'unavailable' }), 502);
    }
  }

  app.get('/', (c) =>
    c.html(homePage(visitOf(c, '/'), { added: c.req.query('added') === '1', links })),
  );
  app.get('/style.css', (c) =>
    c.body(SHOP_CSS, 200, { 'content-type': 'text/css; charset=utf-8' }),
  );
  app.get('/icon.svg', (c) => c.body(iconSvg(), 200, { 'content-type': 'image/svg+xml' }));
  app.get('/health', (c) => c.json({ status: 'ok' }));

  app.get('/cart', (c) => {
    const left = c.req.query('cancelled');
    const order = orders.find(left ?? '');
    // Paid after all, on another device for instance: say that rather than offer to pay again.
    if (order?.status === 'paid') return c.redirect(`/orders/${order.id}`, 303);
    const notice = left === undefined ? null : 'cancelled';
    return c.html(cartPage(visitOf(c, '/cart'), { lines: readCart(c), notice }));
  });
  app.post('/cart/add', async (c) => {
    const form = await c.req.parseBody();
    const product = findProduct(text(form['product']));
    const quantity = readQuantity(form['quantity']) ?? 1;
    if (product === null) return c.html(notFoundPage(visitOf(c, '/')), 404);
    const lines = readCart(c);
    const held = lines.find((line) => line.product === product)?.quantity ?? 0;
    writeCart(c, withQuantity(lines, product, Math.min(held + quantity, MAX_QUANTITY)));
    return c.redirect('/?added=1#teas', 303);
  });
  app.post('/cart/update', async (c) => {
    const form = await c.req.parseBody();
    const product = findProduct(text(form['product']));
    const quantity = readQuantity(form['quantity']);
    if (product !== null && quantity !== null)
      writeCart(c, withQuantity(readCart(c), product, quantity));
    return c.redirect('/cart', 303);
  });

  app.post('/checkout', async (c) => {
    const form = await c.req.parseBody();
    const language = languageOf(c, text(form['locale']));
    const lines = readCart(c);
    if (lines.length === 0) return c.redirect('/cart', 303);
    const email = text(form['email']).trim();
    if (email !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
      return c.html(cartPage(visitOf(c, '/cart', language), { lines, notice: 'badEmail' }), 422);
    }
    return beginCheckout(c, {
      lines,
      language,
      email: email === '' ? null : email,
      fromCart: true,
      payHere: text(form['where']) === 'here',
    });
  });
  app.post('/buy', async (c) => {
    const form = await c.req.parseBody();
    const product = findProduct(text(form['product']));
    const quantity = readQuantity(form['quantity']) ?? 1;
    const language = languageOf(c, text(form['locale']));
    if (product === null || quantity === 0)
      return c.html(notFoundPage(visitOf(c, '/', language)), 404);
    return beginCheckout(c, {
      lines: [{ product, quantity }],
      language,
      email: null,
      fromCart: false,
      payHere: text(form['where']) === 'here',
    });
  });

  app.get('/orders.json', (c) => c.json({ orders: orders.all() }));
  app.get('/orders/:id', (c) => {
    const order = orders.find(c.req.param('id'));
    if (order === null) return c.html(notFoundPage(visitOf(c, '/')), 404);
    // Back from the payment page: what was in the cart is an order now.
    const cleared = order.fromCart && c.req.query('session_id') !== undefined;
    if (cleared) writeCart(c, []);
    const visit = visitOf(c, `/orders/${order.id}`);
    const notice = c.req.query('refund') === 'failed' ? 'refundFailed' : null;
    return c.html(orderPage(cleared ? { ...visit, cartCount: 0 } : visit, order, notice));
  });
  // A real shop would ask its staff to log in first.
  app.post('/orders/:id/refund', async (c) => {
    const order = orders.find(c.req.param('id'));
    if (order === null) return c.html(notFoundPage(visitOf(c, '/')), 404);
    const form = await c.req.parseBody();
    const amountMinor = readHkd(text(form['amount']));
    const left = order.totalMinor - order.refundedMinor;
    if (order.status !== 'paid' || amountMinor === null || amountMinor > left) {
      return c.redirect(`/orders/${order.id}?refund=failed`, 303);
    }
    try {
      await checkout.refund(order, amountMinor);
      return c.redirect(`/orders/${order.id}`, 303);
    } catch (error) {
      report(`refund of ${order.id}: ${messageOf(error)}`);
      return c.redirect(`/orders/${order.id}?refund=failed`, 303);
    }
  });
  app.get('/orders/:id/pay', (c) => {
    const order = orders.find(c.req.param('id'));
    if (order === null || !order.payHere || order.sessionId === null) {
      return c.html(notFoundPage(visitOf(c, '/')), 404);
    }
    if (order.status !== 'pending') return c.redirect(`/orders/${order.id}`, 303);
    const { origin: here } = new URL(c.req.url);
    return c.html(
      payHerePage(visitOf(c, `/orders/${order.id}/pay`), {
        order,
        sessionId: order.sessionId,
        scriptUrl: `${options.prayaOrigin}/checkout.js`,
        here,
        shopOrigin: options.origin,
      }),
    );
  });
  app.get('/orders/:id/status', (c) => {
    const order = orders.find(c.req.param('id'));
    return order === null ? c.json({ error: 'not_found' }, 404) : c.json({ status: order.status });
  });

  app.post('/webhooks', async (c) => {
    const rawBody = await c.req.text();
    try {
      return c.json({ result: checkout.receive(rawBody, c.req.header('stripe-signature') ?? '') });
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error;
      report(`webhook refused: ${error.message}`);
      return c.json({ error: 'invalid_signature' }, 400);
    }
  });

  app.onError((error, c) => {
    report(`${c.req.method} ${c.req.path}: ${error.message}`);
    return c.json({ error: 'internal_error' }, 500);
  });
  app.notFound((c) => c.html(notFoundPage(visitOf(c, '/')), 404));
  return { app, orders };
}

function visitAt(
  c: Context,
  path: string,
  language: Language = languageOf(c, c.req.query('lang')),
): Omit<Visit, 'till'> {
  return { language, path, cartCount: readCart(c).reduce((sum, line) => sum + line.quantity, 0) };
}

/** The till asked for, else the one chosen before. */
function chosenTill(c: Context): Till {
  const asked = c.req.query('till');
  if (asked !== 'usual' && asked !== 'direct') {
    return getCookie(c, 'till') === 'direct' ? 'direct' : 'usual';
  }
  setCookie(c, 'till', asked, { path: '/', sameSite: 'Lax' });
  return asked;
}

/** Asked for, else chosen before, else the browser's; Chinese when it says nothing, as in the street. */
function languageOf(c: Context, asked: string | undefined): Language {
  if (asked === 'en' || asked === 'zh-HK') {
    setCookie(c, 'lang', asked, { path: '/', sameSite: 'Lax', maxAge: 365 * 24 * 60 * 60 });
    return asked;
  }
  const chosen = getCookie(c, 'lang');
  if (chosen === 'en' || chosen === 'zh-HK') return chosen;
  return /^\s*en/i.test(c.req.header('accept-language') ?? '') ? 'en' : 'zh-HK';
}

function iconSvg(): string {
  return LOGO_ART.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ');
}

/** Dollars as people type them, in minor units; null when they are none. */
function readHkd(typed: string): number | null {
  if (!/^\d{1,7}(?:\.\d{1,2})?$/.test(typed.trim())) return null;
  const minor = Math.round(Number(typed) * 100);
  return minor > 0 ? minor : null;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
