import { DASHBOARD_PAGES } from '../support/dashboard-pages.ts';
import { expect, test } from '../support/fixtures.ts';
import { pageOf, signIn, typePassword } from '../support/operator.ts';
import { readLastForm } from '../support/read-form.ts';

/** How the framework and browsers ask for a page. */
const VARIANTS: readonly Record<string, string>[] = [
  {},
  { rsc: '1' },
  { rsc: '1', 'next-router-prefetch': '1' },
  { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_tree' },
  { purpose: 'prefetch' },
  { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' },
  { cookie: `praya_operator=${'a'.repeat(43)}` },
  { cookie: '__Host-praya_operator=nonsense' },
];

const PAGES = ['', 'audit-log?before=3', ...DASHBOARD_PAGES] as const;

test('shows nothing of any page to whoever is not signed in, and leads to where one does', async ({
  request,
  stack,
}) => {
  for (const path of PAGES) {
    for (const headers of VARIANTS) {
      for (const method of ['GET', 'HEAD']) {
        const address = pageOf(stack, path).replace(/\/$/, '');
        const response = await request.fetch(address, { method, headers, maxRedirects: 0 });
        const about = `${method} ${path} ${JSON.stringify(headers)} ${response.status()}`;
        const text = await response.text();
        expect(text, about).not.toContain('Harbour Tea');
        expect(text, about).not.toContain(stack.keys.owner.email);
        // A prefetch may be answered with a tree of nothing; whoever asks for the page is sent on.
        if (headers['rsc'] === undefined) {
          expect(response.status(), about).toBe(307);
          const to = new URL(response.headers()['location'] ?? '', stack.urls.app);
          expect(to.pathname, about).toBe('/en/dashboard/sign-in');
        }
      }
    }
  }
});

test('comes back to the page that was asked for, with what it asked', async ({
  desktop: page,
  stack,
}) => {
  const address = pageOf(stack, 'audit-log?before=2');
  await page.goto(address);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in');
  await typePassword(page, stack);
  await expect(page).toHaveURL(address);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Audit log');
});

test('a session that ends in the middle: signs in, and is back at the same page', async ({
  desktop: page,
  phone,
  stack,
}) => {
  await signIn(page, stack);
  await signIn(phone, stack);
  await phone.goto(pageOf(stack, 'account'));
  await page.goto(pageOf(stack, 'account'));
  const other = page.getByRole('button', { name: /^End the session of Chrome · Android/ });
  for (let left = await other.count(); left > 0; left -= 1) {
    await other.first().click();
    await expect(other).toHaveCount(left - 1);
  }
  await phone.getByLabel('Current password').fill('whatever it was');
  await phone.getByLabel('New password').fill('jasmine pearls at dawn');
  await phone.getByRole('button', { name: 'Change password' }).click();
  await expect(phone.getByRole('heading', { level: 1 })).toHaveText('Sign in');
  await typePassword(phone, stack);
  await expect(phone).toHaveURL(pageOf(stack, 'account'));
});

test('another merchant is not there, nor is an address that is none', async ({
  desktop: page,
  stack,
}) => {
  await signIn(page, stack);
  const { merchantId } = stack.keys.stranger;
  for (const path of [
    `${merchantId}/test/account`,
    `${merchantId}/live/audit-log`,
    `mer_${'0'.repeat(24)}/test/account`,
    `${stack.keys.merchantId}/real/account`,
    `${stack.keys.merchantId}/test/nothing`,
    'nothing',
  ]) {
    const response = await page.goto(`${stack.urls.app}/en/dashboard/${path}`);
    expect(response?.status(), path).toBe(404);
    expect(await page.content(), path).not.toContain('Peak Ceramics');
  }
});

test('cannot be sent away by a link to sign in', async ({ desktop: page, stack }) => {
  const next = encodeURIComponent('https://evil.example/en/dashboard');
  await page.goto(`${stack.urls.app}/en/dashboard/sign-in?next=${next}`);
  await typePassword(page, stack);
  await expect(page).toHaveURL(pageOf(stack, 'home'));
});

test('takes no form from elsewhere, none without its page’s token, and none of another session', async ({
  desktop: page,
  phone,
  stack,
}) => {
  await signIn(page, stack);
  await signIn(phone, stack);
  await page.goto(pageOf(stack, 'account'));
  const fields = await readLastForm(page.request, page.url());
  expect(Object.keys(fields)).toContainEqual(expect.stringMatching(/^\$ACTION_ID_/));
  const foreign = await phone.locator('input[name="form_token"]').first().inputValue();
  expect(fields['form_token']).not.toBe(foreign);
  const send = (headers: Record<string, string>, change: Record<string, string> = {}) =>
    page.request.post(page.url(), {
      headers,
      multipart: { ...fields, ...change },
      maxRedirects: 0,
    });
  const origin = stack.urls.app;
  expect((await send({ origin: 'https://evil.example' })).status()).toBe(403);
  for (const [headers, change] of [
    [{ origin, 'sec-fetch-site': 'cross-site' }, {}],
    [{ origin: 'null' }, {}],
    [{ origin }, { form_token: '' }],
    [{ origin }, { form_token: foreign }],
  ] as const) {
    await send(headers, change);
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 }), 'still signed in').toHaveText('Account');
  }
  await send({ origin });
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in');
});

test('its answers carry their own headers, and its cookie is no script’s', async ({
  desktop: page,
  stack,
}) => {
  await signIn(page, stack);
  const response = await page.goto(pageOf(stack, 'account'));
  const headers = response?.headers() ?? {};
  expect(headers['cross-origin-opener-policy']).toBe('same-origin');
  expect(headers['content-security-policy']).not.toContain('stripe');
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(headers['cache-control']).toContain('no-store');
  await expect(page.locator('meta[name="robots"]')).toHaveAttribute('content', 'noindex, nofollow');
  const cookies = await page.context().cookies();
  expect(cookies.find(({ name }) => name === 'praya_operator')).toMatchObject({
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
  });
});

test('signs in where no script runs', async ({ browser, stack }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${stack.urls.app}/en/dashboard`);
  await typePassword(page, stack, 'oolong by the harbor');
  await expect(page.getByText('The email address or the password is not right.')).toBeVisible();
  await typePassword(page, stack);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Home');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('You are signed out.')).toBeVisible();
  await context.close();
});
