import { expect, test } from '../support/fixtures.ts';
import {
  CARDS,
  answerWallet,
  attemptIdOf,
  expectPaidAtShop,
  openInWallet,
  payButton,
  scanCode,
  typeCard,
  payAtShopWith,
} from '../support/shopping.ts';

/** What a shopper sees while a wallet's provider is out. Nothing it never showed them can have been paid. */

test.beforeEach(async ({ simulator }) => {
  await simulator.arm({
    kind: 'error_before_effect',
    provider: 'airwallex',
    status: 503,
    remaining: null,
  });
});

test('is told within seconds that PayMe does not answer, and pays by card', async ({
  desktop: page,
  stack,
  simulator,
}) => {
  await payAtShopWith(page, stack.urls.shop, { method: 'payme', language: 'en' });
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toHaveText('PayMe isn’t responding yet', { timeout: 5_000 });
  await expect(page.getByText('Nothing has been charged.')).toBeVisible();
  await expect(page).toHaveTitle(/^PayMe isn’t responding yet · /);
  const attempt = attemptIdOf(page);
  const session = page.url().replace(/\/pa_.*$/, '');
  await page.getByRole('link', { name: 'Choose another method' }).click();
  await expect(page.locator('input[name="method"][value="payme"]')).not.toBeChecked();
  await typeCard(page, CARDS.good);
  await payButton(page).click();
  await expectPaidAtShop(page, stack.urls.shop);

  // The provider is back, and whatever it has of the request takes no money.
  await simulator.disarmAll();
  await page.goto(session);
  await expect(heading).toHaveText('Paid');
  expect((await simulator.charges(attempt)).map(({ kind }) => kind)).not.toContain('captured');
});

test('waits for AlipayHK all the same, and the code is there as soon as the provider is', async ({
  desktop: page,
  phone,
  stack,
  simulator,
}) => {
  await payAtShopWith(page, stack.urls.shop, { method: 'alipayhk', language: 'zh-HK' });
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toContainText('暫時未有回應', { timeout: 5_000 });
  await expect(page.getByText('未有扣款。')).toBeVisible();
  await simulator.disarmAll();
  // Asked again after 5, 10, 15 and 22 seconds, and the page looks every five.
  await expect(page.locator('svg[role="img"]').first()).toBeVisible({ timeout: 30_000 });
  await openInWallet(phone, stack.urls.simulator, await scanCode(page));
  await answerWallet(phone, 'approve');
  await expectPaidAtShop(page, stack.urls.shop);
});
