import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { actionId } from '../support/action-ids.ts';
import { expect, test } from '../support/fixtures.ts';
import { readForm } from '../support/read-form.ts';
import { CARDS, choose, payButton, typeCard } from '../support/shopping.ts';

/** How the framework, browsers and attackers ask for a page. */
const VARIANTS: readonly Record<string, string>[] = [
  {},
  { rsc: '1' },
  { purpose: 'prefetch' },
  { 'sec-purpose': 'prefetch;prerender' },
  { rsc: '1', 'next-router-prefetch': '1' },
  { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_tree' },
  { 'next-router-prefetch': '1' },
  { 'x-nextjs-data': '1' },
  { 'next-resume': '1' },
  { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' },
  { 'x-middleware-rewrite': 'https://evil.example/' },
  { 'content-security-policy': "script-src 'nonce-evil'", 'x-nonce': 'evil' },
  { 'content-security-policy-report-only': "script-src 'nonce-evil'" },
  { 'x-praya-path': '/en"><script>', 'x-praya-locale': 'xx' },
];

function expectHeaders(headers: Readonly<Record<string, string>>, about: string): void {
  expect(headers['content-security-policy'], about).toContain("frame-ancestors 'none'");
  expect(headers['content-security-policy'], about).toContain("'strict-dynamic'");
  expect(headers['content-security-policy']?.match(/report-uri \/csp/g), about).toHaveLength(2);
  expect(headers['content-security-policy']?.match(/script-src /g), about).toHaveLength(2);
  expect(headers['content-security-policy'], about).not.toContain('evil');
  expect(headers['x-frame-options'], about).toBe('DENY');
  expect(headers['x-content-type-options'], about).toBe('nosniff');
  expect(headers['referrer-policy'], about).toBe('strict-origin');
  expect(headers['strict-transport-security'], about).toContain('max-age=63072000');
  expect(headers['permissions-policy'], about).toContain('camera=()');
  expect(headers['cache-control'], about).toContain('no-store');
  expect(headers['x-powered-by'], about).toBeUndefined();
}

test('every answer carries the headers, however it is asked for', async ({
  request,
  newSession,
  stack,
}) => {
  test.setTimeout(180_000);
  const { url, id } = await newSession();
  const app = stack.urls.app;
  const paths = [
    url,
    `${url}/return`,
    `${app}/en/nowhere`,
    `${app}/en/pay/cs_test_none`,
    `${url}/pa_${'a'.repeat(24)}`,
    `${url}?again=3`,
    `${url}?again=failed`,
    `${app}/`,
    `${app}/en/dashboard/sign-in`,
    `${app}/en/dashboard/mer_${'0'.repeat(24)}/test/account`,
    `${app}/%E0%A4%A`,
    `${app}/v1/none`,
    `${app}/api/checkout/${id}/status`,
    `${app}/api/none`,
    `${app}/csp`,
    `${app}/health`,
    `${app}/_next/data/x/en.json`,
    `${app}/_next/image?url=%2Ficon.svg&w=64&q=75`,
  ];
  for (const path of paths) {
    for (const headers of VARIANTS) {
      for (const method of ['GET', 'HEAD']) {
        const response = await request.fetch(path, { method, headers, maxRedirects: 0 });
        const about = `${method} ${path} ${JSON.stringify(headers)} ${response.status()}`;
        expectHeaders(response.headers(), about);
        // What says of itself that it failed is answered so; nothing else fails.
        if (!path.endsWith('?again=failed')) expect(response.status(), about).not.toBe(500);
        expect(await response.text(), about).not.toMatch(/nonce="evil"|"><script>/);
      }
    }
  }
});

test('keeps payment pages out of search engines', async ({ request, stack }) => {
  const response = await request.get(`${stack.urls.app}/robots.txt`);
  expect(response.status()).toBe(200);
  expect(response.headers()['content-type']).toContain('text/plain');
  expect(await response.text()).toContain('Disallow: /');
});

test('an action’s answer, a redirect or a value, and a webhook’s carry them too', async ({
  request,
  newSession,
  stack,
}) => {
  const { url } = await newSession({ locale: 'en' });
  const { fields } = await readForm(request, url);
  const origin = stack.urls.app;
  const redirect = await request.post(url, {
    headers: { origin },
    multipart: fields,
    maxRedirects: 0,
  });
  expect(redirect.status()).toBe(303);
  expectHeaders(redirect.headers(), 'redirect');

  const call = { origin, accept: 'text/x-component', 'next-action': actionId('payByCard') };
  const value = await request.post(url, {
    headers: call,
    multipart: { _1_session: 'x', '0': '["$K1"]' },
  });
  expect(value.status()).toBe(200);
  expect(await value.text()).toContain('invalid_form');
  expectHeaders(value.headers(), 'value');

  const webhook = await request.post(stack.keys.accounts.stripe.webhookUrl, { data: '{}' });
  expect(webhook.status()).toBe(400);
  expectHeaders(webhook.headers(), 'webhook');
});

test('a built file says what it is, and one that is not there shows no page', async ({
  request,
  newSession,
  stack,
}) => {
  const html = await (await request.get((await newSession()).url)).text();
  const script = /src="(\/_next\/static\/[^"]+\.js)"/.exec(html)?.[1] ?? '';
  const file = await request.get(`${stack.urls.app}${script}`);
  expect(file.status()).toBe(200);
  expect(file.headers()['x-content-type-options']).toBe('nosniff');
  const none = await request.get(`${stack.urls.app}/_next/static/none.js`);
  expect(none.status()).toBe(404);
  expect(none.headers()['content-type']).toContain('text/plain');
});

test('no address leads to another site', async ({ request, newSession, stack }) => {
  const { url } = await newSession({ locale: 'en' });
  const app = stack.urls.app;
  const evil = 'https://evil.example/';
  const targets = [
    `${url}/return?url=${evil}&next=${evil}&returnUrl=${evil}&redirect_status=succeeded`,
    `${url}?locale=//evil.example&url=${evil}&refused=${evil}`,
    `${url}?again=1&again=//evil.example`,
    `${app}//evil.example`,
    `${app}//evil.example/%2e%2e`,
    `${app}/\\evil.example`,
    `${app}/%5Cevil.example`,
    `${app}/%2F%2Fevil.example`,
    `${app}/en//evil.example/pay`,
    `${app}/zh-HK/..//evil.example`,
  ];
  const headers = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'next-url': '//evil.example',
  };
  for (const target of targets) {
    for (const sent of [{}, headers]) {
      const response = await request.get(target, { headers: sent, maxRedirects: 0 });
      const location = response.headers()['location'];
      if (location === undefined) continue;
      const led = new URL(location, app);
      expect([app, url], `${target} led to ${location}`).toContain(led.origin);
    }
  }
});

