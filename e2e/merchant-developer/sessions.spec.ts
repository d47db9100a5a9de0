import { createServer } from 'node:http';
import { once } from 'node:events';
import Stripe from 'stripe';
import { expect, test } from '../support/fixtures.ts';
import { CARDS, payButton, typeCard } from '../support/shopping.ts';

test('the official SDK makes, finds and does not find sessions by changing the host alone', async ({
  stripe,
  strangersStripe,
  newSession,
}) => {
  const session = await newSession({ client_reference_id: 'order-7', metadata: { a: '1' } });
  expect(session).toMatchObject({
    object: 'checkout.session',
    status: 'open',
    payment_status: 'unpaid',
    amount_total: 12_850,
    currency: 'hkd',
    livemode: false,
    client_reference_id: 'order-7',
    metadata: { a: '1' },
  });
  expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ id: session.id });
  const strangers = strangersStripe.checkout.sessions;
  const a = await refusalOf(strangers.retrieve(session.id));
  const b = await refusalOf(strangers.retrieve('cs_test_00000000000000000000000000000000'));
  expect(a.message.replace(/cs_test_\w+/, '')).toBe(b.message.replace(/cs_test_\w+/, ''));
  expect([a.statusCode, b.statusCode]).toEqual([404, 404]);
});

/** The error a call ends in. Throws when it does not end in one of the API's. */
async function refusalOf(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error('The call was not refused.');
}

test('a bad parameter is named, and nothing is made', async ({ newSession }) => {
  for (const [params, param] of [
    [{ success_url: 'http://shop.example/thanks' }, 'success_url'],
    [{ cancel_url: 'javascript:alert(1)' }, 'cancel_url'],
    [{ expires_at: Math.floor(Date.now() / 1000) + 60 }, 'expires_at'],
    [{ mode: 'subscription' as const }, 'mode'],
  ] as const) {
    const error = await refusalOf(newSession(params));
    expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
    expect(error.param).toBe(param);
    expect(error.requestId).toMatch(/^req_/);
  }
});

test('the event of a payment is signed so that constructEvent takes it', async ({
  desktop: page,
  startOwnStack,
}) => {
  const stack = await startOwnStack();
  const received: Stripe.Event[] = [];
  const secret = stack.keys.webhookSecret;
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const signature = String(request.headers['stripe-signature']);
      received.push(Stripe.webhooks.constructEvent(Buffer.concat(chunks), signature, secret));
      response.end('{}');
    });
  });
  // In the shop's place, to see the very bytes.
  await stack.shop.stop();
  receiver.listen(Number(new URL(stack.urls.shop).port), '127.0.0.1');
  await once(receiver, 'listening');

  const { hostname, port: appPort } = new URL(stack.urls.app);
  const stripe = new Stripe(stack.keys.secretKey, {
    host: hostname,
    port: appPort,
    protocol: 'http',
  });
  const session = await stripe.checkout.sessions.create({
    mode: 'payment',
    locale: 'en',
    line_items: [
      {
        price_data: { currency: 'hkd', unit_amount: 5_000, product_data: { name: 'Tea' } },
        quantity: 1,
      },
    ],
    success_url: `${stack.urls.shop}/done`,
  });
  await page.goto(session.url ?? '');
  await typeCard(page, CARDS.good);
  await payButton(page).click();
  const completed = () => received.filter(({ type }) => type === 'checkout.session.completed');
  await expect.poll(() => completed().length, { timeout: 15_000 }).toBe(1);
  expect(completed()[0]).toMatchObject({
    object: 'event',
    type: 'checkout.session.completed',
    data: { object: { id: session.id, payment_status: 'paid', amount_total: 5_000 } },
  });
  receiver.close();
  receiver.closeAllConnections();
});
