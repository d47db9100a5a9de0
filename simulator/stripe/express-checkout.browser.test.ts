import { chromium } from 'playwright-core';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { startTestShop } from './test-shop.ts';
import type { TestShop } from './test-shop.ts';
import { startTestServer } from './test-server.ts';
import type { TestServer } from './test-server.ts';

// A browser on a busy machine is slow, not wrong.
vi.setConfig({ testTimeout: 60_000 });

const CHROMIUM = process.env['PRAYA_CHROMIUM'] ?? '/usr/bin/chromium';

/** A page as an integrator writes it; `answer` in the query says what it does with a click. */
const SHOP = `
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { loadStripe } from '@stripe/stripe-js';
import { Elements, ExpressCheckoutElement, useElements, useStripe } from '@stripe/react-stripe-js';

const query = new URLSearchParams(location.search);
const locale = query.get('locale') ?? 'en';
window.events = [];
const stripePromise = loadStripe('pk_test_harbour', { locale });
const options = {
  buttonHeight: 48,
  buttonTheme: { applePay: 'white', googlePay: 'white' },
  business: { name: 'Harbour Tea' },
  paymentMethods: { applePay: query.get('apple') ?? 'auto', googlePay: 'auto', link: 'never' },
};

function Express() {
  const stripe = useStripe();
  const elements = useElements();
  const note = (name) => (event) => window.events.push({ name, type: event.expressPaymentType, available: event.availablePaymentMethods });
  return <ExpressCheckoutElement
    options={options}
    onReady={(event) => { note('ready')(event); document.body.dataset.ready = 'true'; }}
    onClick={(event) => { note('click')(event); if (query.get('answer') === 'reject') event.reject(); else if (query.get('answer') !== 'silence') event.resolve(); }}
    onCancel={note('cancel')}
    onLoadError={note('loaderror')}
    onConfirm={async (event) => {
      note('confirm')(event);
      const submitted = await elements.submit();
      window.result = submitted.error ? submitted : await stripe.createConfirmationToken({ elements });
      window.again = await elements.submit();
      document.body.dataset.done = 'true';
    }}
  />;
}
createRoot(document.getElementById('root')).render(
  <StrictMode>
    <Elements stripe={stripePromise} options={{ mode: 'payment', amount: 12850, currency: 'hkd', locale }}>
      <Express />
    </Elements>
  </StrictMode>,
);
`;

let server: TestServer;
let shop: TestShop;
let browser: Browser;
let page: Page;
let consoleLines: string[];

beforeAll(async () => {
  server = await startTestServer();
  shop = await startTestShop(server.origin, SHOP);
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  });
}, 60_000);
afterAll(async () => {
  await browser.close();
  await shop.close();
  await server.close();
});
beforeEach(async () => {
  page = await browser.newPage();
  consoleLines = [];
  page.on('console', (message) => consoleLines.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => consoleLines.push(`error: ${error.message}`));
});
afterEach(async () => {
  await page.close();
  await setWallets({});
});

async function setWallets(settings: object): Promise<void> {
  const answer = await fetch(`${server.origin}/control/stripe/wallets`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  });
  expect(answer.status).toBe(200);
}

async function open(query = ''): Promise<FrameLocator> {
  await page.goto(`${shop.origin}/${query}`);
  await page.locator('body[data-ready]').waitFor({ state: 'attached' });
  return page.frameLocator('.__PrivateStripeElement iframe');
}

const sheet = (): FrameLocator => page.frameLocator('[role=dialog] iframe');
const events = (): Promise<unknown> => page.evaluate('window.events');
/** No CSP violation, no version warning, no React complaint. */
const complaints = (): readonly string[] =>
  consoleLines.filter((line) => /^(warning|error)/.test(line));