test('“not found” says so without a script, in the shopper’s language', async ({
  browser,
  stack,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'zh-HK' });
  const page = await context.newPage();
  for (const path of ['/nowhere', `/pay/cs_test_${'a'.repeat(32)}`]) {
    const response = await page.goto(`${stack.urls.app}${path}`);
    expect(response?.status(), path).toBe(404);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('找不到此付款頁');
    await expect(page.getByRole('main')).toHaveCSS('display', 'grid');
    await page.getByRole('link', { name: 'English' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(
      'We can’t find this payment page',
    );
  }
  await context.close();
});

test('a form of an earlier release leads back to its session, and says nothing was charged', async ({
  browser,
  desktop,
  newSession,
}) => {
  const older = (page: Page) =>
    page.evaluate(() => {
      for (const input of document.querySelectorAll<HTMLInputElement>('input[type=hidden]')) {
        if (input.name.startsWith('$ACTION_ID_')) input.name = `$ACTION_ID_${'40'.padEnd(42, 'f')}`;
      }
    });
  const { url } = await newSession({ locale: 'en' });
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(url);
  await older(page);
  await choose(page, 'fps');
  await payButton(page).click();
  await expect(page.getByRole('alert')).toContainText('You haven’t been charged');
  expect(new URL(page.url()).pathname).toBe(new URL(url).pathname);
  await choose(page, 'fps');
  await payButton(page).click();
  await page.waitForURL(/\/pa_/);
  await context.close();

  await test.step('also where a script sends it', async () => {
    const again = await newSession({ locale: 'en' });
    await desktop.route(`${again.url}**`, async (route) => {
      const headers = route.request().headers();
      if (headers['next-action'] === undefined) return route.continue();
      return route.continue({ headers: { ...headers, 'next-action': '40'.padEnd(42, 'f') } });
    });
    await desktop.goto(again.url);
    await choose(desktop, 'fps');
    await payButton(desktop).click();
    await expect(desktop.locator('.notice-bad')).toContainText('You haven’t been charged');
  });
});

test('a client cannot choose the nonce, and no two answers share one', async ({
  request,
  newSession,
}) => {
  const { url } = await newSession();
  const nonces = new Set<string>();
  for (let i = 0; i < 5; i += 1) {
    const response = await request.get(url, {
      headers: {
        'content-security-policy': "script-src 'nonce-evil'",
        'x-nonce': 'evil',
      },
    });
    expect(await response.text()).not.toContain('nonce="evil"');
    const nonce = /'nonce-([^']+)'/.exec(response.headers()['content-security-policy'] ?? '')?.[1];
    nonces.add(nonce ?? '');
  }
  expect(nonces.size).toBe(5);
});

test('paying makes no browser complain of the policy, and a foreign script does not run', async ({
  desktop: page,
  newSession,
}) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
  });
  await page.goto((await newSession({ locale: 'en' })).url);
  await choose(page, 'fps');
  await payButton(page).click();
  await page.waitForURL(/\/pa_/);
  await page.getByRole('button', { name: /another method/ }).click();
  await typeCard(page, CARDS.insufficientFunds);
  await payButton(page).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Not enough balance');
  expect(complaints).toEqual([]);

  const ran = await page.evaluate(async () => {
    const script = document.createElement('script');
    script.src = 'http://127.0.0.1:9/evil.js';
    const blocked = new Promise<string>((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.blockedURI), {
        once: true,
      });
      setTimeout(() => resolve('nothing was blocked'), 3_000);
    });
    document.head.append(script);
    return blocked;
  });
  expect(ran).toContain('evil.js');
});

test('the app’s log holds no card number, key or client secret after all of this', async ({
  desktop: page,
  newSession,
  stack,
}) => {
  await page.goto((await newSession({ locale: 'en' })).url);
  await typeCard(page, CARDS.needs3ds);
  await payButton(page).click();
  await page.waitForURL(/\/pa_/);
  const log = readFileSync(stack.appLog, 'utf8');
  expect(log.length).toBeGreaterThan(100);
  for (const secret of [
    '4000002500003155',
    '4242424242424242',
    '_secret_',
    'sk_test_',
    stack.keys.secretKey,
    stack.keys.webhookSecret,
    stack.keys.providerSecrets.stripe,
  ]) {
    expect(log).not.toContain(secret);
  }
});
