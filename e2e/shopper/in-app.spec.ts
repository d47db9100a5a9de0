import { type Browser, type Page, devices } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { choose, payButton, scanCode } from '../support/shopping.ts';

const WECHAT =
  'Mozilla/5.0 (Linux; Android 15; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 ' +
  'Chrome/130.0 Mobile Safari/537.36 MMWEBID/1 MicroMessenger/8.0.50.2701(0x28003253) Language/zh_HK';

async function inWeChat(browser: Browser): Promise<Page> {
  const { defaultBrowserType: _, ...pixel } = devices['Pixel 7'] ?? {};
  const context = await browser.newContext({ ...pixel, userAgent: WECHAT });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  return context.newPage();
}

test('在微信內開啟：說明哪些方法不能用、怎樣在瀏覽器開啟，並以轉數快付款', async ({
  browser,
  newSession,
  simulator,
}) => {
  const page = await inWeChat(browser);
  const { url } = await newSession({ locale: 'zh-HK' });
  await page.goto(url);
  await expect(page.locator('input[value="alipayhk"]')).toBeDisabled();
  await expect(page.locator('.notice-title')).toHaveText(/AlipayHK.*不能在微信內使用/);
  await expect(page.getByText('按右上角「…」，再選「在瀏覽器開啟」。')).toBeVisible();
  await page.getByRole('button', { name: '複製連結' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(url);

  await choose(page, 'fps');
  await payButton(page).click();
  await page.waitForURL(/\/pa_/);
  await expect(page.getByText('長按二維碼儲存圖片，或截圖。').first()).toBeVisible();
  await expect(page.getByRole('button', { name: '儲存二維碼' })).toHaveCount(0);
  // What is held down is a picture, and it is the code.
  const picture = page.locator('img.qr-picture');
  await expect(picture).toBeVisible();
  expect(await picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(1024);
  await page.locator('svg[role="img"]').scrollIntoViewIfNeeded();
  await simulator.payFps(await scanCode(page));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('已付款');
  await page.context().close();
});

test('goes on in the phone’s browser from the copied address, where everything works', async ({
  browser,
  phone,
  newSession,
}) => {
  const page = await inWeChat(browser);
  await page.goto((await newSession({ locale: 'en' })).url);
  await expect(page.locator('.notice-title')).toHaveText(/AlipayHK.*can’t be used inside WeChat/);
  const address = (await page.locator('code.address').textContent()) ?? '';
  await phone.goto(address);
  await expect(phone.locator('input[value="alipayhk"]')).toBeEnabled();
  await expect(phone.getByText('inside WeChat')).toHaveCount(0);
  await page.context().close();
});

test('refuses inside WeChat what cannot work there, whatever the form says', async ({
  browser,
  newSession,
  simulator,
}) => {
  const page = await inWeChat(browser);
  await page.goto((await newSession({ locale: 'en' })).url);
  const before = (await simulator.charges()).length;
  await page.locator('input[value="alipayhk"]').evaluate((radio: HTMLInputElement) => {
    radio.disabled = false;
    radio.checked = true;
  });
  await payButton(page).click();
  await expect(page.getByText('This method can’t be used right now')).toBeVisible();
  expect((await simulator.charges()).length).toBe(before);
  await page.context().close();
});
