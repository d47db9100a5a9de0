import type { Page } from '@playwright/test';
import { METHOD_IDS, isExpressMethod } from '#lib/domain/method-id.ts';
import { holdRequests } from '../support/hold-requests.ts';
import { expect, test } from '../support/fixtures.ts';
import {
  answerChallenge,
  answerSheet,
  attemptIdOf,
  buyAtShop,
  choose,
  expectPaidAtShop,
  payButton,
  scanCode,
  typeCard,
  CARDS,
  walletButton,
  walletSheet,
} from '../support/shopping.ts';

test('pays with Google Pay and is back in the shop, which has heard of it', async ({
  walletDesktop: page,
  stack,
  simulator,
}) => {
  await buyAtShop(page, stack.urls.shop, { language: 'en' });
  await walletButton(page, 'Google Pay').click();
  await expect(walletSheet(page).getByText('HK$128.50')).toBeVisible();
  await answerSheet(page, 'approve');
  await page.waitForURL(/\/pa_/);
  const attempt = attemptIdOf(page);
  await expect(page.getByText('Google Pay · Visa ending 4242')).toBeVisible();
  await expectPaidAtShop(page, stack.urls.shop);
  expect(await simulator.charges(attempt)).toMatchObject([
    { kind: 'captured', amountMinor: 12_850, currency: 'HKD' },
  ]);
});

test('在繁體中文頁面以 Apple Pay 付款', async ({ phone: page, stack }) => {
  await haveApplePay(page);
  await buyAtShop(page, stack.urls.shop, { language: 'zh-HK' });
  await walletButton(page, 'Apple Pay').click();
  await expect(walletSheet(page).getByRole('button', { name: '確認付款' })).toBeVisible();
  await answerSheet(page, 'approve');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('已付款');
  await expect(page.getByText(/Apple Pay · Visa/)).toBeVisible();
  await expectPaidAtShop(page, stack.urls.shop);
});

test('finds the button there without anything having moved for it', async ({
  walletDesktop: page,
  newSession,
}) => {
  await watchShifts(page);
  const release = await holdRequests(page, '**/stripe.js');
  await page.goto((await newSession({ locale: 'en' })).url);
  const before = await layoutOf(page);
  // The heading's line, the methods of the list, and the button that pays.
  expect(before).toHaveLength(METHOD_IDS.filter((method) => !isExpressMethod(method)).length + 2);
  release();
  await expect(walletButton(page, 'Google Pay')).toBeVisible();
  expect(await layoutOf(page)).toEqual(before);
  expect(await shiftsOf(page)).toBe(0);
});

test('closes the sheet, is told that nothing was charged, and pays by FPS', async ({
  walletDesktop: page,
  stack,
  simulator,
}) => {
  await buyAtShop(page, stack.urls.shop, { language: 'en' });
  const before = (await simulator.charges()).length;
  await walletButton(page, 'Google Pay').click();
  await answerSheet(page, 'cancel');
  await expect(page.getByText('You closed the wallet. You haven’t been charged.')).toBeVisible();
  expect(await simulator.charges()).toHaveLength(before);
  await choose(page, 'fps');
  await payButton(page).click();
  await page.waitForURL(/\/pa_/);
  await simulator.payFps(await scanCode(page));
  await expectPaidAtShop(page, stack.urls.shop);
});

test('meets a wallet that fails, is told so, and pays with it the second time', async ({
  walletDesktop: page,
  stack,
  simulator,
}) => {
  await buyAtShop(page, stack.urls.shop, { language: 'en' });
  const before = (await simulator.charges()).length;
  await walletButton(page, 'Google Pay').click();
  await answerSheet(page, 'fail');
  await expect(
    page.getByText('The wallet could not finish. You haven’t been charged.'),
  ).toBeVisible();
  await expect(payButton(page)).toHaveAttribute('aria-busy', 'false');
  expect(await simulator.charges()).toHaveLength(before);
  await walletButton(page, 'Google Pay').click();
  await answerSheet(page, 'approve');
  await expectPaidAtShop(page, stack.urls.shop);
  expect(await simulator.charges()).toHaveLength(before + 1);
});

