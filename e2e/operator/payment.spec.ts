import type { Page } from '@playwright/test';
import type Stripe from 'stripe';
import { brokenRules } from '../support/broken-rules.ts';
import { expect, stripeClient, test } from '../support/fixtures.ts';
import { pageOf, signIn } from '../support/operator.ts';
import { buyAtShop, choose, expectPaidAtShop, payButton } from '../support/shopping.ts';
import { startReceiver } from '../support/webhook-receiver.ts';

type Session = Stripe.Checkout.Session;

/** Pays or declines a session as its shopper would; the payment intent that it was about. */
async function payAsShopper(
  stripe: Stripe,
  { id }: Pick<Session, 'id'>,
  how: Readonly<Record<string, string>>,
): Promise<string> {
  const path = `/v1/test_helpers/checkout/sessions/${id}/pay`;
  const session = (await stripe.rawRequest('POST', path, how)) as unknown as Session; // as the guide says
  return intentOf(session);
}

/** Not expanded, it is an id. */
function intentOf({ payment_intent: intent }: Session): string {
  if (typeof intent !== 'string') throw new Error('The session has no payment intent.');
  return intent;
}

const tag = (page: Page) => page.locator('.pay-top .dash-state').first();

test('reads in Chinese why a card was declined, with the provider’s own word for it', async ({
  phone: page,
  stack,
  stripe,
  newSession,
}) => {
  const session = await newSession({ client_reference_id: 'TEA-1001' });
  const intent = await payAsShopper(stripe, session, {
    payment_method: 'card',
    outcome: 'decline',
    decline_code: 'insufficient_funds',
  });
  await signIn(page, stack, 'zh-HK');
  await page.goto(pageOf(stack, `payments/${intent}`, 'zh-HK'));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('付款 HK$128.50');
  await expect(page.getByText('未有收到款項。')).toBeVisible();
  await expect(page.getByText('TEA-1001')).toBeVisible();
  const tries = page.getByRole('region', { name: '付款嘗試' });
  await expect(tries.getByText('餘額不足')).toBeVisible();
  await expect(tries.getByText('支付機構代碼：insufficient_funds')).toBeVisible();
  await expect(
    page.getByRole('region', { name: '事件經過' }).getByRole('listitem'),
  ).not.toHaveCount(0);
  await expect(page.getByRole('button', { name: '退款' })).toHaveCount(0);
});

test('gives back a part once, however often it is pressed, and is told what is left', async ({
  desktop: page,
  stack,
  stripe,
  newSession,
}) => {
  const intent = await payAsShopper(stripe, await newSession(), { payment_method: 'card' });
  await signIn(page, stack);
  await page.goto(pageOf(stack, `payments/${intent}`));
  await expect(tag(page)).toHaveText('Paid');
  const open = page.getByRole('button', { name: 'Refund', exact: true });
  await open.click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText('Up to HK$128.50 goes back');
  await expect(dialog.getByLabel('Amount')).toHaveValue('128.50');
  await dialog.getByLabel('Amount').fill('20');
  await dialog.getByLabel('Reason').selectOption('requested_by_customer');
  await dialog.getByRole('button', { name: 'Refund the amount above' }).dblclick();
  await expect(page.getByText('The refund is done.')).toBeVisible();
  await expect(dialog).toHaveCount(0);
  await expect(
    page.getByText('Paid HK$128.50 with card; HK$20.00 refunded; HK$108.50 kept.'),
  ).toBeVisible();
  await expect(tag(page)).toHaveText('Refunded in part');
  const refunds = await stripe.refunds.list({ payment_intent: intent });
  expect(refunds.data.map(({ amount, status }) => [amount, status])).toEqual([
    [2_000, 'succeeded'],
  ]);

  await test.step('another gives back more meanwhile: what is left is said, and what was typed stays', async () => {
    await open.click();
    await dialog.getByLabel('Amount').fill('100');
    await stripe.refunds.create({ payment_intent: intent, amount: 5_000 });
    const send = dialog.getByRole('button', { name: 'Refund the amount above' });
    await send.click();
    await expect(dialog.getByText('At most HK$58.50 is left to give back.')).toBeVisible();
    await expect(dialog.getByLabel('Amount')).toHaveValue('100');
    await expect(dialog).toContainText('Up to HK$58.50 goes back');
    await dialog.getByLabel('Amount').fill('58.50');
    await send.click();
    await expect(tag(page)).toHaveText('Refunded in full');
  });

  await test.step('and all of it is in the books and in the audit log', async () => {
    const sums = page.getByRole('row', { name: /^Sum/ });
    await expect(sums).toContainText('HK$257.00');
    await page.goto(pageOf(stack, 'audit-log'));
    await expect(page.getByText(`Refunded ${intent}`)).toHaveCount(2);
  });
});

