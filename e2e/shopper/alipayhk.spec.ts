import { expect, test } from '../support/fixtures.ts';
import {
  answerWallet,
  attemptIdOf,
  expectPaidAtShop,
  expectPaidWhenReloaded,
  payAtShopWith,
  payWithFpsInstead,
  scanCode,
} from '../support/shopping.ts';

test('approves in the wallet on the phone and is back in the shop', async ({
  phone: page,
  stack,
}) => {
  await payAtShopWith(page, stack.urls.shop, { method: 'alipayhk', language: 'zh-HK' });
  await page.waitForURL(/\/wallet\//);
  await answerWallet(page, 'approve');
  await expectPaidAtShop(page, stack.urls.shop);
});

test('cancels in the wallet, is told that nothing was charged, and pays another way', async ({
  phone: page,
  stack,
  simulator,
}) => {
  await payAtShopWith(page, stack.urls.shop, { method: 'alipayhk', language: 'en' });
  await page.waitForURL(/\/wallet\//);
  await answerWallet(page, 'refuse');
  await page.waitForURL(/\/pa_/);
  const attempt = attemptIdOf(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You cancelled the payment');
  await expect(page.getByText('Nothing was charged.')).toBeVisible();
  expect((await simulator.charges(attempt)).map(({ kind }) => kind)).not.toContain('captured');
  await payWithFpsInstead(page, stack.urls.shop, simulator);
});

test('scans the wallet’s code from a desktop', async ({ desktop: page, phone, stack }) => {
  await payAtShopWith(page, stack.urls.shop, { method: 'alipayhk', language: 'en' });
  await page.waitForURL(/\/pa_/);
  await phone.goto(await scanCode(page));
  await answerWallet(phone, 'approve');
  await expectPaidAtShop(page, stack.urls.shop);
});

test.describe('with JavaScript off', () => {
  test.use({ javaScriptEnabled: false });

  test('goes to the wallet by a link and comes back paid', async ({ page, stack }) => {
    await payAtShopWith(page, stack.urls.shop, { method: 'alipayhk', language: 'en' });
    await page.waitForURL(/\/pa_/);
    // A desktop shows a code; without a second device its address can be opened as well.
    const wallet = await page.context().newPage();
    await wallet.goto(await scanCode(page));
    await answerWallet(wallet, 'approve');
    await expectPaidWhenReloaded(page);
    await expectPaidAtShop(page, stack.urls.shop);
  });
});
