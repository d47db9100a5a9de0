import type { APIRequestContext, Page } from '@playwright/test';
import pg from 'pg';
import { z } from 'zod';
import { startTemporaryPostgres } from '#lib/db/testing/temporary-postgres.ts';
import type { Stack } from '#scripts/stack/stack.ts';
import { actionId } from '../support/action-ids.ts';
import { expect, newSession, stripeClient, test } from '../support/fixtures.ts';
import { readForm } from '../support/read-form.ts';
import { CARDS, choose, payButton, scanCode, typeCard } from '../support/shopping.ts';
import { simulatorControl } from '../support/simulator-control.ts';

/** Behind one proxy of ours, whose header says where a request came from. */
const ENV = { TRUSTED_PROXY_HOPS: '1', PRAYA_ADDRESS_LIMITS: 'on' };
const BOT = '203.0.113.66';
const SHOPPER = '198.51.100.20';

const tokenSchema = z.object({ id: z.string() });

/** What a script does: a token of a stolen number, and a call of the page's own action with it. */
async function tryCard(
  request: APIRequestContext,
  stack: Stack,
  from: string,
): Promise<'begun' | 'held' | 'refused'> {
  const stripe = stripeClient(stack.urls.app, stack.keys.secretKey);
  const { url } = await newSession(stripe, stack.urls.shop, { locale: 'en' });
  const { fields } = await readForm(request, url);
  const token = await request.post(`${stack.urls.simulator}/v1/confirmation_tokens`, {
    headers: { authorization: `Bearer ${stack.keys.publishableKey}` },
    form: {
      'payment_method_data[type]': 'card',
      'payment_method_data[card][number]': CARDS.declined,
      'payment_method_data[card][exp_month]': '12',
      'payment_method_data[card][exp_year]': '2034',
      'payment_method_data[card][cvc]': '123',
    },
  });
  const { id } = tokenSchema.parse(await token.json());
  const form = new FormData();
  form.append('_1_session', fields['session'] ?? '');
  form.append('_1_form_token', fields['form_token'] ?? '');
  form.append('_1_locale', 'en');
  form.append('_1_method', 'card');
  form.append('_1_confirmation_token', id);
  // The argument comes after its fields, as a browser sends it.
  form.append('0', '["$K1"]');
  const response = await request.post(url, {
    headers: {
      origin: stack.urls.app,
      accept: 'text/x-component',
      'next-action': actionId('payByCard'),
      // A client may write what it likes; the proxy appends what it saw.
      'x-forwarded-for': `10.9.8.7, ${from}`,
    },
    multipart: form,
  });
  const answer = await response.text();
  if (/"reason":"wait"/.test(answer)) return 'held';
  return /\/pa_[0-9A-Za-z]{24}/.test(answer) ? 'begun' : 'refused';
}

/** Everything the page sends to Praya comes through the proxy, from `address`. */
async function comeFrom(page: Page, stack: Stack, address: string): Promise<void> {
  await page.route(`${stack.urls.app}/**`, (route) =>
    route.continue({ headers: { ...route.request().headers(), 'x-forwarded-for': address } }),
  );
}

test('a burst of stolen cards from one address is slowed down; nobody else is, and FPS is not', async ({
  request,
  startOwnStack,
  desktop,
  phone,
}) => {
  test.setTimeout(120_000);
  const stack = await startOwnStack({ env: ENV });
  const results: string[] = [];
  for (let i = 0; i < 14; i += 1) results.push(await tryCard(request, stack, BOT));
  expect(results).toEqual([...Array<string>(10).fill('begun'), ...Array<string>(4).fill('held')]);
  expect(await tryCard(request, stack, SHOPPER), 'another address').toBe('begun');

  const stripe = stripeClient(stack.urls.app, stack.keys.secretKey);
  await test.step('who shares the address is told so, keeps what was typed, and pays by FPS', async () => {
    const { url } = await newSession(stripe, stack.urls.shop, { locale: 'zh-HK' });
    await comeFrom(desktop, stack, BOT);
    await desktop.goto(url);
    await typeCard(desktop, CARDS.good);
    await desktop.locator('.email-field input:enabled').fill('tai.man@example.hk');
    await payButton(desktop).click();
    await expect(desktop.getByRole('alert').filter({ hasText: '分鐘後再試' })).toBeVisible();
    await expect(desktop.locator('.email-field input')).toHaveValue('tai.man@example.hk');
    await expect(desktop.locator('input[name="method"][value="card"]')).toBeChecked();
    await choose(desktop, 'fps');
    await payButton(desktop).click();
    await desktop.waitForURL(/\/pa_/);
    await expect(desktop.locator('svg[role="img"]').first()).toBeVisible();
  });

  await test.step('a shopper elsewhere pays by card', async () => {
    const { url } = await newSession(stripe, stack.urls.shop, { locale: 'en' });
    await comeFrom(phone, stack, SHOPPER);
    await phone.goto(url);
    await typeCard(phone, CARDS.good);
    await payButton(phone).click();
    await expect(phone.getByRole('heading', { level: 1 })).toContainText(/paid/i, {
      timeout: 30_000,
    });
  });
});

