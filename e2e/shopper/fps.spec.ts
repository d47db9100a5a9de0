import { expect, test } from '../support/fixtures.ts';
import {
  attemptIdOf,
  buyAtShop,
  choose,
  expectPaidAtShop,
  payButton,
  scanCode,
} from '../support/shopping.ts';

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
  await buyAtShop(page, stack.urls.shop, { language: 'zh-HK' });
  await choose(page, 'fps');
  await payButton(page).click();
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
    await buyAtShop(page, stack.urls.shop, { language: 'en' });
    await choose(page, 'fps');
    await payButton(page).click();
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
  await buyAtShop(page, stack.urls.shop, { language: 'en' });
  await choose(page, 'fps');
  await payButton(page).click();
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
