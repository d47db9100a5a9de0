import type Stripe from 'stripe';
import { expect, test } from '../support/fixtures.ts';
import { choose, payButton } from '../support/shopping.ts';

/** As a merchant's own program would: the resource is ours, and the SDK has no name for it. */
function setMethod(stripe: Stripe, method: string, params: Record<string, unknown>) {
  return stripe.rawRequest('POST', `/v1/method_settings/${method}`, params);
}

test.afterEach(async ({ stripe }) => {
  await setMethod(stripe, 'payme', { enabled: true, min_amount: '', max_amount: '' });
});

test('a method that the merchant switched off is shown with the reason, and cannot be chosen', async ({
  phone: page,
  stripe,
  newSession,
}, testInfo) => {
  const { url } = await newSession({ locale: 'zh-HK' });
  await page.goto(url);
  await choose(page, 'payme');
  const reasons = {
    en: 'PayMe is resting until noon. Please pay another way.',
    'zh-HK': 'PayMe 系統維護至中午，請改用其他付款方式。',
  };
  await setMethod(stripe, 'payme', { enabled: false, public_reason: reasons });
  // Chosen while it was on: the server has the last word.
  await payButton(page).click();
  await expect(page).toHaveURL(/refused=not_allowed/);
  const payme = page.locator('.method', { has: page.locator('input[value="payme"]') });
  await expect(payme).toContainText(reasons['zh-HK']);
  await expect(payme.getByRole('radio')).toBeDisabled();
  await page.goto(url);
  await page.screenshot({ path: testInfo.outputPath('off.png'), fullPage: true });
  await page.getByRole('link', { name: 'English' }).click();
  await expect(payme).toContainText(reasons.en);

  await setMethod(stripe, 'payme', { public_reason: '' });
  await page.reload();
  await expect(page.locator('input[value="fps"]')).toBeVisible();
  await expect(payme).toHaveCount(0);
  await setMethod(stripe, 'payme', { enabled: true });
  await page.reload();
  await expect(payme.getByRole('radio')).toBeEnabled();
});

test('an order beyond the merchant’s limits reads them, and is paid another way', async ({
  phone: page,
  stripe,
  newSession,
}, testInfo) => {
  const { url } = await newSession({ locale: 'zh-HK' });
  await setMethod(stripe, 'payme', { min_amount: 20_000, max_amount: 500_000 });
  await page.goto(url);
  const payme = page.locator('.method', { has: page.locator('input[value="payme"]') });
  await expect(payme).toContainText('適用於 HK$200.00 或以上的付款');
  await expect(payme.getByRole('radio')).toBeDisabled();
  await page.screenshot({ path: testInfo.outputPath('limit.png'), fullPage: true });
  await setMethod(stripe, 'payme', { min_amount: '', max_amount: 10_000 });
  await page.reload();
  await expect(payme).toContainText('適用於 HK$100.00 或以下的付款');
  await choose(page, 'fps');
  await payButton(page).click();
  await page.waitForURL(/\/pa_/);
});
