import { readFileSync } from 'node:fs';
import pg from 'pg';
import { startTemporaryPostgres } from '#lib/db/testing/temporary-postgres.ts';
import { expect, newSession, stripeClient, test } from '../support/fixtures.ts';
import { readForm } from '../support/read-form.ts';

/**
 * What shoppers and merchants are told when something of ours is broken: with the right status, in
 * their language, with the headers every answer carries, and without a script.
 */

const bothPolicies = (headers: Readonly<Record<string, string>>): void => {
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(headers['content-security-policy']?.match(/script-src /g)).toHaveLength(2);
};

test('a broken row is 500 and a lost database 503, and both say what they must', async ({
  request,
  browser,
  startOwnStack,
}) => {
  test.setTimeout(240_000);
  const postgres = await startTemporaryPostgres();
  let running = true;
  try {
    await postgres.createDatabase('lost');
    const database = postgres.url('lost');
    const stack = await startOwnStack({ database });
    const { app } = stack.urls;
    const stripe = stripeClient(app, stack.keys.secretKey);
    const { url, id } = await newSession(stripe, stack.urls.shop, { locale: 'zh-HK' });
    const form = await readForm(request, url);
    expect((await request.get(url)).status()).toBe(200);

    await test.step('a row that cannot be read', async () => {
      const client = new pg.Client({ connectionString: database });
      await client.connect();
      await client.query("update provider_account set credentials = 'v1.x.y.z'");
      await client.end();
      const response = await request.get(url);
      expect(response.status()).toBe(500);
      bothPolicies(response.headers());
      expect(response.headers()['cache-control']).toContain('no-store');
      expect(response.headers()['refresh'], 'what is broken stays so').toBeUndefined();
      const context = await browser.newContext({ javaScriptEnabled: false });
      const page = await context.newPage();
      expect((await page.goto(url))?.status()).toBe(500);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('請稍後再試');
      await expect(page.getByText('請勿重複付款')).toBeVisible();
      await expect(page.getByRole('link', { name: '重新載入' })).toHaveAttribute(
        'href',
        new URL(url).pathname,
      );
      await context.close();
      expect(readFileSync(stack.app.logFile, 'utf8')).toContain('page failed');
    });

    await test.step('a form, of which nothing comes', async () => {
      const response = await request.post(url, {
        headers: { origin: app },
        multipart: form.fields,
      });
      expect(response.status()).toBe(500);
      expect(await response.text()).toContain('請稍後再試');
    });

    await postgres.stop();
    running = false;

    await test.step('pages', async () => {
      for (const path of [url, `${url}/return?attempt=pa_${'a'.repeat(24)}`]) {
        const response = await request.get(path, { maxRedirects: 0 });
        expect(response.status(), path).toBe(503);
        expect(response.headers()['retry-after'], path).toBe('5');
        bothPolicies(response.headers());
      }
      const prefetch = await request.get(url, { headers: { rsc: '1' } });
      expect(prefetch.status()).toBe(503);
    });

    await test.step('forms, of which nothing comes', async () => {
      const response = await request.post(url, {
        headers: { origin: app },
        multipart: form.fields,
        maxRedirects: 0,
      });
      expect(response.status()).toBe(503);
    });

    await test.step('the merchant API, the status, notifications, reports and liveness', async () => {
      const authorization = `Bearer ${stack.keys.secretKey}`;
      const asked = [
        await request.get(`${app}/v1/checkout/sessions/${id}`, { headers: { authorization } }),
        await request.get(`${app}/api/checkout/${id}/status`),
        await request.post(stack.keys.accounts.stripe.webhookUrl, { data: '{}' }),
        await request.post(`${app}/csp`, {
          headers: { 'content-type': 'application/csp-report' },
          data: JSON.stringify({ 'csp-report': { 'effective-directive': 'img-src' } }),
        }),
        await request.get(`${app}/health`),
      ];
      expect(asked.map((response) => response.status())).toEqual([503, 503, 503, 503, 503]);
    });

    await test.step('in the shopper’s language, styled, and without a script', async () => {
      const context = await browser.newContext({ javaScriptEnabled: false });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      await page.goto(url);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('請稍後再試');
      await expect(page.getByRole('main')).toHaveCSS('display', 'grid');
      await expect(page.getByRole('link', { name: '重新載入' })).toHaveAttribute(
        'href',
        new URL(url).pathname,
      );
      await page.getByRole('link', { name: 'English' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Please try again shortly');
      expect(complaints.filter((text) => /Content Security Policy/.test(text))).toEqual([]);
      await context.close();
    });
    await stack.stop();
  } finally {
    if (running) await postgres.stop();
  }
});

test('a page that loses the database while it is drawn says so, and comes back by itself', async ({
  desktop: page,
  startOwnStack,
}) => {
  test.setTimeout(240_000);
  const postgres = await startTemporaryPostgres();
  try {
    await postgres.createDatabase('away');
    const database = postgres.url('away');
    const stack = await startOwnStack({ database });
    const stripe = stripeClient(stack.urls.app, stack.keys.secretKey);
    const { url } = await newSession(stripe, stack.urls.shop, { locale: 'en' });
    const heading = page.getByRole('heading', { level: 1 });
    await page.goto(url);
    await expect(page.getByRole('button', { name: /^Pay/ })).toBeVisible();

    // The page waits for what it is made of until its connection is cut.
    const holder = new pg.Client({ connectionString: database });
    await holder.connect();
    await holder.query('begin; lock table line_item in access exclusive mode');
    const cutter = new pg.Client({ connectionString: database });
    await cutter.connect();
    const cutting = setInterval(() => {
      void cutter.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = 'away' and wait_event_type = 'Lock'`,
      );
    }, 200);
    await page.goto(url);
    await expect(heading).toHaveText('Please try again shortly', { timeout: 20_000 });
    // Where it was found first and read then, it asks for itself anew until it is given up.
    const ahead = await page.request.fetch(url, { method: 'HEAD', maxRedirects: 0 });
    expect(ahead.headers()['location']).toMatch(/\?again=1$/);
    const followed = await page.request.fetch(url, { method: 'HEAD' });
    expect([followed.status(), new URL(followed.url()).search]).toEqual([503, '?again=3']);

    clearInterval(cutting);
    await holder.query('rollback');
    await expect(page.getByRole('button', { name: /^Pay/ })).toBeVisible({ timeout: 20_000 });
    expect(new URL(page.url()).search).toBe('');
    await Promise.all([holder.end(), cutter.end()]);
    await stack.stop();
  } finally {
    await postgres.stop();
  }
});
