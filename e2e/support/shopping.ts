import { type FrameLocator, type Page, expect } from '@playwright/test';
import jsQR from 'jsqr';
import { PNG } from 'pngjs';
import type { MethodId } from '#lib/domain/method-id.ts';
import type { SimulatorControl } from './simulator-control.ts';

/** What shoppers do, in the words of the stories. */

export const CARDS = {
  good: '4242424242424242',
  needs3ds: '4000002500003155',
  insufficientFunds: '4000000000009995',
  declined: '4000000000000002',
} as const;

/** A payment page: in a window of its own, or in a frame. */
export type Where = Pick<Page, 'locator' | 'frameLocator'> | FrameLocator;

/** Orders at the demo shop and lands on the payment page. */
export async function buyAtShop(
  page: Page,
  shop: string,
  options: { language: 'en' | 'zh-HK'; product?: string; till?: 'direct' },
): Promise<void> {
  const till = options.till === undefined ? '' : `&till=${options.till}`;
  await page.goto(`${shop}/?lang=${options.language}${till}`);
  const product = options.product ?? 'milk-tea';
  const form = page.locator('form', { has: page.locator(`input[value="${product}"]`) }).first();
  await form.locator('button[formaction="/buy"]').click();
  await page.waitForURL(/\/pay\/cs_test_/);
}

/** Chooses a method by the value of its radio button. */
export async function choose(page: Where, method: MethodId): Promise<void> {
  await page.locator(`input[name="method"][value="${method}"]`).check();
}

/** The methods that can be chosen from a page's list, from the top. */
export async function methodsOn(page: Where): Promise<readonly string[]> {
  const rows = page.locator('input[name="method"]:enabled');
  await expect(rows.first()).toBeAttached();
  return rows.evaluateAll((inputs) => inputs.map((input) => input.getAttribute('value') ?? ''));
}

/** The one button that pays. */
export function payButton(page: Where) {
  return page.locator('form.pay-form button[type="submit"]');
}

/** Orders at the demo shop and presses "pay" with a method that needs no typing. */
export async function payAtShopWith(
  page: Page,
  shop: string,
  options: { method: MethodId; language: 'en' | 'zh-HK' },
): Promise<void> {
  await buyAtShop(page, shop, { language: options.language });
  await choose(page, options.method);
  await payButton(page).click();
}

/** Types a card into the provider's own frame. */
export async function typeCard(page: Where, number: string): Promise<void> {
  await choose(page, 'card');
  const frame = page.frameLocator('.method-list .__PrivateStripeElement iframe').first();
  await frame.locator('#payment-numberInput').fill(number);
  await frame.locator('#payment-expiryInput').fill('12 / 34');
  await frame.locator('#payment-cvcInput').fill('123');
}

/** The button of the browser's own wallet, in the provider's frame beside the list's heading. */
export function walletButton(page: Page, name: 'Apple Pay' | 'Google Pay') {
  return page.frameLocator('.express iframe').getByRole('button', { name });
}

/** The wallet's sheet over the page. */
export function walletSheet(page: Page) {
  return page.frameLocator('[role=dialog] iframe');
}

/** Answers in the sheet, with a card of the wallet by its last four digits. */
export async function answerSheet(
  page: Page,
  answer: 'approve' | 'cancel' | 'fail',
  last4: '4242' | '9995' | '3220' = '4242',
): Promise<void> {
  const sheet = walletSheet(page);
  await sheet.getByRole('radio', { name: last4 }).check();
  await sheet.locator(`button[name="outcome"][value="${answer}"]`).click();
}

/** Answers the bank's 3-D Secure challenge. */
export async function answerChallenge(page: Where, answer: 'complete' | 'fail'): Promise<void> {
  const challenge = page.frameLocator('[role=dialog] iframe');
  await challenge.getByTestId(`3ds-${answer}`).click();
}

/** Reads the QR code off the screen, as a phone's camera would: from pixels, by another's decoder. */
export async function scanCode(page: Page, where: Where = page): Promise<string> {
  const code = where.locator('svg[role="img"]').first();
  await expect(code).toBeVisible();
  await code.scrollIntoViewIfNeeded();
  const picture = PNG.sync.read(await page.screenshot());
  const read = jsQR(new Uint8ClampedArray(picture.data), picture.width, picture.height);
  if (read === null) throw new Error('No QR code could be read on the page.');
  return read.data;
}

/** Hands a code or an app's link to the simulated wallets, as the phone's camera or the tap would. */
export async function openInWallet(phone: Page, simulator: string, code: string): Promise<void> {
  await phone.goto(`${simulator}/wallet`);
  await phone.locator('textarea[name="code"]').fill(code);
  await phone.locator('form[action="/wallet"] button').click();
}

/** The attempt in the page's address. */
export function attemptIdOf(page: Page): string {
  const match = /\/(pa_[0-9A-Za-z]{24})/.exec(page.url());
  if (match?.[1] === undefined) throw new Error(`No attempt in ${page.url()}`);
  return match[1];
}

/** Waits at the demo shop until its webhook has marked the order paid. */
export async function expectPaidAtShop(page: Page, shop: string): Promise<void> {
  await page.waitForURL((url) => url.origin === shop && url.pathname.startsWith('/orders/'), {
    timeout: 15_000,
  });
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/It’s paid|已收到付款/, {
    timeout: 15_000,
  });
}

/** Waits on our own page, looked at again and again as where no script runs, until it says paid. */
export async function expectPaidWhenReloaded(page: Page): Promise<void> {
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Paid|It’s paid/, {
      timeout: 1_000,
    });
  }).toPass({ timeout: 20_000 });
}

/** From a payment that was refused: back to the session, where FPS is chosen and paid. */
export async function payWithFpsInstead(
  page: Page,
  shop: string,
  simulator: Pick<SimulatorControl, 'payFps'>,
): Promise<void> {
  await page.goto(page.url().replace(/\/pa_.*$/, ''));
  await choose(page, 'fps');
  await payButton(page).click();
  await simulator.payFps(await scanCode(page));
  await expectPaidAtShop(page, shop);
}

/** Approves or refuses in the wallet's own page. */
export async function answerWallet(page: Page, answer: 'approve' | 'refuse'): Promise<void> {
  await page.locator(`button[name="answer"][value="${answer}"]`).click();
}
