import type { Page } from '@playwright/test';
import type Stripe from 'stripe';
import { expect, test } from '../support/fixtures.ts';
import { choose, payButton } from '../support/shopping.ts';

const SOON = { timeout: 500 };

/** As a merchant's own program would: the resource is ours, and the SDK has no name for it. */
async function raise(stripe: Stripe, params: Record<string, unknown>): Promise<string> {
  const outage = await stripe.rawRequest('POST', '/v1/ordering/outages', params);
  return (outage as unknown as { id: string }).id; // our own answer
}

function end(stripe: Stripe, outage: string) {
  return stripe.rawRequest('POST', `/v1/ordering/outages/${outage}/end`);
}

const row = (page: Page, method: string) =>
  page.locator('.method', { has: page.locator(`input[value="${method}"]`) });

/** Every node hears of it within two seconds. */
async function reloadUntil(page: Page, isSo: () => Promise<void>): Promise<void> {
  await expect(async () => {
    await page.reload();
    await isSo();
  }).toPass({ timeout: 15_000 });
}

test('a method that is out of order has a word, moves nothing, and is chosen for nobody', async ({
  phone: page,
  stripe,
  newSession,
}, testInfo) => {
  const methods = ['payme', 'fps'] as const;
  const open = async () => {
    const { url } = await newSession({
      locale: 'zh-HK',
      allowed_payment_method_types: [...methods],
    });
    await page.goto(url);
  };
  const listed = () =>
    page
      .locator('input[name="method"]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('value')));
  await open();
  const before = await listed();
  const [first, second] = before[0] === 'payme' ? methods : methods.toReversed();
  if (first === undefined) throw new Error('nothing is listed');
  const outage = await raise(stripe, { method: first, action: 'move_down' });
  try {
    await reloadUntil(page, () => expect(row(page, first)).toContainText('暫時不穩定', SOON));
    expect(await listed()).toEqual(before);
    await expect(row(page, first).getByRole('radio')).not.toBeChecked();
    await open();
    expect(await listed()).toEqual([second, first]);
    await page.screenshot({ path: testInfo.outputPath('moved-down.png'), fullPage: true });
    // It may work for this shopper all the same.
    await choose(page, first);
    await payButton(page).click();
    await page.waitForURL(/\/pa_/);
  } finally {
    await end(stripe, outage);
  }
});

test('a method that its merchant closed says why; a page open before pays with it; undone it is back', async ({
  phone: page,
  stripe,
  newSession,
}, testInfo) => {
  const { url } = await newSession({ locale: 'zh-HK' });
  await page.goto(url);
  const reasons = {
    en: 'PayMe is down for everybody. Please pay another way.',
    'zh-HK': 'PayMe 全線故障，請改用其他付款方式。',
  };
  const outage = await raise(stripe, { method: 'payme', action: 'close', public_reason: reasons });
  const payme = row(page, 'payme');
  try {
    const other = await page.context().newPage();
    await other.goto((await newSession({ locale: 'zh-HK' })).url ?? '');
    await reloadUntil(other, () =>
      expect(row(other, 'payme')).toContainText(reasons['zh-HK'], SOON),
    );
    await expect(row(other, 'payme').getByRole('radio')).toBeDisabled();
    await other.screenshot({ path: testInfo.outputPath('closed.png'), fullPage: true });
    await other.getByRole('link', { name: 'English' }).click();
    await expect(row(other, 'payme')).toContainText(reasons.en);
    await choose(page, 'payme');
    await payButton(page).click();
    await page.waitForURL(/\/pa_/);
    await end(stripe, outage);
    await reloadUntil(other, () =>
      expect(row(other, 'payme').getByRole('radio')).toBeEnabled(SOON),
    );
    await expect(payme).toHaveCount(0);
  } finally {
    await end(stripe, outage);
  }
});
