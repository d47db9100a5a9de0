import jsQR from 'jsqr';
import { PNG } from 'pngjs';
import type Stripe from 'stripe';
import { expect, test } from '../support/fixtures.ts';
import { choose, payButton, scanCode } from '../support/shopping.ts';

type LinkParams = Stripe.PaymentLinkCreateParams;

const MOONCAKES = {
  price_data: {
    currency: 'hkd',
    unit_amount: 28_800,
    product_data: { name: '雙黃白蓮蓉月餅 Mooncakes', description: '四個裝 Box of four' },
  },
  quantity: 1,
};

function newLink(stripe: Stripe, params: Partial<LinkParams> = {}) {
  return stripe.paymentLinks.create({ line_items: [MOONCAKES], ...params });
}

async function donationLink(stripe: Stripe) {
  const price = await stripe.prices.create({
    currency: 'hkd',
    product_data: { name: '維港清潔基金 Harbour clean-up fund' },
    custom_unit_amount: { enabled: true, minimum: 2_000, maximum: 500_000, preset: 10_000 },
  });
  return newLink(stripe, {
    line_items: [{ price: price.id, quantity: 1 }],
    submit_type: 'donate',
    after_completion: {
      type: 'hosted_confirmation',
      hosted_confirmation: {
        custom_message: '多謝支持！收據會以電郵寄出。\nThank you for your gift.',
      },
    },
    custom_fields: [
      { key: 'name', type: 'text', label: { type: 'custom', custom: '芳名 Name' }, optional: true },
    ],
  });
}

