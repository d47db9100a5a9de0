import type Stripe from 'stripe';
import { expect, test } from '../support/fixtures.ts';
import { buyAtShop } from '../support/shopping.ts';

const pay = (stripe: Stripe, session: string, params: Record<string, string>) =>
  stripe.rawRequest('POST', `/v1/test_helpers/checkout/sessions/${session}/pay`, params);

test('an order is made by the SDK, paid by program, refunded in part, listed and told of', async ({
  stripe,
  newSession,
}) => {
  const order = `order-${Date.now()}`;
  const sessions: string[] = [];
  for (let at = 0; at < 3; at += 1) {
    const session = await newSession({ client_reference_id: `${order}-${at}` });
    await pay(stripe, session.id, { payment_method: at === 0 ? 'card' : 'fps' });
    sessions.push(session.id);
  }

  const [first = ''] = sessions;
  const paid = await stripe.checkout.sessions.retrieve(first, { expand: ['payment_intent'] });
  expect(paid).toMatchObject({ status: 'complete', payment_status: 'paid' });
  const intent = paid.payment_intent as Stripe.PaymentIntent; // asked for
  const refund = await stripe.refunds.create({ payment_intent: intent.id, amount: 2_850 });
  expect(refund).toMatchObject({ amount: 2_850, status: 'succeeded', payment_intent: intent.id });
  const tooMuch = await stripe.refunds.create({ payment_intent: intent.id, amount: 10_001 }).then(
    () => null,
    (error: Stripe.errors.StripeError) => error.statusCode,
  );
  expect(tooMuch).toBe(400);

  // Two a page, so that the SDK has to turn pages.
  const listed: string[] = [];
  for await (const { id } of stripe.checkout.sessions.list({ limit: 2 })) {
    listed.push(id);
    if (id === first) break;
  }
  expect(listed.filter((id) => sessions.includes(id))).toEqual(sessions.toReversed());

  const about = async () => {
    const events = await stripe.events.list({ limit: 100 }).autoPagingToArray({ limit: 500 });
    return events
      .filter(({ data }) => JSON.stringify(data.object).includes(intent.id))
      .map(({ type }) => type);
  };
  const types = ['checkout.session.completed', 'payment_intent.succeeded', 'charge.succeeded'];
  const afterwards = ['charge.refunded', 'refund.created'];
  await expect.poll(about).toEqual(expect.arrayContaining([...types, ...afterwards]));
});

test('the demo shop gives back a part of an order on its page', async ({
  desktop,
  stack,
  stripe,
}) => {
  await buyAtShop(desktop, stack.urls.shop, { language: 'en' });
  const session = /cs_test_\w+/.exec(desktop.url())?.[0] ?? '';
  await pay(stripe, session, { payment_method: 'fps' });
  const { client_reference_id: order } = await stripe.checkout.sessions.retrieve(session);
  await desktop.goto(`${stack.urls.shop}/orders/${order}`);
  await expect(desktop.getByRole('heading', { level: 1 })).toContainText('It’s paid');
  await desktop.getByLabel('Amount to give back').fill('28.50');
  await desktop.getByRole('button', { name: 'Refund' }).click();
  await expect(desktop.getByText('Refunded')).toBeVisible();
  await expect(desktop.getByText('−HK$28.50')).toBeVisible();
  const [refund] = (await stripe.refunds.list({ limit: 1 })).data;
  expect(refund).toMatchObject({ amount: 2_850, metadata: { order } });
});
