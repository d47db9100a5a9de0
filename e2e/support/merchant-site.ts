import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import type Stripe from 'stripe';
import { test as base } from './fixtures.ts';
import { merchantPagePort } from './stacks.ts';

/** A merchant's own page, of another site than the payment page's. */
export interface MerchantSite {
  readonly origin: string;
  /** What `/` answers from now on: a body, after which the payment script (of `app`, where it is another) and `script` run. */
  serve(page: { body?: string; script?: string; app?: string }): void;
}

interface Fixtures {
  /** On the origin that the demo merchant registered. */
  merchantSite: MerchantSite;
  /** On an origin that nobody registered. */
  otherSite: MerchantSite;
  /** Makes a session for a frame: HK$128.50 of tea, back to the merchant's site, unless told. */
  newEmbedded: (
    params?: Partial<Stripe.Checkout.SessionCreateParams>,
  ) => Promise<Stripe.Checkout.Session>;
}

export const test = base.extend<Fixtures>({
  merchantSite: async ({ stack }, use, testInfo) => {
    await withSite(stack.urls.app, merchantPagePort(testInfo.parallelIndex), use);
  },
  otherSite: async ({ stack }, use) => {
    await withSite(stack.urls.app, 0, use);
  },
  newEmbedded: async ({ stripe, merchantSite }, use) => {
    await use((params) =>
      stripe.checkout.sessions.create({ ...embeddedTea(merchantSite.origin), ...params }),
    );
  },
});

/** A session for a frame: HK$128.50 of tea, back to the merchant's site. */
export function embeddedTea(site: string): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'payment',
    ui_mode: 'embedded_page',
    line_items: [
      {
        price_data: {
          currency: 'hkd',
          unit_amount: 12_850,
          product_data: { name: '絲襪奶茶茶膽 Milk tea blend' },
        },
        quantity: 1,
      },
    ],
    locale: 'en',
    return_url: `${site}/thanks?session_id={CHECKOUT_SESSION_ID}`,
  };
}

async function withSite(
  app: string,
  port: number,
  use: (site: MerchantSite) => Promise<void>,
): Promise<void> {
  let shown = '';
  const server = createServer((request, response) => {
    const home = request.url?.split('?')[0] === '/';
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(home ? shown : '<!doctype html><title>Shop</title><h1>Thank you</h1>');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: taken } = server.address() as AddressInfo; // it listens on TCP
  await use({
    origin: `http://127.0.0.1:${taken}`,
    serve({ body = '<div id="pay"></div>', script, app: of = app }) {
      const own =
        script === undefined
          ? ''
          : `<script src="${of}/checkout.js"></script><script>${script}</script>`;
      shown = `<!doctype html><html lang="en"><title>Shop</title><meta name="viewport" content="width=device-width">
        <h1>Shop</h1>${body}${own}</html>`;
    },
  });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** Shows a session in a frame, and keeps what the page is told in `window.told`. */
export function embedding(session: Stripe.Checkout.Session, options = ''): string {
  return `window.told = [];
    for (const name of ['ready', 'complete', 'cancel', 'error']) {
      document.addEventListener('praya:' + name, (event) => told.push([name, event.detail]));
    }
    Praya.embed('#pay', { clientSecret: '${session.client_secret}', locale: 'en', ${options} });`;
}

/** What the merchant's page was told so far. */
export function told(page: Page): Promise<readonly (readonly [string, unknown])[]> {
  return page.evaluate(() => (window as unknown as { told: [string, unknown][] }).told); // `embedding` sets it
}
