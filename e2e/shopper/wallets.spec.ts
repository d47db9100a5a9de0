import { devices } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import {
  answerWallet,
  attemptIdOf,
  buyAtShop,
  choose,
  expectPaidAtShop,
  expectPaidWhenReloaded,
  openInWallet,
  payAtShopWith,
  payButton,
  payWithFpsInstead,
  scanCode,
} from '../support/shopping.ts';

test.describe('on a phone with JavaScript off', () => {
  const { defaultBrowserType: _, ...pixel } = devices['Pixel 7'] ?? {};
  test.use({ ...pixel, javaScriptEnabled: false });

  test('approves in PayMe and is back in the shop, paid', async ({ page, stack, simulator }) => {
    await payAtShopWith(page, stack.urls.shop, { method: 'payme', language: 'en' });
    await page.waitForURL(/\/pa_/);
    const attempt = attemptIdOf(page);
    await page.getByRole('link', { name: 'Continue to PayMe' }).click();
    await expect(page.getByText('HK$128.50').first()).toBeVisible();
    await answerWallet(page, 'approve');
    // Back on our page, which says paid at once or when it is looked at again.
    await expectPaidWhenReloaded(page);
    await expectPaidAtShop(page, stack.urls.shop);
    expect((await simulator.charges(attempt)).map(({ kind, method }) => [kind, method])).toEqual([
      ['captured', 'payme'],
    ]);
  });
});

test('opens the Octopus app from a phone and comes back paid', async ({ phone: page, stack }) => {
  await buyAtShop(page, stack.urls.shop, { language: 'zh-HK' });
  await choose(page, 'octopus');
  await expect(payButton(page).getByText('以八達通支付 HK$128.50')).toBeVisible();
  await payButton(page).click();
  await page.waitForURL(/\/wallet\//);
  await answerWallet(page, 'approve');
  await expectPaidAtShop(page, stack.urls.shop);
});

test('scans the Octopus code off our page on a desktop', async ({
  desktop: page,
  phone,
  stack,
  simulator,
}) => {
  await payAtShopWith(page, stack.urls.shop, { method: 'octopus', language: 'zh-HK' });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('以八達通付款');
  const attempt = attemptIdOf(page);
  const picture = await page.locator('svg[role="img"]').first().screenshot();
  await phone.goto(`${stack.urls.simulator}/wallet`);
  await phone.locator('input[name="picture"]').setInputFiles({
    name: 'octopus.png',
    mimeType: 'image/png',
    buffer: picture,
  });
  await phone.locator('form[action="/wallet"] button').click();
  await answerWallet(phone, 'approve');
  await expectPaidAtShop(page, stack.urls.shop);
  expect(await simulator.charges(attempt)).toMatchObject([
    { kind: 'captured', method: 'octopus', amountMinor: 12_850 },
  ]);
});

test('scans the Octopus code on the provider’s page, where that is what the provider answers', async ({
  desktop: page,
  phone,
  stack,
  simulator,
}) => {
  await simulator.airwallex({ octopusOnDesktop: 'page' });
  await payAtShopWith(page, stack.urls.shop, { method: 'octopus', language: 'en' });
  await page.waitForURL(/\/pa\/redirect\//);
  const providersPage = page.url();
  await page.goBack({ waitUntil: 'commit' });
  await page.goto(page.url().replace(/\/pa_.*$/, ''));
  await expect(page.getByText('Your Octopus payment is still open')).toBeVisible();
  await page.goto(providersPage);
  await openInWallet(phone, stack.urls.simulator, await scanCode(page));
  await answerWallet(phone, 'approve');
  await expectPaidAtShop(page, stack.urls.shop);
});

test('scans the WeChat Pay code, which is no address, from a desktop', async ({
  desktop: page,
  phone,
  stack,
  simulator,
}) => {
  await payAtShopWith(page, stack.urls.shop, { method: 'wechat_pay', language: 'en' });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Pay with WeChat Pay');
  const attempt = attemptIdOf(page);
  const code = await scanCode(page);
  expect(code).toMatch(/^weixin:\/\//);
  await openInWallet(phone, stack.urls.simulator, code);
  await answerWallet(phone, 'approve');
  await expectPaidAtShop(page, stack.urls.shop);
  expect(await simulator.charges(attempt)).toMatchObject([
    { kind: 'captured', provider: 'airwallex', method: 'wechatpay', amountMinor: 12_850 },
  ]);
});

test('is sent to WeChat from a phone instead of shown a code it could not scan', async ({
  phone: page,
  stack,
}) => {
  await payAtShopWith(page, stack.urls.shop, { method: 'wechat_pay', language: 'en' });
  await page.waitForURL(/\/wallet\//);
  await answerWallet(page, 'approve');
  await expectPaidAtShop(page, stack.urls.shop);
});

test.describe('Alipay', () => {
  test('approves on Alipay’s page and is back in the shop', async ({
    desktop: page,
    stack,
    simulator,
  }) => {
    await payAtShopWith(page, stack.urls.shop, { method: 'alipay', language: 'en' });
    await page.waitForURL(/\/authorize\//);
    await expect(page.locator('.amount')).toHaveText('HK$128.50');
    const before = (await simulator.charges()).filter(({ method }) => method === 'alipay').length;
    await answerWallet(page, 'approve');
    await expectPaidAtShop(page, stack.urls.shop);
    const charges = (await simulator.charges()).filter(({ method }) => method === 'alipay');
    expect(charges.slice(before)).toMatchObject([{ kind: 'captured', provider: 'stripe' }]);
  });

  test('refuses there, is told that nothing was charged, and pays with FPS', async ({
    phone: page,
    stack,
    simulator,
  }) => {
    await payAtShopWith(page, stack.urls.shop, { method: 'alipay', language: 'en' });
    await page.waitForURL(/\/authorize\//);
    await answerWallet(page, 'refuse');
    await page.waitForURL(/\/pa_/);
    const attempt = attemptIdOf(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('You cancelled the payment');
    expect((await simulator.charges(attempt)).map(({ kind }) => kind)).not.toContain('captured');
    await payWithFpsInstead(page, stack.urls.shop, simulator);
  });
});

test('cannot choose Octopus for an amount it does not take, and is told why', async ({
  desktop: page,
  newSession,
}) => {
  const { url } = await newSession({
    locale: 'en',
    line_items: [
      {
        price_data: { currency: 'hkd', unit_amount: 12_855, product_data: { name: 'Tea' } },
        quantity: 1,
      },
    ],
  });
  await page.goto(url);
  await expect(page.locator('input[value="octopus"]')).toBeDisabled();
  await expect(page.getByText('For amounts in multiples of HK$0.10')).toBeVisible();
  await expect(page.locator('input[value="payme"]')).toBeEnabled();
});