test('a fixed link opens at its payment page at once, and is paid by FPS', async ({
  phone: page,
  stripe,
  simulator,
}, testInfo) => {
  const link = await newLink(stripe);
  await page.goto(`${link.url}?locale=en&client_reference_id=table-7&utm_source=leaflet`);
  await expect(page).toHaveURL(/\/en\/pay\/cs_test_/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('HK$288.00');
  const [, sessionId = ''] = /(cs_test_\w+)/.exec(page.url()) ?? [];
  await choose(page, 'fps');
  await payButton(page).click();
  await page.waitForURL(/\/pa_/);
  await simulator.payFps(await scanCode(page));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paid');
  await expect(page.getByText('You can close this page.')).toBeVisible();
  await page.screenshot({ path: testInfo.outputPath('fixed-paid.png'), fullPage: true });
  expect(await stripe.checkout.sessions.retrieve(sessionId)).toMatchObject({
    payment_link: link.id,
    payment_status: 'paid',
    client_reference_id: 'table-7',
    metadata: { utm_source: 'leaflet' },
  });
});

test('what only looks at a link makes nothing, and shows a button that does', async ({
  browser,
  stripe,
  request,
}, testInfo) => {
  const link = await newLink(stripe);
  const page = await request.get(link.url, { headers: { 'accept-language': 'en' } });
  expect(page.status()).toBe(200);
  expect(page.url(), 'whoever opens a session is sent to it').toContain('/l/');
  expect(await page.text()).toContain('Continue to payment');
  expect((await request.head(link.url)).url()).toContain('/l/');
  const prefetch = {
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
    'sec-purpose': 'prefetch;prerender',
  };
  expect(await (await request.get(link.url, { headers: prefetch })).text()).toContain('<form');

  const bot = await browser.newContext({ userAgent: 'Mozilla/5.0 (compatible; SomeBot/1.0)' });
  const visit = await bot.newPage();
  await visit.goto(`${link.url}?locale=en`);
  await expect(visit).toHaveURL(/\/l\//);
  await visit.screenshot({ path: testInfo.outputPath('button.png'), fullPage: true });
  await visit.getByRole('button', { name: 'Continue to payment' }).click();
  await expect(visit).toHaveURL(/\/en\/pay\/cs_test_/);
  await bot.close();
});

test('a donation of a chosen amount is checked, paid, and thanked for', async ({
  phone: page,
  stripe,
  simulator,
}, testInfo) => {
  const link = await donationLink(stripe);
  await page.goto(`${link.url}?locale=zh-HK`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('維港清潔基金');
  const amount = page.getByLabel('捐款金額');
  await expect(amount).toHaveValue('100.00');
  await page.screenshot({ path: testInfo.outputPath('donation.png'), fullPage: true });
  await amount.fill('5');
  await page.getByLabel('芳名 Name').fill('陳大文');
  await page.getByRole('button', { name: '前往捐款' }).click();
  await expect(page.getByText('最少須付 HK$20.00。')).toBeVisible();
  await expect(page.getByLabel('芳名 Name')).toHaveValue('陳大文');
  expect(decodeURIComponent(page.url()), 'a name is nobody’s to read').not.toContain('陳');
  await page.screenshot({ path: testInfo.outputPath('donation-problem.png'), fullPage: true });
  await amount.fill('250');
  await page.getByRole('button', { name: '前往捐款' }).click();
  await expect(page).toHaveURL(/\/zh-HK\/pay\/cs_test_/);
  const [, sessionId = ''] = /(cs_test_\w+)/.exec(page.url()) ?? [];
  await choose(page, 'fps');
  await payButton(page).click();
  await page.waitForURL(/\/pa_/);
  await simulator.payFps(await scanCode(page));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('已付款');
  await expect(page.getByText('多謝支持！')).toBeVisible();
  await page.screenshot({ path: testInfo.outputPath('donation-paid.png'), fullPage: true });
  const session = await stripe.checkout.sessions.retrieve(sessionId);
  expect(session).toMatchObject({ amount_total: 25_000, success_url: null });
  expect(session.custom_fields).toMatchObject([{ key: 'name', text: { value: '陳大文' } }]);
});

test('a link with one place is kept for who came first, then sold out, in the merchant’s words', async ({
  desktop: page,
  browser,
  stripe,
  simulator,
}, testInfo) => {
  const link = await newLink(stripe, {
    restrictions: { completed_sessions: { limit: 1 } },
    inactive_message: '下次茶藝班於十二月開課。\nThe next class starts in December.',
  });
  await page.goto(`${link.url}?locale=en`);
  await page.screenshot({ path: testInfo.outputPath('limited.png'), fullPage: true });
  await page.getByRole('button', { name: 'Continue to payment' }).click();
  await expect(page).toHaveURL(/\/pay\/cs_test_/);

  const late = await (await browser.newContext()).newPage();
  await late.goto(`${link.url}?locale=en`);
  await expect(late.getByRole('heading', { level: 1 })).toHaveText('All places are taken just now');
  await late.screenshot({ path: testInfo.outputPath('full.png'), fullPage: true });

  await choose(page, 'fps');
  await payButton(page).click();
  await page.waitForURL(/\/pa_/);
  await simulator.payFps(await scanCode(page));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paid');
  await late.goto(`${link.url}?locale=en`);
  await expect(late.getByRole('heading', { level: 1 })).toHaveText('Sold out');
  await expect(late.getByText('The next class starts in December.')).toBeVisible();
  await late.screenshot({ path: testInfo.outputPath('sold-out.png'), fullPage: true });
  await late.context().close();
});

test('a link that is switched off, and one that never was', async ({
  desktop: page,
  stripe,
  request,
}, testInfo) => {
  const link = await newLink(stripe, { inactive_message: '中秋節後再見。' });
  await stripe.paymentLinks.update(link.id, { active: false });
  await page.goto(`${link.url}?locale=zh-HK`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('此連結暫不接受付款');
  await expect(page.getByText('中秋節後再見。')).toBeVisible();
  await page.screenshot({ path: testInfo.outputPath('inactive.png'), fullPage: true });
  const none = link.url.replace(/.{12}$/, 'nosuchlink00');
  expect((await request.get(none)).status()).toBe(404);
  expect((await request.get(`${none}/poster.svg`)).status()).toBe(404);
});

test.describe('with JavaScript off', () => {
  test.use({ javaScriptEnabled: false, locale: 'en-HK' });

  test('a link with a quantity is filled in and paid with plain forms alone', async ({
    page,
    stripe,
    simulator,
  }, testInfo) => {
    const link = await newLink(stripe, {
      line_items: [
        { ...MOONCAKES, adjustable_quantity: { enabled: true, minimum: 1, maximum: 9 } },
      ],
      custom_fields: [
        {
          key: 'pickup',
          type: 'dropdown',
          label: { type: 'custom', custom: 'Pick up at' },
          dropdown: {
            options: [
              { label: 'Central 中環', value: 'central' },
              { label: 'Mong Kok 旺角', value: 'mongkok' },
            ],
          },
        },
      ],
    });
    await page.goto(`${link.url}?locale=en`);
    await page.getByLabel('Quantity').fill('3');
    await page.getByLabel('Pick up at').selectOption('mongkok');
    await page.screenshot({ path: testInfo.outputPath('no-script.png'), fullPage: true });
    await page.getByRole('button', { name: 'Continue to payment' }).click();
    await expect(page).toHaveURL(/\/en\/pay\/cs_test_/);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('HK$864.00');
    await choose(page, 'fps');
    await payButton(page).click();
    await page.waitForURL(/\/pa_/);
    await simulator.payFps(await scanCode(page));
    await expect(async () => {
      const again = page.getByRole('link', { name: 'Check again' });
      if (await again.isVisible()) await again.click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Paid/, { timeout: 1_000 });
    }).toPass({ timeout: 20_000 });
  });
});

test('the posters lead to the link, as another decoder reads them', async ({
  desktop: page,
  stripe,
  request,
}, testInfo) => {
  const link = await newLink(stripe);
  const code = await request.get(`${link.url}/poster.png`);
  expect(code.headers()['content-type']).toBe('image/png');
  expect(readCode(await code.body())).toBe(link.url);
  await page.setViewportSize({ width: 900, height: 1300 });
  const poster = await page.goto(`${link.url}/poster.svg`);
  const printed = await page.screenshot({ path: testInfo.outputPath('poster.png') });
  expect(readCode(printed)).toBe(link.url);
  const markup = await poster?.text();
  for (const said of ['港灣茶行', 'Harbour Tea', '掃碼付款', 'Scan to pay', 'HK$288.00']) {
    expect(markup).toContain(said);
  }
});

function readCode(picture: Buffer): string | undefined {
  const { data, width, height } = PNG.sync.read(picture);
  return jsQR(new Uint8ClampedArray(data), width, height)?.data;
}
