import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { CARDS, choose, payButton, scanCode, typeCard } from '../support/shopping.ts';

/** The demo shop’s page with the payment page inside: as the registered origin, and as another. */

const inFrame = (page: Page) => page.frameLocator('#pay iframe');

async function payHere(page: Page, shop: string, language: 'en' | 'zh-HK'): Promise<void> {
  await page.goto(`${shop}/?lang=${language}`);
  const label = language === 'en' ? 'Pay on the shop’s page' : '在本店網頁付款';
  await page.getByRole('button', { name: label }).click();
  await page.waitForURL(/\/orders\/HT-\w+\/pay$/);
  await expect(payButton(inFrame(page))).toBeVisible();
}

test('tea is paid by card without leaving the shop, whose order page says so', async ({
  desktop: page,
  stack,
}) => {
  await payHere(page, stack.urls.shop, 'en');
  await page.screenshot({ path: test.info().outputPath('desktop.png'), fullPage: true });
  await typeCard(inFrame(page), CARDS.good);
  await payButton(inFrame(page)).click();
  await page.waitForURL(/\/orders\/HT-\w+\?session_id=cs_test_\w+$/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('It’s paid');
  const { pathname } = new URL(page.url());
  await page.goto(`${stack.urls.shop}${pathname}/pay`);
  expect(new URL(page.url()).pathname).toBe(pathname);
});

test('on a phone it is paid by FPS, from the cart, in Chinese', async ({
  phone: page,
  simulator,
  stack,
}) => {
  await page.goto(`${stack.urls.shop}/?lang=zh-HK`);
  await page.screenshot({ path: test.info().outputPath('home.png'), fullPage: true });
  await page.getByRole('button', { name: /^加入購物車: 茉莉龍珠/ }).click();
  await page.goto(`${stack.urls.shop}/cart`);
  await page.screenshot({ path: test.info().outputPath('cart.png'), fullPage: true });
  await page.getByRole('button', { name: '在本店網頁付款' }).click();
  await choose(inFrame(page), 'fps');
  await page.screenshot({ path: test.info().outputPath('phone.png'), fullPage: true });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(wide).toBe(false);
  await payButton(inFrame(page)).click();
  await simulator.payFps(await scanCode(page, inFrame(page)));
  await page.waitForURL(/\/orders\/HT-\w+\?session_id=cs_test_\w+$/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('已收到付款');
  await page.goto(`${stack.urls.shop}/cart`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('購物車是空的。');
});

test('at an origin that the shop has not registered the browser refuses it, and the page says what to do', async ({
  desktop: page,
  stack,
}) => {
  await payHere(page, stack.urls.shop, 'en');
  const refusals: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') refusals.push(message.text());
  });
  await page.clock.install();
  await page.getByRole('link', { name: 'See it refused at another origin' }).click();
  await page.waitForURL((url) => url.hostname === '127.0.0.1');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/not the shop’s/);
  await expect.poll(() => refusals.join('\n')).toContain('frame-ancestors');
  await expect(page.getByRole('alert')).toBeHidden();
  await expect(payButton(inFrame(page))).toHaveCount(0);
  await page.screenshot({ path: test.info().outputPath('refused.png'), fullPage: true });
  await page.clock.fastForward(21_000);
  await expect(page.getByRole('alert')).toContainText('nothing was charged');
  await page.screenshot({ path: test.info().outputPath('told.png'), fullPage: true });
  await page.getByRole('link', { name: 'Go to the shop’s own page' }).click();
  await expect(payButton(inFrame(page))).toBeVisible();
});

test('the ways to buy without a cart are cards of one height, their buttons on one line', async ({
  desktop: page,
  stack,
}) => {
  for (const language of ['en', 'zh-HK']) {
    await page.goto(`${stack.urls.shop}/?lang=${language}`);
    const boxes = (of: string) =>
      page
        .locator(`.ways ${of}`)
        .evaluateAll((found) => found.map((each) => each.getBoundingClientRect().toJSON()));
    const cards = await boxes('li');
    expect(cards).toHaveLength(3);
    expect(new Set(cards.map(({ height }) => height)).size).toBe(1);
    const buttons = await boxes(':is(.button, button)');
    expect(buttons).toHaveLength(3);
    expect(new Set(buttons.map(({ y }) => y)).size).toBe(1);
    await page.screenshot({ path: test.info().outputPath(`${language}.png`), fullPage: true });
  }
});