test('stolen cards from many addresses hold up the cards of one merchant; who is told so pays by FPS, or soon by card', async ({
  request,
  startOwnStack,
  desktop,
  phone,
}) => {
  test.setTimeout(240_000);
  const stack = await startOwnStack({ env: ENV });
  const { app, shop } = stack.urls;
  const stripe = stripeClient(app, stack.keys.secretKey);
  const tries: string[] = [];
  for (let i = 1; i <= 30; i += 1) tries.push(await tryCard(request, stack, `203.0.113.${i}`));
  expect(tries).toEqual(Array<string>(30).fill('begun'));
  expect(await tryCard(request, stack, '203.0.113.31')).toBe('held');
  await comeFrom(desktop, stack, SHOPPER);
  await comeFrom(phone, stack, SHOPPER);

  await test.step('a shopper is told to wait, without a word of blame, and pays by FPS', async () => {
    await desktop.goto((await newSession(stripe, shop, { locale: 'en' })).url);
    await typeCard(desktop, CARDS.good);
    await payButton(desktop).click();
    const told = desktop.getByRole('alert').filter({ hasText: 'cards are on hold' });
    await expect(told).toContainText('You haven’t been charged.');
    await expect(told).toContainText('choose another method to pay now');
    await choose(desktop, 'fps');
    await payButton(desktop).click();
    await desktop.waitForURL(/\/pa_/);
    await simulatorControl(stack.urls.simulator).payFps(await scanCode(desktop));
    await expect(desktop.getByRole('heading', { level: 1 })).toContainText(/paid/i);
  });

  await test.step('another merchant takes cards as before', async () => {
    const stranger = stripeClient(app, stack.keys.stranger.secretKey);
    await phone.goto((await newSession(stranger, shop, { locale: 'en' })).url);
    await typeCard(phone, CARDS.good);
    await payButton(phone).click();
    await expect(phone.getByRole('heading', { level: 1 })).toContainText(/paid/i, {
      timeout: 30_000,
    });
  });

  await test.step('who waits pays by card', async () => {
    await phone.goto((await newSession(stripe, shop, { locale: 'en' })).url);
    await typeCard(phone, CARDS.good);
    await expect(async () => {
      await payButton(phone).click();
      await expect(phone.getByRole('heading', { level: 1 })).toContainText(/paid/i, {
        timeout: 5_000,
      });
    }).toPass({ timeout: 60_000 });
  });
});

test('sessions opened by the hundred and left slow down what is begun from that address, and nothing is lost', async ({
  startOwnStack,
  desktop,
  phone,
}) => {
  test.setTimeout(240_000);
  const postgres = await startTemporaryPostgres();
  try {
    await postgres.createDatabase('opened');
    const stack = await startOwnStack({ env: ENV, database: postgres.url('opened') });
    const stripe = stripeClient(stack.urls.app, stack.keys.secretKey);
    const visit = async (page: Page, address: string): Promise<void> => {
      await comeFrom(page, stack, address);
      await page.goto((await newSession(stripe, stack.urls.shop, { locale: 'en' })).url);
      await choose(page, 'fps');
    };
    const client = new pg.Client({ connectionString: postgres.url('opened') });
    await client.connect();
    await visit(desktop, BOT);
    await desktop.reload();
    await expect(async () => {
      const { rows } = await client.query('select 1 from session_opening');
      expect(rows, 'two loads of one page').toHaveLength(1);
    }).toPass();
    await client.query(`
      insert into session_opening
      select address, session_id || n, opened_at from session_opening, generate_series(1, 400) n`);
    await client.end();

    await choose(desktop, 'fps');
    await payButton(desktop).click();
    await desktop.waitForURL(/\/pa_/);
    await visit(desktop, BOT);
    await payButton(desktop).click();
    await expect(desktop.locator('.notice[role="alert"]')).toContainText(
      'on hold for half a minute',
    );
    await expect(desktop.locator('input[name="method"][value="fps"]')).toBeChecked();
    await test.step('nobody else waits', async () => {
      await visit(phone, SHOPPER);
      await payButton(phone).click();
      await phone.waitForURL(/\/pa_/);
    });
    await test.step('the same button works after the wait', async () => {
      await expect(async () => {
        await payButton(desktop).click();
        await desktop.waitForURL(/\/pa_/, { timeout: 4_000 });
      }).toPass({ timeout: 60_000 });
      await expect(desktop.locator('svg[role="img"]').first()).toBeVisible();
    });
    await stack.stop();
  } finally {
    await postgres.stop();
  }
});
