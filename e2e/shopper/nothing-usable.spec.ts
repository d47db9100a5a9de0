import { devices } from '@playwright/test';
import { expect, newSession, test } from '../support/fixtures.ts';
import { test as onPostgres } from '../support/ordered-stack.ts';

const WECHAT =
  'Mozilla/5.0 (Linux; Android 15; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 ' +
  'Chrome/130.0 Mobile Safari/537.36 MMWEBID/1 MicroMessenger/8.0.50.2701(0x28003253) Language/zh_HK';

onPostgres(
  'where every method is off the page says so and leads back to the shop, until one is on',
  async ({ ordered: { stack, client, stripe }, phone: page }, testInfo) => {
    const { url } = await newSession(stripe, stack.urls.shop, {
      locale: 'en',
      allowed_payment_method_types: ['fps', 'octopus'],
    });
    const turn = (enabled: boolean) =>
      client.query('update method_setting set enabled = $1', [enabled]);
    await turn(false);
    await page.goto(url);
    await expect(page.getByRole('status')).toContainText('No payment method can be used here');
    await expect(page.getByRole('status')).toContainText('You haven’t been charged.');
    await expect(page.locator('.method')).toHaveText([
      /FPS.*Temporarily unavailable/,
      /Octopus.*Temporarily unavailable/,
    ]);
    await expect(page.locator('input[name="method"]:enabled')).toHaveCount(0);
    await expect(page.locator('button[type="submit"]')).toHaveCount(0);
    await page.screenshot({ path: testInfo.outputPath('page.png') });
    await page.locator('.language-switch').click();
    await expect(page.getByRole('status')).toContainText('沒有適用的付款方式');
    await page.locator('.submit-bar').getByRole('link', { name: '返回港灣茶行' }).click();
    await page.waitForURL(`${stack.urls.shop}/cart`);

    await turn(true);
    await page.goto(url);
    await expect(page.locator('form.pay-form button[type="submit"]')).toBeVisible();
    await expect(page.getByText('No payment method can be used here')).toHaveCount(0);
  },
);

test('where the app’s own browser is all that is in the way the page says how to leave it, and nothing else', async ({
  browser,
  stack,
  newSession: newTea,
}) => {
  const { defaultBrowserType: _, ...pixel } = devices['Pixel 7'] ?? {};
  const context = await browser.newContext({ ...pixel, userAgent: WECHAT });
  const page = await context.newPage();
  await page.goto((await newTea({ locale: 'en', allowed_payment_method_types: ['alipayhk'] })).url);
  await expect(page.locator('.notice-title')).toHaveText(/AlipayHK.*can’t be used inside WeChat/);
  await expect(page.getByText('No payment method can be used here')).toHaveCount(0);
  await expect(page.locator('button[type="submit"]')).toHaveCount(0);
  await expect(page.locator('.submit-bar a')).toHaveAttribute('href', `${stack.urls.shop}/cart`);
  await context.close();
});