test('is declined after approving, told what to do, and pays by FPS instead', async ({
  walletDesktop: page,
  stack,
  simulator,
}) => {
  await buyAtShop(page, stack.urls.shop, { language: 'en' });
  await walletButton(page, 'Google Pay').click();
  await answerSheet(page, 'approve', '9995');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Not enough balance');
  const declined = attemptIdOf(page);
  await page.getByRole('button', { name: /with FPS/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Pay with FPS');
  await simulator.payFps(await scanCode(page));
  await expectPaidAtShop(page, stack.urls.shop);
  expect((await simulator.charges(declined)).map(({ kind }) => kind)).not.toContain('captured');
});

test('passes 3-D Secure after the wallet and is paid', async ({
  walletDesktop: page,
  stack,
  simulator,
}) => {
  await buyAtShop(page, stack.urls.shop, { language: 'en' });
  await walletButton(page, 'Google Pay').click();
  await answerSheet(page, 'approve', '3220');
  await page.waitForURL(/\/pa_/);
  const attempt = attemptIdOf(page);
  await answerChallenge(page, 'complete');
  await expectPaidAtShop(page, stack.urls.shop);
  expect((await simulator.charges(attempt)).map(({ kind }) => kind)).toEqual(['captured']);
});

test('is charged once for double clicks, on the button and in the sheet', async ({
  walletDesktop: page,
  newSession,
  simulator,
}) => {
  await page.goto((await newSession({ locale: 'en' })).url);
  const before = await captures(simulator);
  await walletButton(page, 'Google Pay').dblclick();
  await expect(page.getByRole('dialog')).toHaveCount(1);
  await walletSheet(page).locator('button[value="approve"]').dblclick();
  await page.waitForURL(/\/pa_/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paid');
  expect((await captures(simulator)) - before).toBe(1);
});

test('is charged once when a wallet and a card in another tab pay at the same moment', async ({
  walletDesktop: page,
  newSession,
  simulator,
  stripe,
}) => {
  const { url, id } = await newSession({ locale: 'en' });
  const before = await captures(simulator);
  const other = await page.context().newPage();
  await Promise.all([page.goto(url), other.goto(url)]);
  await walletButton(page, 'Google Pay').click();
  await expect(walletSheet(page).getByRole('button', { name: 'Approve' })).toBeVisible();
  await typeCard(other, CARDS.good);
  await simulator.arm({
    kind: 'latency',
    provider: 'stripe',
    operation: 'payment_intents.confirm',
    delayMs: 800,
  });
  await Promise.all([answerSheet(page, 'approve'), payButton(other).click()]);
  for (const tab of [page, other]) {
    await expect(tab).toHaveURL(/session_id=|pa_/, { timeout: 15_000 });
  }
  await expect
    .poll(async () => (await stripe.checkout.sessions.retrieve(id)).payment_status)
    .toBe('paid');
  expect((await captures(simulator)) - before).toBe(1);
});

test('asks for the status when the answer to paying is lost, and never to pay again', async ({
  walletDesktop: page,
  newSession,
  simulator,
}) => {
  const before = await captures(simulator);
  await page.goto((await newSession({ locale: 'en' })).url);
  await walletButton(page, 'Google Pay').click();
  // The action reaches the server; its answer never reaches the browser.
  await page.route('**/pay/**', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    await route.fetch();
    await route.abort('connectionreset');
  });
  // Time to read what the page says meanwhile.
  await page.route('**/api/checkout/**', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await route.continue();
  });
  await answerSheet(page, 'approve');
  await expect(page.getByText('Please don’t pay again')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paid', { timeout: 20_000 });
  expect((await captures(simulator)) - before).toBe(1);
});

test.describe('a browser without a wallet', () => {
  test('loads nothing of the provider’s until card is chosen, and shows nothing of it', async ({
    desktop: page,
    newSession,
    stack,
  }) => {
    await watchShifts(page);
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().startsWith(stack.urls.simulator)) asked.push(request.url());
    });
    await page.goto((await newSession({ locale: 'en' })).url, { waitUntil: 'networkidle' });
    await expect(page.locator('.express')).toBeEmpty();
    expect(asked).toEqual([]);
    expect(await shiftsOf(page)).toBe(0);
    await choose(page, 'card');
    await expect.poll(() => asked.length).toBeGreaterThan(0);
    await expect(page.locator('.express')).toBeEmpty();
  });

  test('sees nothing when it might have had one and the provider says it has not', async ({
    walletDesktop: page,
    newSession,
    simulator,
  }) => {
    await simulator.wallets({ google_pay: 'off' });
    await watchShifts(page);
    const frame = page.waitForResponse(/frame\/expressCheckout/);
    await page.goto((await newSession({ locale: 'en' })).url);
    await frame;
    await expect(page.locator('.express')).toBeEmpty();
    expect(await shiftsOf(page)).toBe(0);
  });

  test('is not kept from paying when the provider’s script cannot be had', async ({
    walletDesktop: page,
    newSession,
  }) => {
    await page.route('**/stripe.js', (route) => route.abort());
    await page.goto((await newSession({ locale: 'en' })).url, { waitUntil: 'networkidle' });
    await expect(page.locator('.express')).toBeEmpty();
    await choose(page, 'fps');
    await payButton(page).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Pay with FPS');
  });

  test('with JavaScript off has no place for one', async ({ browser, newSession }) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto((await newSession({ locale: 'en' })).url);
    await expect(page.locator('.express')).toBeHidden();
    await expect(page.locator('iframe')).toHaveCount(0);
    await context.close();
  });
});

test('is not offered for what the merchant limited to other methods', async ({
  walletDesktop: page,
  newSession,
}) => {
  const { url } = await newSession({ locale: 'en', payment_method_types: ['fps'] } as object);
  await page.goto(url, { waitUntil: 'networkidle' });
  await expect(page.locator('input[name="method"]')).toHaveCount(1);
  await expect(page.locator('.express')).toHaveCount(0);
});

/** The browser of an Apple device, as far as a page can ask. */
async function haveApplePay(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.assign(globalThis, { ApplePaySession: { canMakePayments: () => true } });
  });
}

async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen: number[] = [];
    Object.assign(globalThis, { shiftsSeen: seen });
    new PerformanceObserver((list) => {
      // Chromium's own entry, unknown to the DOM's typings.
      for (const entry of list.getEntries()) seen.push((entry as { value?: number }).value ?? 1);
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

/** The sum of every shift so far, those after a press included. */
function shiftsOf(page: Page): Promise<number> {
  return page.evaluate(async () => {
    // Entries come after the frame that they are of.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { shiftsSeen } = globalThis as unknown as { shiftsSeen: number[] }; // set above
    return shiftsSeen.reduce((sum, value) => sum + value, 0);
  });
}

/** Where the heading, the rows and the button are. */
function layoutOf(page: Page): Promise<readonly object[]> {
  return page
    .locator('.method-list h2, .method, .submit-bar')
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON() as object));
}

async function captures(simulator: {
  charges: () => Promise<readonly { kind: string }[]>;
}): Promise<number> {
  return (await simulator.charges()).filter(({ kind }) => kind === 'captured').length;
}
