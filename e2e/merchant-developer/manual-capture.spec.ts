import type Stripe from 'stripe';
import { expect, test } from '../support/fixtures.ts';
import { CARDS, attemptIdOf, payButton, typeCard } from '../support/shopping.ts';

const MANUAL = { payment_intent_data: { capture_method: 'manual' } } as const;

test('money is held, the receipt says so, and says what was charged once part of it is captured', async ({
  desktop: page,
  stripe,
  newSession,
  simulator,
}) => {
  const session = await newSession(MANUAL);
  const intent = session.payment_intent as string; // not expanded
  await page.goto(session.url);
  // What cannot be held is not offered.
  await expect(page.getByText('FPS', { exact: true })).toHaveCount(0);
  await typeCard(page, CARDS.good);
  await payButton(page).click();
  await page.waitForURL(/\/pa_/);
  const attempt = attemptIdOf(page);
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toHaveText('Payment authorised');
  await expect(page.getByText('HK$128.50 is held on your card.')).toBeVisible();
  expect((await simulator.charges(attempt)).map(({ kind }) => kind)).toEqual(['authorized']);

  const held = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
  expect(held).toMatchObject({
    status: 'complete',
    payment_status: 'unpaid',
    payment_intent: { status: 'requires_capture', amount_capturable: 12_850 },
  });
  const captured = await stripe.paymentIntents.capture(intent, { amount_to_capture: 10_000 });
  expect(captured).toMatchObject({ status: 'succeeded', amount_received: 10_000 });
  expect(await simulator.charges(attempt)).toMatchObject([
    { kind: 'authorized', amountMinor: 12_850 },
    { kind: 'captured', amountMinor: 10_000 },
  ]);

  // The page went back to the shop, as a paid one does; its address is there to be read again.
  await page.waitForURL(/session_id=cs_test_/);
  await page.goto(session.url);
  await expect(heading).toHaveText('Paid');
  await expect(page.getByText(/charged part of the HK\$128\.50 that was held/)).toBeVisible();
  await expect(page.getByText('HK$100.00', { exact: true })).toBeVisible();
});

test('一筆預留的款項被商戶取消後，頁面說明未有扣款', async ({
  phone: page,
  stripe,
  newSession,
}) => {
  const session = await newSession({ ...MANUAL, locale: 'zh-HK' });
  const pay = { payment_method: 'card' };
  await stripe.rawRequest('POST', `/v1/test_helpers/checkout/sessions/${session.id}/pay`, pay);
  await page.goto(session.url);
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toHaveText('付款已獲授權');
  // The page goes back to the shop by itself; asked for in between, another address would be called off.
  await page.waitForURL(/session_id=cs_test_/);
  const canceled: Stripe.PaymentIntent = await stripe.paymentIntents.cancel(
    session.payment_intent as string, // not expanded
  );
  expect(canceled.status).toBe('canceled');
  await page.goto(session.url);
  await expect(heading).toHaveText('未有扣款');
});
