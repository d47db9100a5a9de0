import pg from 'pg';
import { startTemporaryPostgres } from '#lib/db/testing/temporary-postgres.ts';
import { expect, newSession, stripeClient, test } from '../support/fixtures.ts';
import { attemptIdOf, buyAtShop, choose, payButton } from '../support/shopping.ts';

test('finds an expired session at the same address, and the shop has been told', async ({
  desktop: page,
  startOwnStack,
}) => {
  const postgres = await startTemporaryPostgres();
  try {
    await postgres.createDatabase('expired');
    const stack = await startOwnStack({
      env: { PRAYA_WORKER_INTERVAL_MS: '200' },
      database: postgres.url('expired'),
    });
    await buyAtShop(page, stack.urls.shop, { language: 'en' });
    const address = page.url();
    const sessionId = /cs_test_[0-9A-Za-z]+/.exec(address)?.[0];
    await choose(page, 'fps');
    await payButton(page).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Pay with FPS');
    const attempt = attemptIdOf(page);

    // Half an hour passes.
    const database = new pg.Client({ connectionString: postgres.url('expired') });
    await database.connect();
    await database.query(
      `update checkout_session set expires_at = now() - interval '11 minutes' where id = $1`,
      [sessionId],
    );
    // The page that shows the code learns by itself that the code was called off.
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Payment cancelled', {
      timeout: 15_000,
    });
    expect(page.url()).toContain(attempt);
    await page.goto(address);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('This link has expired');
    await page.goto(address.replace('/en/', '/zh-HK/'));
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('此付款連結已過期');
    await expect
      .poll(async () => (await fetch(`${stack.urls.shop}/orders.json`)).text())
      .toContain('"status":"expired"');
    const { rows } = await database.query<{ status: string }>(
      'select status from payment_intent where session_id = $1',
      [sessionId],
    );
    expect(rows).toEqual([{ status: 'canceled' }]);

    // Another shop lets its shoppers start again by themselves.
    const stripe = stripeClient(stack.urls.app, stack.keys.secretKey);
    const old = await newSession(stripe, stack.urls.shop, {
      locale: 'en',
      after_expiration: { recovery: { enabled: true } },
    });
    await database.query(
      `update checkout_session set expires_at = now() - interval '11 minutes' where id = $1`,
      [old.id],
    );
    await page.goto(old.url);
    await page.getByRole('button', { name: 'Start again' }).click();
    await expect(page.getByRole('heading', { name: 'Payment method' })).toBeVisible();
    const freshId = /cs_test_[0-9A-Za-z]+/.exec(page.url())?.[0] ?? '';
    expect(freshId).not.toBe(old.id);
    const fresh = await stripe.checkout.sessions.retrieve(freshId);
    expect(fresh).toMatchObject({ status: 'open', recovered_from: old.id, amount_total: 12_850 });
    // The old address leads to the same fresh one, however often.
    await page.goto(old.url);
    await page.getByRole('button', { name: 'Start again' }).click();
    await expect(page).toHaveURL(new RegExp(freshId));
    await database.end();
    await stack.stop();
  } finally {
    await postgres.stop();
  }
});
