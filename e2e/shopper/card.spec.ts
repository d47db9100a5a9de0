import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '../support/fixtures.ts';
import {
  CARDS,
  answerChallenge,
  attemptIdOf,
  buyAtShop,
  expectPaidAtShop,
  payButton,
  scanCode,
  typeCard,
  choose,
} from '../support/shopping.ts';

test('pays by card and is back in the shop, which has heard of it', async ({
  desktop: page,
  stack,
  simulator,
}) => {
  await buyAtShop(page, stack.urls.shop, { language: 'en' });
  await expect(page).toHaveURL(/\/en\/pay\//);
  await typeCard(page, CARDS.good);
  await expect(payButton(page)).toHaveText(/Pay HK\$128\.50 by card/);
  await payButton(page).click();
  await page.waitForURL(/\/pa_/);
  const attempt = attemptIdOf(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paid');
  await expectPaidAtShop(page, stack.urls.shop);
  expect(await simulator.charges(attempt)).toMatchObject([
    { kind: 'captured', amountMinor: 12_850, currency: 'HKD' },
  ]);
});

test('在繁體中文頁面以信用卡付款', async ({ phone: page, stack }) => {
  await buyAtShop(page, stack.urls.shop, { language: 'zh-HK' });
  await expect(page).toHaveURL(/\/zh-HK\/pay\//);
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hant-HK');
  await typeCard(page, CARDS.good);
  const frame = page.frameLocator('.__PrivateStripeElement iframe').first();
  await expect(frame.getByLabel('卡號')).toBeVisible();
  await payButton(page).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('已付款');
  await expectPaidAtShop(page, stack.urls.shop);
});

test('passes 3-D Secure and is paid', async ({ desktop: page, stack, simulator }) => {
  await buyAtShop(page, stack.urls.shop, { language: 'en' });
  await typeCard(page, CARDS.needs3ds);
  await payButton(page).click();
  await page.waitForURL(/\/pa_/);
  const attempt = attemptIdOf(page);
  await answerChallenge(page, 'complete');
  await expectPaidAtShop(page, stack.urls.shop);
  expect((await simulator.charges(attempt)).map(({ kind }) => kind)).toEqual(['captured']);
});

test('fails 3-D Secure, is told so, and pays with another card', async ({
  desktop: page,
  stack,
}) => {
  await buyAtShop(page, stack.urls.shop, { language: 'en' });
  await typeCard(page, CARDS.needs3ds);
  await payButton(page).click();
  await answerChallenge(page, 'fail');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'Your bank couldn’t confirm it’s you',
  );
  await expect(page.getByText('You haven’t been charged')).toBeVisible();
  await page
    .getByRole('link', { name: /Choose another method|Try again/ })
    .first()
    .click();
  await typeCard(page, CARDS.good);
  await payButton(page).click();
  await expectPaidAtShop(page, stack.urls.shop);
});

test('is declined, told what to do, and pays by FPS instead', async ({
  desktop: page,
  stack,
  simulator,
}) => {
  await buyAtShop(page, stack.urls.shop, { language: 'en' });
  await typeCard(page, CARDS.insufficientFunds);
  await payButton(page).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Not enough balance');
  const declined = attemptIdOf(page);
  const list = page.url().replace(/\/pa_.*$/, '');
  await page.goto(list);
  await expect(page.getByText('Not enough balance')).toBeVisible();
  await choose(page, 'fps');
  await payButton(page).click();
  await page.waitForURL(/\/pa_/);
  await simulator.payFps(await scanCode(page));
  await expectPaidAtShop(page, stack.urls.shop);
  expect((await simulator.charges(declined)).map(({ kind }) => kind)).not.toContain('captured');
});

test('types a card number that reaches nobody but the provider', async ({
  desktop: page,
  stack,
}) => {
  const seen: string[] = [];
  page.on('request', (request) => {
    if (request.url().startsWith(stack.urls.app)) {
      seen.push(request.url(), request.postData() ?? '', JSON.stringify(request.headers()));
    }
  });
  page.on('console', (message) => seen.push(message.text()));
  await buyAtShop(page, stack.urls.shop, { language: 'en' });
  await typeCard(page, CARDS.good);
  seen.push(await page.content());
  await payButton(page).click();
  await page.waitForURL(/\/pa_/);
  const attempt = attemptIdOf(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paid');
  seen.push(await page.content());
  const all = seen.join('\n');
  for (const number of ['4242424242424242', '4242 4242 4242 4242', '42424242']) {
    expect(all).not.toContain(number);
  }
  expect(all, 'what was looked at is the real thing').toContain('ctoken_');

  const kept = keptByTheApp(stack.appLog);
  expect(kept.includes('4242424242424242')).toBe(false);
  expect(kept.includes('4242 4242 4242 4242')).toBe(false);
  expect(kept.includes(attempt), 'the database’s files are among what was looked at').toBe(true);
});

/** Every byte the app has written: its log and its database's files. */
function keptByTheApp(appLog: string): Buffer {
  const folder = join(dirname(dirname(appLog)), 'db');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Buffer.concat([appLog, ...files].map((file) => readFileSync(file)));
}

test('gives an address for the receipt, mistyped at first, and the merchant learns of it', async ({
  desktop: page,
  newSession,
  stripe,
  simulator,
}) => {
  const session = await newSession({});
  await page.goto(session.url ?? '');
  await typeCard(page, CARDS.good);
  const address = page.getByLabel('Email for your receipt');
  await address.fill('chan.tai.man');
  await payButton(page).click();
  await expect(page.getByText('Enter an email address like name@example.com')).toBeVisible();
  await expect(address).toBeFocused();
  expect(page.url()).not.toContain('/pa_');
  await address.fill('tai.man@example.com');
  await payButton(page).click();
  await page.waitForURL(/\/pa_/);
  expect((await simulator.charges(attemptIdOf(page))).map(({ kind }) => kind)).toEqual([
    'captured',
  ]);
  await expect
    .poll(async () => (await stripe.checkout.sessions.retrieve(session.id)).customer_details?.email)
    .toBe('tai.man@example.com');
});
