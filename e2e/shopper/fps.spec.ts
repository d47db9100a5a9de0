import type { Page } from '@playwright/test';
import { fpsDetailsOf } from '#lib/fps/fps-details.ts';
import { expect, test } from '../support/fixtures.ts';
import {
  attemptIdOf,
  buyAtShop,
  choose,
  expectPaidAtShop,
  payButton,
  scanCode,
  payAtShopWith,
} from '../support/shopping.ts';
import type { SimulatorControl } from '../support/simulator-control.ts';

test('scans the FPS code with a bank app, and the page turns to paid by itself', async ({
  desktop: page,
  stack,
  simulator,
}) => {
  await buyAtShop(page, stack.urls.shop, { language: 'en' });
  await choose(page, 'fps');
  await expect(payButton(page)).toHaveText(/Pay HK\$128\.50 with FPS/);
  await payButton(page).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Pay with FPS');
  const attempt = attemptIdOf(page);
  const payload = await scanCode(page);
  expect(payload).toContain('hk.com.hkicl');
  expect(payload, 'the amount is in the code').toContain('5406128.50');
  await simulator.payFps(payload);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paid');
  await expectPaidAtShop(page, stack.urls.shop);
  expect(await simulator.charges(attempt)).toMatchObject([
    { kind: 'captured', amountMinor: 12_850 },
  ]);
});

test('pays in the bank app’s own page, from the picture of the code', async ({
  desktop: page,
  stack,
}) => {
  await payAtShopWith(page, stack.urls.shop, { method: 'fps', language: 'zh-HK' });
  await expect(page.getByRole('heading', { level: 1 })).toContainText('轉數快');
  const picture = await page.locator('svg[role="img"]').first().screenshot();

  const bank = await page.context().newPage();
  await bank.goto(`${stack.urls.simulator}/bank-app`);
  await bank.locator('input[name="picture"]').setInputFiles({
    name: 'fps.png',
    mimeType: 'image/png',
    buffer: picture,
  });
  await bank.locator('form[action="/bank-app/review"] button').first().click();
  await bank.locator('form[action="/bank-app/pay"] button').first().click();
  await expectPaidAtShop(page, stack.urls.shop);
});

test.describe('with JavaScript off', () => {
  test.use({ javaScriptEnabled: false });

  test('pays by FPS with plain forms and links alone', async ({ page, stack, simulator }) => {
    await payAtShopWith(page, stack.urls.shop, { method: 'fps', language: 'en' });
    await page.waitForURL(/\/pa_/);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('FPS');
    await simulator.payFps(await scanCode(page));
    // The page looks again by itself; a person may follow the link sooner.
    await expect(async () => {
      const again = page.getByRole('link', { name: 'Check again' });
      if (await again.isVisible()) await again.click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Paid|It’s paid/, {
        timeout: 1_000,
      });
    }).toPass({ timeout: 20_000 });
    await expectPaidAtShop(page, stack.urls.shop);
  });

  test('says that card needs JavaScript instead of failing', async ({ page, newSession }) => {
    await page.goto((await newSession({ locale: 'en' })).url);
    await choose(page, 'card');
    // Playwright's text search leaves <noscript> out; a browser without scripts does not.
    await expect(page.locator('noscript p:visible')).toHaveCount(1);
    await payButton(page).click();
    await expect(page).toHaveURL(/\/en\/pay\/cs_test_[0-9A-Za-z]+\?method=card$/);
    await expect(page.locator('input[value="card"]'), 'the choice is kept').toBeChecked();
  });
});

test('loses its notification, and is known to be paid all the same', async ({
  desktop: page,
  stack,
  simulator,
}) => {
  await payAtShopWith(page, stack.urls.shop, { method: 'fps', language: 'en' });
  const payload = await scanCode(page);
  await simulator.arm({ kind: 'webhook_lost', provider: 'airwallex', remaining: null });
  await simulator.payFps(payload);
  await expectPaidAtShop(page, stack.urls.shop);
});

