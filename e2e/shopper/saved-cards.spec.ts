import { expect, test } from '../support/fixtures.ts';
import { CARDS, answerChallenge, attemptIdOf, payButton, typeCard } from '../support/shopping.ts';

test('在手機以信用卡付款並由支付機構保存，商戶其後自行收款', async ({
  phone: page,
  stripe,
  newSession,
  simulator,
}) => {
  const customer = await stripe.customers.create({ email: 'mei@example.hk', name: '陳美' });
  const session = await newSession({
    customer: customer.id,
    locale: 'zh-HK',
    payment_intent_data: { setup_future_usage: 'off_session' },
  });
  await page.goto(session.url);
  const methods = page.locator('input[name="method"]');
  await expect(methods).toHaveCount(1);
  const told = page.getByText('保存此卡，商戶日後可直接以此卡收款');
  await expect(told).toBeVisible();
  await typeCard(page, CARDS.good);
  await page.screenshot({ path: test.info().outputPath('kept.png'), fullPage: true });
  await payButton(page).click();
  await page.waitForURL(/\/pa_/);
  const attempt = attemptIdOf(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('已付款');

  const [card, ...others] = (await stripe.customers.listPaymentMethods(customer.id)).data;
  expect(others).toEqual([]);
  expect(card?.card).toMatchObject({ brand: 'visa', last4: '4242', exp_month: 12, exp_year: 2034 });
  const intent = await stripe.paymentIntents.create({
    amount: 5_000,
    currency: 'hkd',
    customer: customer.id,
    payment_method: card?.id ?? '',
    off_session: true,
    confirm: true,
  });
  expect(intent).toMatchObject({ status: 'succeeded', amount_received: 5_000 });
  const { latest_charge: charge } = intent;
  const charged = typeof charge === 'string' ? charge.replace(/^ch_/, 'pa_') : '';
  expect(await simulator.charges(charged)).toMatchObject([
    { kind: 'captured', amountMinor: 5_000, currency: 'HKD' },
  ]);
  expect(await simulator.charges(attempt)).toHaveLength(1);
});

test('a card that asks for 3-D Secure is kept once its owner has confirmed, and is not charged without them', async ({
  desktop: page,
  stripe,
  newSession,
}) => {
  const customer = await stripe.customers.create({});
  const session = await newSession({
    customer: customer.id,
    locale: 'en',
    payment_intent_data: { setup_future_usage: 'off_session' },
  });
  await page.goto(session.url);
  await expect(page.getByText('will keep this card for')).toBeVisible();
  await typeCard(page, '4000002760003184');
  await payButton(page).click();
  await page.frameLocator('[role=dialog] iframe').getByTestId('3ds-complete').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paid');
  const [card] = (await stripe.customers.listPaymentMethods(customer.id)).data;
  const error: unknown = await stripe.paymentIntents
    .create({
      amount: 5_000,
      currency: 'hkd',
      customer: customer.id,
      payment_method: card?.id ?? '',
      off_session: true,
      confirm: true,
    })
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ statusCode: 402, code: 'authentication_required' });
});

test('在手機只儲存信用卡而不付款', async ({ phone: page, stack, stripe, simulator }) => {
  const customer = await stripe.customers.create({ name: '陳美' });
  const session = await stripe.checkout.sessions.create({
    mode: 'setup',
    customer: customer.id,
    locale: 'zh-HK',
    success_url: `${stack.urls.shop}/`,
  });
  await page.goto(session.url ?? '');
  await expect(page).toHaveTitle(/^儲存信用卡 · /);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^為.+儲存信用卡$/);
  await expect(page.getByText('今次不會扣款。')).toBeVisible();
  await expect(page.getByText('收據電郵地址')).toHaveCount(0);
  await typeCard(page, CARDS.declined);
  await page.screenshot({ path: test.info().outputPath('setup.png'), fullPage: true });
  await expect(payButton(page)).toHaveText('儲存信用卡');
  await payButton(page).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('未能儲存此卡');
  await page.getByRole('link', { name: '再試一次' }).click();
  await typeCard(page, CARDS.needs3ds);
  await payButton(page).click();
  await page.waitForURL(/\/pa_/);
  const attempt = attemptIdOf(page);
  await answerChallenge(page, 'complete');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('已儲存信用卡');
  const [card] = (await stripe.customers.listPaymentMethods(customer.id)).data;
  expect(card?.card?.last4).toBe('3155');
  expect(await simulator.charges(attempt)).toEqual([]);
});
