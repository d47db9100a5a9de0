import { readFileSync } from 'node:fs';
import { expect, test } from '../support/fixtures.ts';
import { CARDS, choose, payButton, typeCard } from '../support/shopping.ts';

test('every answer carries the headers, however it is asked for', async ({
  request,
  newSession,
  stack,
}) => {
  const { url } = await newSession();
  const app = stack.urls.app;
  const paths = [
    url,
    `${app}/en/nowhere`,
    `${app}/en/pay/cs_test_none`,
    `${app}/`,
    `${app}/v1/none`,
  ];
  const variants: Record<string, string>[] = [
    {},
    { rsc: '1' },
    { purpose: 'prefetch' },
    { 'next-router-prefetch': '1', rsc: '1' },
    { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' },
  ];
  for (const path of paths) {
    for (const headers of variants) {
      const response = await request.get(path, { headers, maxRedirects: 0 });
      const sent = response.headers();
      const about = `${path} ${JSON.stringify(headers)} ${response.status()}`;
      expect(sent['content-security-policy'], about).toContain("frame-ancestors 'none'");
      expect(sent['content-security-policy'], about).toContain("'strict-dynamic'");
      expect(sent['content-security-policy']?.match(/script-src /g), about).toHaveLength(2);
      expect(sent['x-content-type-options'], about).toBe('nosniff');
      expect(sent['referrer-policy'], about).toBe('strict-origin');
      expect(sent['cache-control'], about).toContain('no-store');
      expect(sent['x-powered-by'], about).toBeUndefined();
    }
  }
});

test('keeps payment pages out of search engines', async ({ request, stack }) => {
  const response = await request.get(`${stack.urls.app}/robots.txt`);
  expect(response.status()).toBe(200);
  expect(response.headers()['content-type']).toContain('text/plain');
  expect(await response.text()).toContain('Disallow: /');
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
