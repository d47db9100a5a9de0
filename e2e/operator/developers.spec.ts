import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import Stripe from 'stripe';
import { expect, stripeClient, test } from '../support/fixtures.ts';
import { pageOf, signIn } from '../support/operator.ts';
import type { RunningStack } from '../support/stacks.ts';

/** What was shown once, read where a person reads it. */
async function shownOnce(page: Page, heading: string): Promise<string> {
  await expect(page.getByRole('heading', { name: heading })).toBeFocused();
  return page.locator('.shown-once li').innerText();
}

async function makeKey(page: Page, stack: RunningStack, name: string): Promise<string> {
  await page.goto(pageOf(stack, 'developers/keys/new'));
  await page.getByLabel('Name').fill(name);
  await page.getByLabel(/^Everything/).check();
  await page.getByRole('button', { name: 'Make the key' }).click();
  const key = await shownOnce(page, 'Your new key');
  await page.getByRole('link', { name: 'I have kept it' }).click();
  return key;
}

async function rollKey(page: Page, name: string, hours: string): Promise<string> {
  await page.getByRole('link', { name }).click();
  await page.getByLabel('The old key works for another').fill(hours);
  await page.getByRole('button', { name: 'Make the new key' }).click();
  const key = await shownOnce(page, 'Your new key');
  await page.getByRole('link', { name: 'I have kept it' }).click();
  return key;
}

function client(stack: RunningStack, key: string): Stripe {
  return stripeClient(stack.urls.app, key);
}

/** A moment as the browser's field has it, in Hong Kong. */
function field(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().slice(0, 16);
}