describe('the Express Checkout Element', () => {
  it('goes from the press to a token of the wallet, once', async () => {
    const frame = await open();
    await frame.getByRole('button', { name: 'Pay with Google Pay' }).click();
    expect(await sheet().locator('main').textContent()).toContain('Harbour Tea HK$128.50');
    await sheet().getByRole('button', { name: 'Approve payment' }).click();
    await page.locator('body[data-done]').waitFor({ state: 'attached' });
    const result = await page.evaluate<{ confirmationToken: { id: string } }>('window.result');
    const token = await server.client().confirmationTokens.retrieve(result.confirmationToken.id);
    expect(token).toMatchObject({
      use_stripe_sdk: true,
      payment_method_preview: {
        type: 'card',
        card: { brand: 'visa', last4: '4242', wallet: { type: 'google_pay' } },
      },
    });
    expect(await events()).toMatchObject([
      {
        name: 'ready',
        available: {
          applePay: false,
          googlePay: true,
          link: false,
          paypal: false,
          klarna: false,
          amazonPay: false,
        },
      },
      { name: 'click', type: 'google_pay' },
      { name: 'confirm', type: 'google_pay' },
    ]);
    expect(await page.evaluate('window.again'), 'an approval is used up').toMatchObject({
      error: { type: 'validation_error' },
    });
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(complaints()).toEqual([]);
    // StrictMode mounts twice; one frame is left.
    expect(await page.locator('.__PrivateStripeElement iframe').count()).toBe(1);
  });

  it('shows the wallets that the control says, in the page’s language, colours and height', async () => {
    await setWallets({ apple_pay: 'on' });
    const frame = await open('?locale=zh-HK');
    const apple = frame.getByRole('button', { name: '以 Apple Pay 付款' });
    expect(
      await apple.evaluate((button) => [
        getComputedStyle(button).backgroundColor,
        button.getBoundingClientRect().height,
      ]),
    ).toEqual(['rgb(255, 255, 255)', 48]);
    expect(await frame.getByRole('button').count()).toBe(2);
    await apple.click();
    await sheet().getByRole('button', { name: '確認付款' }).click();
    await page.locator('body[data-done]').waitFor({ state: 'attached' });
    expect(await page.evaluate('window.result')).toMatchObject({
      confirmationToken: { payment_method_preview: { card: { wallet: { type: 'apple_pay' } } } },
    });
  });

  it('says that there is none where the page wants none of those there are', async () => {
    await setWallets({ apple_pay: 'on', google_pay: 'off' });
    await open('?apple=never');
    expect(await events()).toEqual([{ name: 'ready' }]);
  });

  it('tells of a sheet that was closed, and opens it again', async () => {
    const frame = await open();
    const button = frame.getByRole('button', { name: 'Google Pay' });
    await button.click();
    await sheet().getByRole('button', { name: 'Close' }).click();
    await expect
      .poll(events)
      .toMatchObject([{ name: 'ready' }, { name: 'click' }, { name: 'cancel' }]);
    await button.click();
    await sheet().getByRole('button', { name: 'Approve payment' }).click();
    await page.locator('body[data-done]').waitFor({ state: 'attached' });
    expect(await page.evaluate('window.result')).toHaveProperty('confirmationToken.id');
  });

  it('gives no token when the wallet fails', async () => {
    const frame = await open();
    await frame.getByRole('button', { name: 'Google Pay' }).click();
    await sheet().getByRole('button', { name: 'fails' }).click();
    await page.locator('body[data-done]').waitFor({ state: 'attached' });
    expect(await page.evaluate('window.result')).toMatchObject({
      error: { code: 'resource_missing' },
    });
  });

  it.each(['reject', 'silence'])('opens no sheet on %s', async (answer) => {
    const frame = await open(`?answer=${answer}`);
    await frame.getByRole('button', { name: 'Google Pay' }).click();
    // Past the second that a page has for its answer.
    await page.waitForTimeout(1_300);
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(complaints().length).toBe(answer === 'silence' ? 1 : 0);
  });
});

it('a sheet asked for wrongly opens for nobody', async () => {
  const right = {
    key: 'pk_test_harbour',
    amount: '12850',
    currency: 'hkd',
    parent_origin: shop.origin,
  };
  for (const wrong of [
    { amount: '-1' },
    { amount: '12.5' },
    { currency: 'HKD1' },
    { key: 'pk_live_harbour' },
    { parent_origin: 'nonsense' },
  ]) {
    const query = new URLSearchParams({ ...right, ...wrong });
    const answer = await fetch(`${server.origin}/stripe-js/wallet/google_pay?${query}`);
    expect(answer.status, JSON.stringify(wrong)).toBe(400);
  }
  const unknown = new URLSearchParams(right);
  expect((await fetch(`${server.origin}/stripe-js/wallet/link?${unknown}`)).status).toBe(400);
});