test('confirms an FPS transfer, and the shopper’s page turns to paid; rejects one, and it says so', async ({
  desktop: page,
  phone,
  stack,
}) => {
  const { direct } = stack.keys;
  const stripe = stripeClient(stack.urls.app, direct.secretKey);
  const claimed = async () => {
    await buyAtShop(phone, stack.urls.shop, { language: 'en', till: 'direct' });
    await choose(phone, 'fps');
    await payButton(phone).click();
    await phone.waitForURL(/\/pa_/);
    await phone.getByRole('button', { name: 'I have paid' }).click();
    await expect(heading(phone)).toHaveText('The shop is checking your payment');
    const id = /cs_test_[0-9A-Za-z]+/.exec(phone.url())?.[0] ?? '';
    const session = await stripe.checkout.sessions.retrieve(id);
    const intent = intentOf(session);
    await page.goto(`${stack.urls.app}/en/dashboard/${direct.merchantId}/test/payments/${intent}`);
    return intent;
  };
  const heading = (where: Page) => where.getByRole('heading', { level: 1 });
  await signIn(page, stack);
  const intent = await claimed();
  await page.getByRole('button', { name: 'Confirm the FPS transfer' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Amount received')).toHaveValue('128.50');
  await dialog.getByLabel('Bank’s reference').fill(`FRN-${intent}`);
  await dialog.getByRole('button', { name: 'Confirm the transfer' }).click();
  await expect(page.getByText('The transfer is booked.')).toBeVisible();
  await expect(page.getByText('Paid HK$128.50 with FPS.')).toBeVisible();
  await expectPaidAtShop(phone, stack.urls.shop);

  await claimed();
  await page.getByRole('button', { name: 'No transfer came' }).click();
  await page.getByRole('button', { name: 'Say that it did not come' }).click();
  await expect(page.getByText('no transfer was found')).toBeVisible();
  await expect(heading(phone)).toHaveText('The shop hasn’t found your transfer', {
    timeout: 20_000,
  });
});

test('sends an event to one endpoint again, and it arrives under the same id', async ({
  desktop: page,
  stack,
  stripe,
  newSession,
}) => {
  const receiver = await startReceiver(stripe, ['checkout.session.completed']);
  try {
    const session = await newSession();
    const arrived = () => receiver.got.filter(({ event }) => objectIdOf(event) === session.id);
    const intent = await payAsShopper(stripe, session, { payment_method: 'card' });
    await expect.poll(() => arrived().length).toBe(1);
    await signIn(page, stack);
    await page.goto(pageOf(stack, `payments/${intent}`));
    const events = page.getByRole('region', { name: 'What your server was told' });
    const { url } = await stripe.webhookEndpoints.retrieve(receiver.endpoint);
    const name = `Send checkout.session.completed to ${url} again`;
    await events.getByRole('button', { name, exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click();
    await expect(page.getByText('The event is on its way again.')).toBeVisible();
    await expect.poll(() => arrived().length).toBe(2);
    expect(new Set(arrived().map(({ event }) => event.id)).size).toBe(1);
  } finally {
    await receiver.stop();
  }
});

function objectIdOf(event: Stripe.Event): string | undefined {
  return (event.data.object as { id?: string }).id; // each has one
}

test('breaks no rule, on a phone or a desktop, and shows nobody else’s payment', async ({
  desktop,
  phone,
  stack,
  stripe,
  strangersStripe,
  newSession,
}) => {
  const intent = await payAsShopper(stripe, await newSession(), { payment_method: 'card' });
  await stripe.refunds.create({ payment_intent: intent, amount: 1_000 });
  for (const [page, locale] of [
    [desktop, 'en'],
    [phone, 'zh-HK'],
  ] as const) {
    await signIn(page, stack, locale);
    await page.goto(pageOf(stack, `payments/${intent}`, locale));
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    for (const summary of await page.locator('.pay-raw > summary').all()) await summary.click();
    expect(await brokenRules(page)).toEqual([]);
    const over = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(over, 'no wider than the window').toBeLessThanOrEqual(0);
    expect(await page.content()).not.toMatch(/pi_[0-9A-Za-z]+_secret/);
  }
  const theirs = await strangersStripe.checkout.sessions.create({
    mode: 'payment',
    line_items: [
      {
        quantity: 1,
        price_data: { currency: 'hkd', unit_amount: 900, product_data: { name: 'Cup' } },
      },
    ],
    success_url: `${stack.urls.shop}/thanks`,
  });
  for (const path of [`payments/${intentOf(theirs)}`, `payments/pi_${'0'.repeat(24)}`]) {
    expect((await desktop.goto(pageOf(stack, path)))?.status(), path).toBe(404);
  }
  const live = pageOf(stack, `payments/${intent}`).replace('/test/', '/live/');
  expect((await desktop.goto(live))?.status()).toBe(404);
});