test('is on the phone it would scan with: the code can be saved and copied from', async ({
  phone: page,
  newSession,
}) => {
  await page.goto((await newSession({ locale: 'zh-HK' })).url);
  await choose(page, 'fps');
  await payButton(page).click();
  await expect(page.getByRole('button', { name: '儲存二維碼' })).toBeVisible();
  // Read out of the provider's own code.
  for (const name of ['複製轉數快識別碼', '複製金額', '複製參考編號']) {
    await expect(page.getByRole('button', { name })).toBeVisible();
  }
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: '儲存二維碼' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.png$/);
});

test('comes back to a code that still waits, in another browser too', async ({
  desktop: page,
  phone,
  newSession,
  simulator,
}) => {
  const { url } = await newSession({ locale: 'en' });
  await page.goto(url);
  await choose(page, 'fps');
  await payButton(page).click();
  await page.waitForURL(/\/pa_/);
  const attempt = attemptIdOf(page);
  await phone.goto(url);
  await expect(phone.getByText('Your FPS code is still waiting')).toBeVisible();
  await phone.getByRole('link', { name: 'Continue with FPS' }).click();
  await expect(phone).toHaveURL(new RegExp(attempt));
  await simulator.payFps(await scanCode(page));
  await expect(phone.getByRole('heading', { level: 1 })).toHaveText('Paid');
});

test.describe('of another amount than the code’s', () => {
  /** Sends money by hand, as a bank app lets one, with the reference out of the code. */
  async function sendByHand(
    page: Page,
    simulator: SimulatorControl,
    amountMinor: number,
  ): Promise<void> {
    await simulator.airwallex({ fpsAmounts: 'any' });
    const details = fpsDetailsOf(await scanCode(page));
    if (details === null) throw new Error('The code is no FPS code.');
    const { proxy, reference } = details;
    await simulator.transferFps({ proxy: proxy.value, amountMinor, reference });
  }

  test('too little: is told that it does not pay the order, and pays in full all the same', async ({
    desktop: page,
    stack,
    simulator,
  }) => {
    await payAtShopWith(page, stack.urls.shop, { method: 'fps', language: 'en' });
    const heading = page.getByRole('heading', { level: 1 });
    await expect(heading).toHaveText('Pay with FPS');
    const attempt = attemptIdOf(page);
    await sendByHand(page, simulator, 10_000);
    await expect(heading).toHaveText('The amount received isn’t the amount due');
    await expect(page.getByText('HK$100.00')).toBeVisible();
    await expect(page.getByText('Please don’t pay again yet.')).toBeVisible();

    await page.getByRole('link', { name: 'Pay the full HK$128.50 instead' }).click();
    await expect(page.getByText('You are about to pay HK$128.50 in full')).toBeVisible();
    await choose(page, 'fps');
    await payButton(page).click();
    await expect(heading).toHaveText('Pay with FPS');
    await simulator.payFps(await scanCode(page));
    await expect(heading).toHaveText('Paid');
    await expect(page.getByText('A payment of another amount came in')).toBeVisible();
    await expect(page.getByText(/has been told to return HK\$100\.00 paid with FPS/)).toBeVisible();
    expect(await simulator.charges(attempt)).toMatchObject([
      { kind: 'captured', amountMinor: 10_000 },
    ]);
  });

  test('too much: is paid, and told what the shop owes back', async ({
    phone: page,
    stack,
    simulator,
  }) => {
    await payAtShopWith(page, stack.urls.shop, { method: 'fps', language: 'zh-HK' });
    const heading = page.getByRole('heading', { level: 1 });
    await expect(heading).toContainText('轉數快');
    const attempt = attemptIdOf(page);
    await sendByHand(page, simulator, 20_000);
    await expect(heading).toHaveText('已付款');
    await expect(page.getByText('HK$71.50').first()).toBeVisible();
    // It has something to say, so it stays until the shopper leaves.
    await page.getByRole('main').getByRole('link', { name: '返回' }).first().click();
    await expectPaidAtShop(page, stack.urls.shop);
    expect(await simulator.charges(attempt)).toMatchObject([
      { kind: 'captured', amountMinor: 20_000 },
    ]);
  });
});
