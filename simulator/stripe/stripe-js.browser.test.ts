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

/** A page as an integrator writes it: the real loader, the real React wrapper in StrictMode. */
const SHOP = `
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { loadStripe } from '@stripe/stripe-js';
import { Elements, PaymentElement, CardNumberElement, CardExpiryElement, CardCvcElement, useElements, useStripe } from '@stripe/react-stripe-js';

const query = new URLSearchParams(location.search);
const locale = query.get('locale') ?? 'en';
window.events = [];
const note = (event) => window.events.push(event);
const stripePromise = loadStripe('pk_test_harbour', { locale });
const appearance = { theme: 'stripe', variables: { colorPrimary: '#0a5ad4', borderRadius: '9px' }, rules: { '.Label': { fontWeight: '700' } } };

function Expose() {
  window.stripe = useStripe();
  window.elements = useElements();
  return null;
}
function Split() {
  return <><CardNumberElement onChange={note} /><CardExpiryElement onChange={note} /><CardCvcElement onChange={note} /></>;
}
createRoot(document.getElementById('root')).render(
  <StrictMode>
    <Elements stripe={stripePromise} options={query.has('split') ? { locale } : { mode: 'payment', amount: 12850, currency: 'hkd', locale, appearance, paymentMethodTypes: ['card'] }}>
      <form id="pay" onSubmit={(event) => { event.preventDefault(); document.body.dataset.submitted = 'true'; }}>
        {query.has('split') ? <Split /> : <PaymentElement onChange={note} onReady={() => { document.body.dataset.ready = 'true'; }} />}
      </form>
      <Expose />
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
afterEach(() => page.close());

async function open(query = ''): Promise<FrameLocator> {
  await page.goto(`${shop.origin}/${query}`);
  // Strings are not evaluated under this page's CSP, so the page shows its state in the DOM.
  if (!query.includes('split')) await page.locator('body[data-ready]').waitFor();
  return page.frameLocator('.__PrivateStripeElement iframe');
}

async function fill(frame: FrameLocator, number: string, cvc = '123'): Promise<void> {
  await frame.locator('#payment-numberInput').pressSequentially(number);
  await frame.locator('#payment-expiryInput').pressSequentially('1234');
  await frame.locator('#payment-cvcInput').pressSequentially(cvc);
}

/** Submits and makes a token in the page, as the checkout does. */
function makeToken(): Promise<Record<string, Record<string, unknown>>> {
  return page.evaluate(`(async () => {
    const submitted = await window.elements.submit();
    if (submitted.error) return { submitError: submitted.error };
    return window.stripe.createConfirmationToken({ elements: window.elements });
  })()`);
}

describe('the Payment Element', () => {
  it('makes a token, and the number is seen by no one but the simulator', async () => {
    const frame = await open();
    await fill(frame, '4242424242424242');
    expect(await frame.locator('#payment-numberInput').inputValue()).toBe('4242 4242 4242 4242');
    expect(await frame.locator('#payment-expiryInput').inputValue()).toBe('12 / 34');
    expect(await frame.locator('[data-brand]').getAttribute('data-brand')).toBe('visa');
    const result = await makeToken();
    const token = result['confirmationToken'];
    expect(token?.['id']).toMatch(/^ctoken_/);
    const seen = await server.client().confirmationTokens.retrieve(String(token?.['id']));
    expect(seen.payment_method_preview?.card?.last4).toBe('4242');
    expect(seen.use_stripe_sdk).toBe(true);

    const inPage = await page.evaluate(
      'document.documentElement.outerHTML + JSON.stringify(window.events)',
    );
    for (const text of [inPage, JSON.stringify(result), ...shop.requests]) {
      expect(String(text).replace(/[\s+]/g, '')).not.toContain('4242424242424242');
    }
    expect(await page.evaluate('window.events.at(-1)')).toMatchObject({
      elementType: 'payment',
      complete: true,
      empty: false,
      brand: 'visa',
      value: { type: 'card' },
    });
    // No CSP violation, no version warning, no React complaint.
    expect(consoleLines.filter((line) => /^(warning|error)/.test(line))).toEqual([]);
    // StrictMode mounts twice; one frame is left.
    expect(await page.locator('.__PrivateStripeElement iframe').count()).toBe(1);
  });

  it('names what is wrong, to the page and to a screen reader', async () => {
    const frame = await open();
    const empty = await makeToken();
    expect(empty['submitError']).toMatchObject({
      type: 'validation_error',
      code: 'incomplete_number',
    });
    await fill(frame, '4242424242424241');
    const number = frame.locator('#payment-numberInput');
    expect(await number.getAttribute('aria-invalid')).toBe('true');
    expect(await number.getAttribute('aria-describedby')).toBe('payment-numberInput-error');
    expect(await frame.locator('#payment-numberInput-error').textContent()).toBe(
      'Your card number is invalid.',
    );
    const wrong = await makeToken();
    expect(wrong['submitError']).toMatchObject({ code: 'invalid_number' });
  });

  it('speaks Hong Kong Chinese, groups Amex 4-6-5 and takes the page’s appearance', async () => {
    const frame = await open('?locale=zh-HK');
    expect(await frame.getByLabel('卡號').getAttribute('autocomplete')).toBe('cc-number');
    expect(await frame.getByLabel('到期日').getAttribute('autocomplete')).toBe('cc-exp');
    expect(await frame.getByLabel('保安碼').getAttribute('autocomplete')).toBe('cc-csc');
    await fill(frame, '378282246310005', '1234');
    expect(await frame.getByLabel('卡號').inputValue()).toBe('3782 822463 10005');
    expect(await frame.getByLabel('保安碼').inputValue()).toBe('1234');
    expect(
      await frame.getByLabel('卡號').evaluate((input) => getComputedStyle(input).borderRadius),
    ).toBe('9px');
    await frame.getByLabel('到期日').fill('01 / 20');
    await frame.getByLabel('保安碼').focus();
    expect(await frame.locator('#payment-expiryInput-error').textContent()).toBe('這張卡已過期。');
    const heights = await page.locator('.__PrivateStripeElement iframe').evaluate((node) => ({
      outer: node.clientHeight,
    }));
    const inner = await frame
      .locator('form')
      .evaluate((form) => form.getBoundingClientRect().height);
    expect(heights.outer).toBe(Math.ceil(inner));
  });

  it('answers a live card with the decline of test mode, and Enter submits the page’s form', async () => {
    const frame = await open();
    await fill(frame, '4929000000006');
    await frame.locator('#payment-cvcInput').press('Enter');
    await page.locator('body[data-submitted]').waitFor();
    const result = await makeToken();
    expect(result['error']).toMatchObject({
      code: 'card_declined',
      decline_code: 'test_mode_live_card',
    });
  });
});

describe('split fields', () => {
  it('make one payment method out of three frames', async () => {
    await open('?split=1');
    const frames = page.locator('.__PrivateStripeElement iframe');
    await frames.nth(2).waitFor();
    await frames.nth(0).contentFrame().locator('input').pressSequentially('5555555555554444');
    await frames.nth(1).contentFrame().locator('input').pressSequentially('1234');
    const element = `window.elements.getElement('cardNumber')`;
    const make = `window.stripe.createPaymentMethod({ type: 'card', card: ${element} })`;
    expect(await page.evaluate(make)).toMatchObject({ error: { code: 'incomplete_cvc' } });
    await frames.nth(2).contentFrame().locator('input').pressSequentially('123');
    expect(await page.evaluate(make)).toMatchObject({
      paymentMethod: { object: 'payment_method', card: { brand: 'mastercard', last4: '4444' } },
    });
    expect(await page.locator('.StripeElement--complete').count()).toBe(3);
  });
});

describe('3-D Secure', () => {
  async function startChallenge(number: string): Promise<{ id: string; result: Promise<unknown> }> {
    const frame = await open();
    await fill(frame, number);
    const result = await makeToken();
    const intent = await server.client().paymentIntents.create({
      amount: 12_850,
      currency: 'hkd',
      confirm: true,
      confirmation_token: String(result['confirmationToken']?.['id']),
      return_url: `${shop.origin}/back`,
      metadata: { praya_attempt: `att_${number.slice(-4)}` },
    });
    expect(intent.status).toBe('requires_action');
    expect(intent.next_action?.type).toBe('use_stripe_sdk');
    const pending = page.evaluate(
      `window.stripe.handleNextAction({ clientSecret: ${JSON.stringify(intent.client_secret)} })`,
    );
    return { id: intent.id, result: pending };
  }
  const bank = (): FrameLocator => page.frameLocator('[role=dialog] iframe');

  it('completed in the dialog, the payment succeeds', async () => {
    const { id, result } = await startChallenge('4000002500003155');
    await bank().getByTestId('3ds-complete').click();
    expect(await result).toMatchObject({ paymentIntent: { id, status: 'succeeded' } });
    expect(JSON.stringify(await result)).not.toContain('praya_attempt');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(server.log.entries().at(-1)).toMatchObject({
      kind: 'captured',
      paymentId: id,
      reference: 'att_3155',
    });
    expect(consoleLines.filter((line) => /^(warning|error)/.test(line))).toEqual([]);
  });

  it('failed, nothing is charged and the page is told', async () => {
    const { id, result } = await startChallenge('4000000000003220');
    await bank().getByTestId('3ds-fail').click();
    expect(await result).toMatchObject({
      error: {
        code: 'payment_intent_authentication_failure',
        payment_intent: { id, status: 'requires_payment_method' },
      },
    });
    expect(server.log.entries().at(-1)).toMatchObject({ kind: 'declined', paymentId: id });
  });

  it('completed, a card may still be declined', async () => {
    const { id, result } = await startChallenge('4000008400001629');
    await bank().getByTestId('3ds-complete').click();
    expect(await result).toMatchObject({
      error: { type: 'card_error', code: 'card_declined', decline_code: 'generic_decline' },
    });
    expect(server.log.entries().at(-1)).toMatchObject({ kind: 'declined', paymentId: id });
  });

  it('as a full page, it sends the shopper back with the outcome', async () => {
    const intent = await server.client().paymentIntents.create({
      amount: 12_850,
      currency: 'hkd',
      confirm: true,
      payment_method: 'pm_card_threeDSecure2Required',
      return_url: `${shop.origin}/back?order=7`,
    });
    expect(intent.next_action?.type).toBe('redirect_to_url');
    await page.goto(intent.next_action?.redirect_to_url?.url ?? '');
    await page.getByTestId('3ds-complete').click();
    await page.waitForURL(`${shop.origin}/back?**`);
    const back = new URL(page.url()).searchParams;
    expect(Object.fromEntries(back)).toEqual({
      order: '7',
      payment_intent: intent.id,
      payment_intent_client_secret: intent.client_secret,
      redirect_status: 'succeeded',
    });
    // The challenge cannot be run twice.
    await page.goto(intent.next_action?.redirect_to_url?.url ?? '');
    expect(await page.getByTestId('3ds-complete').count()).toBe(0);
    expect((await server.client().paymentIntents.retrieve(intent.id)).status).toBe('succeeded');
  });
});

it('confirmPayment pays in the page', async () => {
  const frame = await open();
  await fill(frame, '4242424242424242');
  const intent = await server.client().paymentIntents.create({ amount: 12_850, currency: 'hkd' });
  const result = await page.evaluate(`(async () => {
    await window.elements.submit();
    return window.stripe.confirmPayment({
      elements: window.elements,
      clientSecret: ${JSON.stringify(intent.client_secret)},
      confirmParams: { return_url: location.href },
      redirect: 'if_required',
    });
  })()`);
  expect(result).toMatchObject({ paymentIntent: { id: intent.id, status: 'succeeded' } });
});
