import { expect, test } from '../support/fixtures.ts';
import { CARDS, attemptIdOf, choose, payButton, scanCode, typeCard } from '../support/shopping.ts';

test('is paid while the tab is closed; the same address says so in a browser that knows nothing', async ({
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
  const address = page.url();
  const code = await scanCode(page);
  await page.close();
  await simulator.payFps(code);
  for (const place of [address, url, address.replace('/en/', '/zh-HK/')]) {
    await phone.goto(place);
    await expect(phone.getByRole('heading', { level: 1 })).toHaveText(/^Paid$|^已付款$/, {
      timeout: 15_000,
    });
  }
});

test('comes back from the bank app into another browser, without a cookie', async ({
  desktop: page,
  phone,
  newSession,
  simulator,
}) => {
  await page.goto((await newSession({ locale: 'en' })).url);
  await choose(page, 'fps');
  await payButton(page).click();
  await page.waitForURL(/\/pa_/);
  const attempt = attemptIdOf(page);
  const base = page.url().replace(/\/pa_.*$/, '');
  await simulator.payFps(await scanCode(page));
  expect(await phone.context().cookies()).toEqual([]);
  await phone.goto(`${base}/return?attempt=${attempt}`);
  await expect(phone.getByRole('heading', { level: 1 })).toHaveText('Paid');
  expect(await phone.context().cookies()).toEqual([]);
});

test('is reloaded while the provider decides, and turns to paid by itself, charged once', async ({
  desktop: page,
  newSession,
  simulator,
}) => {
  await page.goto((await newSession({ locale: 'en' })).url);
  await typeCard(page, CARDS.good);
  const session = page.url();
  await simulator.arm({
    kind: 'timeout_after_effect',
    provider: 'stripe',
    operation: 'payment_intents.confirm',
  });
  await payButton(page).click();
  await page.waitForTimeout(500);
  await page.goto(session);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Checking your payment');
  await page.reload();
  await expect(page.locator('form')).toHaveCount(0);
  const attempt = /pa_[0-9A-Za-z]{24}/.exec(await page.content())?.[0];
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paid', { timeout: 30_000 });
  expect((await simulator.charges(attempt)).map(({ kind }) => kind)).toEqual(['captured']);
});

test('is told which payment goes back when a code was paid twice, and that it has', async ({
  desktop: page,
  newSession,
  simulator,
}) => {
  const { url } = await newSession({ locale: 'en' });
  await page.goto(url);
  await choose(page, 'fps');
  await payButton(page).click();
  await page.waitForURL(/\/pa_/);
  const code = await scanCode(page);
  // Back at the list meanwhile: it does not go on offering to pay.
  await page.goto(url);
  await simulator.payFps(code, { times: 2 });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paid', { timeout: 15_000 });
  await expect(page.getByRole('heading', { name: 'You paid more than once' })).toBeVisible();
  await expect(page.getByText('HK$128.50 paid with FPS has been refunded')).toBeVisible({
    timeout: 20_000,
  });
});
