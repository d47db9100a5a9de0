import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';

import { startTestServer } from './test-server.ts';
import type { TestServer } from './test-server.ts';
import { startTestShop } from './test-shop.ts';
import type { TestShop } from './test-shop.ts';

// A browser on a busy machine is slow, not wrong.
vi.setConfig({ testTimeout: 60_000 });

const CHROMIUM = process.env['PRAYA_CHROMIUM'] ?? '/usr/bin/chromium';

/** A page that keeps a card: the real loader and React wrapper, with the options of the query. */
const SHOP = `
import { createRoot } from 'react-dom/client';
import { loadStripe } from '@stripe/stripe-js';
import { Elements, PaymentElement, useElements, useStripe } from '@stripe/react-stripe-js';

const options = JSON.parse(new URLSearchParams(location.search).get('options'));
const stripePromise = loadStripe('pk_test_harbour', { locale: 'en' });

function Expose() {
  window.stripe = useStripe();
  window.elements = useElements();
  return null;
}
createRoot(document.getElementById('root')).render(
  <Elements stripe={stripePromise} options={{ ...options, paymentMethodTypes: ['card'] }}>
    <PaymentElement onReady={() => { document.body.dataset.ready = 'true'; }} />
    <Expose />
  </Elements>,
);
`;

let server: TestServer;
let shop: TestShop;
let browser: Browser;
let page: Page;
let customer: string;

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
  ({ id: customer } = await server.client().customers.create({}));
});
afterEach(() => page.close());

/** The token that the page makes of a typed card under these options of `elements()`. */
async function tokenOf(options: Readonly<Record<string, unknown>>, number: string) {
  await page.goto(`${shop.origin}/?options=${encodeURIComponent(JSON.stringify(options))}`);
  await page.locator('body[data-ready]').waitFor();
  const frame = page.frameLocator('.__PrivateStripeElement iframe');
  await frame.locator('#payment-numberInput').pressSequentially(number);
  await frame.locator('#payment-expiryInput').pressSequentially('1234');
  await frame.locator('#payment-cvcInput').pressSequentially('123');
  const id = await page.evaluate(`(async () => {
    const submitted = await window.elements.submit();
    if (submitted.error) throw new Error(submitted.error.message);
    const made = await window.stripe.createConfirmationToken({ elements: window.elements });
    return made.confirmationToken.id;
  })()`);
  return server.client().confirmationTokens.retrieve(String(id));
}

/** What is seen of a result of Stripe.js in the page. */
function call(expression: string): Promise<Record<string, Record<string, unknown>>> {
  return page.evaluate(expression);
}

async function answer(outcome: 'complete' | 'fail'): Promise<void> {
  await page
    .frameLocator('iframe[name="__stripeJSChallengeFrame"]')
    .getByTestId(`3ds-${outcome}`)
    .click();
}

it.each([
  [{ mode: 'setup', currency: 'hkd' }, 'off_session'],
  [{ mode: 'setup', currency: 'hkd', setupFutureUsage: 'on_session' }, 'on_session'],
  [
    { mode: 'payment', amount: 5000, currency: 'hkd', setupFutureUsage: 'off_session' },
    'off_session',
  ],
  [{ mode: 'payment', amount: 5000, currency: 'hkd' }, null],
])('a token made under %j says that it is for %s use', async (options, usage) => {
  const token = await tokenOf(options, '4242424242424242');
  expect(token.setup_future_usage).toBe(usage);
  expect(token.payment_method_preview?.card?.last4).toBe('4242');
});

it.each([
  ['complete', 'succeeded', 1],
  ['fail', 'requires_payment_method', 0],
] as const)('3-D Secure of a setup runs in the page: %s', async (how, status, kept) => {
  const token = await tokenOf({ mode: 'setup', currency: 'hkd' }, '4000002500003155');
  const intent = await server.client().setupIntents.create({
    customer,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    confirm: true,
    confirmation_token: token.id,
    use_stripe_sdk: true,
  });
  expect(intent.status).toBe('requires_action');
  const secret = JSON.stringify(intent.client_secret);
  const acting = call(`window.stripe.handleNextAction({ clientSecret: ${secret} })`);
  await answer(how);
  const result = await acting;
  if (how === 'complete') expect(result['setupIntent']).toMatchObject({ id: intent.id, status });
  else {
    expect(result['error']).toMatchObject({
      code: 'setup_intent_authentication_failure',
      setup_intent: { id: intent.id, status },
    });
  }
  const seen = await call(`window.stripe.retrieveSetupIntent(${secret})`);
  expect(seen['setupIntent']?.['status']).toBe(status);
  expect(seen['setupIntent']).not.toHaveProperty('customer');
  const { data } = await server.client().customers.listPaymentMethods(customer);
  expect(data).toHaveLength(kept);
  const over = await call(`window.stripe.handleNextAction({ clientSecret: ${secret} })`);
  expect(over['error']?.['code']).toBe('setup_intent_unexpected_state');
});

it('a setup can be confirmed in the page, and not as a payment', async () => {
  const token = await tokenOf({ mode: 'setup', currency: 'hkd' }, '4242424242424242');
  const intent = await server.client().setupIntents.create({ customer });
  const confirm = (name: string): string =>
    `window.stripe.${name}({ clientSecret: ${JSON.stringify(intent.client_secret)}, redirect: 'if_required', confirmParams: { confirmation_token: ${JSON.stringify(token.id)} } })`;
  await expect(call(confirm('confirmPayment'))).rejects.toThrow('another kind of intent');
  const result = await call(confirm('confirmSetup'));
  expect(result['setupIntent']?.['status']).toBe('succeeded');
  const { data } = await server.client().customers.listPaymentMethods(customer);
  expect(data.map(({ card }) => card?.last4)).toEqual(['4242']);
});
