import { METHOD_IDS, isExpressMethod } from '#lib/domain/method-id.ts';
import { expect, test } from '../support/fixtures.ts';
import { holdRequests } from '../support/hold-requests.ts';
import type { SimulatorControl } from '../support/simulator-control.ts';
import { CARDS, attemptIdOf, choose, payButton, scanCode, typeCard } from '../support/shopping.ts';

/** How many charges the providers have made. Each worker has a simulator of its own. */
async function captures(simulator: SimulatorControl): Promise<number> {
  return (await simulator.charges()).filter(({ kind }) => kind === 'captured').length;
}

test.describe('the language', () => {
  test('follows the browser when the merchant leaves it open', async ({ browser, newSession }) => {
    const { url } = await newSession();
    for (const [locale, lang] of [
      ['zh-HK', 'zh-Hant-HK'],
      ['zh-CN', 'zh-Hant-HK'],
      ['en-GB', 'en-HK'],
      ['ja-JP', 'en-HK'],
    ] as const) {
      const context = await browser.newContext({ locale });
      const page = await context.newPage();
      await page.goto(url);
      await expect(page.locator('html'), locale).toHaveAttribute('lang', lang);
      await context.close();
    }
  });

  test('can be switched on the list and on a waiting code, losing neither', async ({
    desktop: page,
    newSession,
  }) => {
    await page.goto((await newSession({ locale: 'zh-HK' })).url);
    await expect(page.getByRole('heading', { name: '付款方式' })).toBeVisible();
    await page.getByRole('link', { name: 'English' }).click();
    await expect(page.getByRole('heading', { name: 'Payment method' })).toBeVisible();
    await choose(page, 'fps');
    await payButton(page).click();
    await page.waitForURL(/\/pa_/);
    const attempt = attemptIdOf(page);
    const code = await scanCode(page);
    await page.getByRole('link', { name: '繁體中文' }).click();
    await expect(page).toHaveURL(new RegExp(`/zh-HK/.*${attempt}`));
    expect(await scanCode(page)).toBe(code);
  });
});

test('keeps its order whatever is chosen, and across reloads and languages', async ({
  desktop: page,
  newSession,
}) => {
  const { url } = await newSession({ locale: 'en' });
  await page.goto(url);
  const order = () =>
    page
      .locator('input[name="method"]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('value')));
  const first = await order();
  expect(new Set(first)).toEqual(new Set(METHOD_IDS.filter((method) => !isExpressMethod(method))));
  await choose(page, 'alipayhk');
  expect(await order()).toEqual(first);
  await page.reload();
  expect(await order()).toEqual(first);
  await page.getByRole('link', { name: '繁體中文' }).click();
  await page.waitForURL(/zh-HK/);
  expect(await order()).toEqual(first);
});

test('shows the merchant, what is bought and for how much, and the way back', async ({
  desktop: page,
  newSession,
  stack,
}) => {
  const { url } = await newSession({
    locale: 'en',
    line_items: [
      {
        price_data: { currency: 'hkd', unit_amount: 4_800, product_data: { name: 'Jasmine 茉莉' } },
        quantity: 2,
      },
      {
        price_data: { currency: 'hkd', unit_amount: 120_000, product_data: { name: 'Gaiwan' } },
        quantity: 1,
      },
    ],
  });
  await page.goto(url);
  await expect(page.getByText('HK$1,296.00').first()).toBeVisible();
  await expect(page.getByText('Jasmine 茉莉')).toBeVisible();
  await expect(page.getByText('HK$96.00')).toBeVisible();
  await expect(page.getByText('Harbour Tea').first()).toBeVisible();
  await page
    .getByRole('link', { name: /Back to/ })
    .first()
    .click();
  await expect(page).toHaveURL(`${stack.urls.shop}/cart`);
});

test('says why a method cannot be used, and offers the ones that can', async ({
  desktop: page,
  newSession,
}) => {
  await page.goto(
    (
      await newSession({
        locale: 'en',
        line_items: [
          {
            price_data: { currency: 'usd', unit_amount: 5_000, product_data: { name: 'Tea' } },
            quantity: 1,
          },
        ],
      })
    ).url,
  );
  await expect(page.locator('input[value="fps"]')).toBeDisabled();
  await expect(page.getByText('Not available in this currency').first()).toBeVisible();
  await expect(page.locator('input[value="card"]')).toBeEnabled();
});

test('charges once when two tabs pay at the same moment', async ({
  desktop: page,
  newSession,
  simulator,
  stripe,
}) => {
  const { url, id } = await newSession({ locale: 'en' });
  const before = await captures(simulator);
  const other = await page.context().newPage();
  await Promise.all([page.goto(url), other.goto(url)]);
  await typeCard(page, CARDS.good);
  await typeCard(other, CARDS.good);
  await simulator.arm({
    kind: 'latency',
    provider: 'stripe',
    operation: 'payment_intents.confirm',
    delayMs: 800,
  });
  await Promise.all([payButton(page).click(), payButton(other).click()]);
  for (const tab of [page, other]) {
    await expect(tab).toHaveURL(/session_id=|pa_/, { timeout: 15_000 });
  }
  await expect
    .poll(async () => (await stripe.checkout.sessions.retrieve(id)).payment_status)
    .toBe('paid');
  expect((await stripe.checkout.sessions.retrieve(id)).status).toBe('complete');
  expect((await captures(simulator)) - before).toBe(1);
});

test('charges once for a double click, a reload of the post and the back button', async ({
  desktop: page,
  newSession,
  simulator,
}) => {
  await page.goto((await newSession({ locale: 'en' })).url);
  await typeCard(page, CARDS.good);
  await payButton(page).dblclick();
  await page.waitForURL(/\/pa_/);
  const attempt = attemptIdOf(page);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paid');
  await page.goBack();
  await page.goto(page.url());
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paid');
  expect(await simulator.charges(attempt)).toHaveLength(1);
});

test('asks for the status when the answer to paying is lost, and never to pay again', async ({
  desktop: page,
  newSession,
  simulator,
}) => {
  const before = await captures(simulator);
  await page.goto((await newSession({ locale: 'en' })).url);
  await typeCard(page, CARDS.good);
  // The action reaches the server; its answer never reaches the browser.
  await page.route('**/pay/**', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    await route.fetch();
    await route.abort('connectionreset');
  });
  await payButton(page).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paid', { timeout: 20_000 });
  expect((await captures(simulator)) - before).toBe(1);
});

