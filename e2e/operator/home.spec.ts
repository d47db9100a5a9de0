import { brokenRules } from '../support/broken-rules.ts';
import { expect, newSession, stripeClient, test } from '../support/fixtures.ts';
import { pageOf, signIn } from '../support/operator.ts';

/** The page asks every fifteen seconds; counting is a second or two behind. */
const SOON_MS = 30_000;

test('a payment is counted on Home without a reload, and what needs a person is said', async ({
  desktop: page,
  phone,
  startOwnStack,
}) => {
  test.setTimeout(180_000);
  const stack = await startOwnStack();
  const { app, shop } = stack.urls;
  const stripe = stripeClient(app, stack.keys.secretKey);
  const pay = async () => {
    const { id } = await newSession(stripe, shop);
    return stripe.rawRequest('POST', `/v1/test_helpers/checkout/sessions/${id}/pay`, {
      payment_method: 'fps',
    });
  };

  await signIn(page, stack);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Home');
  await expect(page.getByRole('heading', { name: 'Nothing sold yet' })).toBeVisible();

  await pay();
  const paid = page.locator('.home-figures > div').first();
  await expect(paid.locator('.home-figure')).toHaveText('1', { timeout: SOON_MS });
  await expect(page.getByText('Nothing right now.')).toBeVisible();
  await page.evaluate(() => Object.assign(globalThis, { kept: true }));
  await pay();
  await expect(paid.locator('.home-figure')).toHaveText('2', { timeout: SOON_MS });
  await expect(page.locator('.home-figures')).toContainText('HK$257.00');
  await expect(page.getByRole('row', { name: /^FPS 2 .*100%/ })).toBeVisible();
  expect(await page.evaluate(() => 'kept' in globalThis), 'the page was never left').toBe(true);

  await test.step('somebody switches a method off for want of a provider: it is among what needs a person', async () => {
    await stripe.rawRequest('POST', '/v1/ordering/outages', { method: 'payme' });
    const need = page.locator('.home-needs li', { hasText: 'PayMe has been out of order since' });
    await expect(need).toBeVisible({ timeout: SOON_MS });
    await expect(need.getByRole('link', { name: 'See methods' })).toHaveAttribute(
      'href',
      new URL(pageOf(stack, 'methods')).pathname,
    );
    expect(await brokenRules(page)).toEqual([]);
  });

  await test.step('away from the network the figures say that they are old', async () => {
    await page.context().setOffline(true);
    await expect(page.getByText('cannot be brought up to date')).toBeVisible();
    await expect(paid.locator('.home-figure')).toHaveText('2');
    await page.context().setOffline(false);
    await expect(page.getByText('cannot be brought up to date')).toBeHidden({ timeout: SOON_MS });
  });

  await signIn(phone, stack, 'zh-HK');
  await expect(phone.getByRole('heading', { level: 1 })).toHaveText('主頁');
  await expect(phone.locator('.home-figure').first()).toHaveText('2');
});