test('makes a key and uses it, rolls it while the old one works, and ends it', async ({
  desktop: page,
  stack,
}) => {
  await signIn(page, stack);
  const key = await makeKey(page, stack, 'Shop server');
  expect(key).toMatch(/^praya_sk_test_/);
  await client(stack, key).products.create({ name: 'Oolong' });

  const next = await rollKey(page, 'Shop server', '2');
  await expect(page.getByText('Being replaced')).toBeVisible();
  for (const each of [key, next]) await client(stack, each).products.list();

  await page
    .getByRole('row', { name: 'Being replaced' })
    .getByRole('link', { name: 'Shop server' })
    .click();
  await page.getByRole('button', { name: 'End this key…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'End it' }).click();
  await expect(page.getByText('The key no longer works.')).toBeVisible();
  await expect(client(stack, key).products.list()).rejects.toMatchObject({ statusCode: 401 });
  await client(stack, next).products.list();

  const last = await rollKey(page, 'Shop server', '0');
  await expect(client(stack, next).products.list()).rejects.toMatchObject({
    code: 'api_key_expired',
  });
  await client(stack, last).products.list();
  expect(await page.content()).not.toContain(last);
});

test('a key without a name, and one that may do nothing, are refused beside the field', async ({
  phone: page,
  stack,
}) => {
  await signIn(page, stack, 'zh-HK');
  await page.goto(pageOf(stack, 'developers/keys/new', 'zh-HK'));
  await page.getByRole('button', { name: '建立密鑰' }).click();
  await expect(page.getByLabel('名稱')).toHaveAccessibleDescription(/請輸入名稱/);
  await page.getByLabel('名稱').fill('帳目');
  await page.getByRole('button', { name: '建立密鑰' }).click();
  await expect(page.getByText('請最少選擇一項權限，或選擇所有項目。')).toBeVisible();
  await expect(page.getByLabel('名稱')).toHaveValue('帳目');
});

test('adds an endpoint, sees what was sent to it, and sends a range of it again', async ({
  desktop: page,
  stack,
  stripe,
}) => {
  const ids: string[] = [];
  let secret = '';
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const signature = request.headers['stripe-signature'] ?? '';
      ids.push(stripe.webhooks.constructEvent(Buffer.concat(chunks), signature, secret).id);
      response.writeHead(200).end('thank you');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP

  await signIn(page, stack);
  await page.goto(pageOf(stack, 'developers/webhooks/new'));
  await page.getByLabel('Address').fill(`http://127.0.0.1:${port}/webhooks`);
  await page.getByLabel('Only those I choose').check();
  await page.getByLabel('payment_intent.created').check();
  await page.getByRole('button', { name: 'Add the endpoint' }).click();
  secret = await shownOnce(page, 'The signing secret');
  expect(secret).toMatch(/^whsec_/);
  await page.getByRole('link', { name: 'I have kept it' }).click();

  await stripe.checkout.sessions.create({
    mode: 'payment',
    line_items: [
      {
        price_data: { currency: 'hkd', unit_amount: 12850, product_data: { name: 'Oolong' } },
        quantity: 1,
      },
    ],
    success_url: 'https://shop.example.hk/thanks',
  });
  await expect.poll(() => ids.length).toBe(1);

  await page.getByRole('link', { name: `http://127.0.0.1:${port}/webhooks` }).click();
  await page.getByRole('link', { name: 'payment_intent.created' }).click();
  await expect(async () => {
    await page.reload();
    await expect(page.getByText('Answered 200')).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(page.getByText('thank you')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Payload' })).toContainText(ids[0] ?? '');
  await page.getByRole('button', { name: 'Send it again' }).click();
  await expect.poll(() => ids.length).toBe(2);

  await page.getByRole('link', { name: 'The endpoint and its deliveries' }).click();
  await page.getByRole('link', { name: 'Send a range again' }).click();
  await page.getByLabel('From (Hong Kong time)').fill(field(Date.now() - 3_600_000));
  await page.getByLabel('Until (Hong Kong time)').fill(field(Date.now() + 3_600_000));
  await page.getByRole('button', { name: 'Count them' }).click();
  await expect(page.getByRole('heading', { name: /events?$/ })).toBeVisible();
  await page.getByLabel(/^Also those that arrived/).check();
  await page.getByRole('button', { name: 'Count them' }).click();
  await page.getByRole('button', { name: /^Send \d+ events? again$/ }).click();
  await expect(page.getByText('The events are on their way again')).toBeVisible();
  await expect.poll(() => ids.filter((id) => id === ids[0]).length).toBe(3);

  await page.getByRole('main').getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Switch it off' }).click();
  await expect(page.getByText('Switched off by somebody; events are held.')).toBeVisible();
  server.closeAllConnections();
  server.close();
});

test('finds a failed request by the id that its error named', async ({
  desktop: page,
  stack,
  stripe,
  strangersStripe,
}) => {
  const failed = async (sdk: Stripe) => {
    const refused: unknown = await sdk.products
      .create({ name: 'Oolong', colour: 'red' } as Stripe.ProductCreateParams)
      .catch((error: unknown) => error);
    if (!(refused instanceof Stripe.errors.StripeError)) throw new Error('It was not refused.');
    const { request_log_url: url } = refused.raw as { request_log_url?: string }; // as docs/errors.md says
    return { id: refused.requestId ?? '', url: url ?? '' };
  };
  const [ours, strangers] = [await failed(stripe), await failed(strangersStripe)];
  await signIn(page, stack);
  const find = async (id: string) => {
    await page.goto(pageOf(stack, 'developers/requests'));
    await page.getByLabel('Find by request id').fill(id);
    await page.getByRole('button', { name: 'Find', exact: true }).click();
  };
  await expect(async () => {
    await find(ours.id);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('POST /v1/products', {
      timeout: 1_000,
    });
  }).toPass();
  await expect(page.getByRole('region', { name: 'Error' })).toContainText('colour');
  await expect(page.getByText(ours.id)).toBeVisible();

  await find(strangers.id);
  await expect(page.getByText('There is no such request in this mode.')).toBeVisible();

  await page.goto(ours.url);
  await expect(page.getByRole('region', { name: 'Error' })).toContainText('colour');
  expect((await page.goto(strangers.url))?.status()).toBe(404);
});