test('leaves the other methods alone when the card fields cannot be loaded', async ({
  desktop: page,
  newSession,
}) => {
  await page.route('**/stripe.js', (route) => route.abort());
  await page.goto((await newSession({ locale: 'en' })).url);
  await choose(page, 'card');
  await expect(page.getByText('The card fields could not be loaded')).toBeVisible({
    timeout: 10_000,
  });
  await choose(page, 'fps');
  await payButton(page).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Pay with FPS');
});

test('keeps the card chosen when the button is pressed before any script has come', async ({
  phone: page,
  newSession,
}) => {
  const release = await holdRequests(page, '**/_next/static/**/*.js');
  await page.goto((await newSession({ locale: 'en' })).url, { waitUntil: 'commit' });
  await choose(page, 'card');
  await payButton(page).click({ noWaitAfter: true });
  await page.waitForURL(/method=card/, { waitUntil: 'commit' });
  release();
  await expect(page.locator('input[value="card"]')).toBeChecked();
  await typeCard(page, CARDS.good);
  await payButton(page).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paid');
});

test('a receipt stays when the shopper comes back to read it', async ({
  desktop: page,
  newSession,
  stack,
}) => {
  const { url } = await newSession({ locale: 'en' });
  await page.goto(url);
  await typeCard(page, CARDS.good);
  await payButton(page).click();
  await page.waitForURL((to) => to.origin === stack.urls.shop, { timeout: 15_000 });
  await page.goto(url);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paid');
  const back = page.getByRole('link', { name: 'Back to Harbour Tea' });
  for (const link of await back.all()) {
    expect(await link.getAttribute('href')).toContain('session_id=');
  }
  await page.waitForTimeout(4_000);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paid');
});

test('does not say whether an unknown address was ever a session', async ({ page, stack }) => {
  for (const path of [
    '/en/pay/cs_test_00000000000000000000000000000000',
    '/en/pay/nonsense',
    '/en/nowhere',
    '/en',
    '/',
  ]) {
    const response = await page.goto(`${stack.urls.app}${path}`);
    expect(response?.status(), path).toBe(404);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(
      'We can’t find this payment page',
    );
  }
});
