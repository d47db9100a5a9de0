import { brotliCompressSync } from 'node:zlib';
import { expect } from '../support/fixtures.ts';
import { test } from '../support/merchant-site.ts';

/** What a merchant's page may be made to load for it, in Brotli. */
const MAX_BYTES = 5_000;

test('is small, sets no cookie, asks for nothing else, and any page may load it', async ({
  desktop: page,
  request,
  merchantSite,
  stack,
}) => {
  const answer = await request.get(`${stack.urls.app}/checkout.js`);
  expect(answer.status()).toBe(200);
  expect(answer.headers()['content-type']).toContain('javascript');
  expect(answer.headers()['cross-origin-resource-policy']).toBe('cross-origin');
  expect(answer.headers()).not.toHaveProperty('set-cookie');
  expect(brotliCompressSync(await answer.body()).length).toBeLessThan(MAX_BYTES);

  const asked: string[] = [];
  page.on('request', (sent) => {
    if (sent.url().startsWith(stack.urls.app)) asked.push(sent.url());
  });
  merchantSite.serve({ script: 'document.title = typeof Praya.embed;' });
  await page.goto(merchantSite.origin);
  await expect(page).toHaveTitle('function');
  expect(asked).toEqual([`${stack.urls.app}/checkout.js`]);
});

test('draws a button in its own place, with its words and what is carried through', async ({
  desktop: page,
  merchantSite,
  stack,
}) => {
  const { app } = stack.urls;
  const tag = (attributes: string) => `<script src="${app}/checkout.js" ${attributes}></script>`;
  merchantSite.serve({
    body: `<p id="one">Tea ${tag('data-link="tea-2026"')}</p>
      <p id="two">${tag(
        `data-link="${app}/l/tea-2026" data-label="Buy tea" data-locale="zh-HK" data-client-reference-id="order 7&8"`,
      )}</p>
      <p id="three" lang="zh">${tag('data-link="tea" data-locale="zh-HK"')}</p>`,
  });
  await page.goto(`${merchantSite.origin}/?utm_source=ig&utm_campaign=mid-autumn&other=1`);
  const utm = 'utm_source=ig&utm_campaign=mid-autumn';
  const plain = page.locator('#one').getByRole('link', { name: 'Pay now' });
  await expect(plain).toHaveAttribute('href', `${app}/l/tea-2026?${utm}`);
  expect((await plain.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  await expect(page.locator('#two').getByRole('link', { name: 'Buy tea' })).toHaveAttribute(
    'href',
    `${app}/l/tea-2026?locale=zh-HK&client_reference_id=order+7%268&${utm}`,
  );
  await expect(page.locator('#three').getByRole('link', { name: '立即付款' })).toBeVisible();
  await page.screenshot({ path: test.info().outputPath('buttons.png') });
});

test('a call leads to the session’s page, in the language asked for', async ({
  desktop: page,
  merchantSite,
  newSession,
}) => {
  const { id, url } = await newSession();
  merchantSite.serve({ script: '' });
  await page.goto(merchantSite.origin);
  await page.evaluate((to) => window.Praya.redirect(to), { url });
  await expect(page.locator('.method-list')).toBeVisible();

  await page.goto(merchantSite.origin);
  await page.evaluate(
    (sessionId) => window.Praya.button('#pay', { sessionId, locale: 'zh-HK', label: 'Go' }),
    id,
  );
  await page.getByRole('link', { name: 'Go' }).click();
  await expect(page).toHaveURL(new RegExp(`/zh-HK/pay/${id}$`));
});

test('what is wrong is named, and leads nowhere', async ({
  desktop: page,
  merchantSite,
  stack,
}) => {
  const logged: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') logged.push(message.text());
  });
  const { app } = stack.urls;
  merchantSite.serve({
    body: `<div id="pay"></div><script src="${app}/checkout.js" data-link="https://evil.example/l/x"></script>`,
    script: '',
  });
  await page.goto(merchantSite.origin);
  expect(logged.join()).toContain(`link must be on ${app}, not https://evil.example`);
  await expect(page.locator('.praya-button')).toHaveCount(0);

  const id = `cs_test_${'a'.repeat(32)}`;
  const calls: readonly (readonly [string, string])[] = [
    ['redirect()', 'give one of link, sessionId, url'],
    ['redirect({})', 'give one of link, sessionId, url'],
    [`redirect({ sessionId: '${id}', url: '' })`, 'give one of link, sessionId, url'],
    ['redirect({ sessionId: 7 })', 'sessionId must be a string'],
    ['redirect({ sessionId: "cs_test_1" })', 'sessionId must be of the form cs_…'],
    ['redirect({ url: "javascript:alert(1)" })', `url must be on ${app}, not null`],
    ['redirect({ url: "https://evil.example/pay/x" })', `url must be on ${app}`],
    ['redirect({ url: "/pay" })', 'url is no address'],
    ['redirect({ link: "../v1" })', 'link is no address'],
    ['button("#none", { link: "tea" })', 'there is no element #none'],
    ['button("#pay", { link: "tea", label: " " })', 'label must be a text'],
    ['button("#pay", { link: "tea", locale: "fr" })', 'locale must be zh-HK or en'],
    [
      'button("#pay", { link: "tea", clientReferenceId: "x".repeat(201) })',
      'clientReferenceId must be a string of at most 200 characters',
    ],
    ['embed("#pay", { link: "tea" })', 'give one of clientSecret, sessionId, url'],
    [`embed("#pay", { sessionId: '${id}', onComplete: 'x' })`, 'onComplete must be a function'],
  ];
  for (const [call, problem] of calls) {
    const thrown = await page.evaluate(`(() => {
      try { Praya.${call}; return 'nothing'; } catch (error) { return error.name + ' ' + error.message; }
    })()`);
    expect(thrown, call).toContain(`TypeError Praya: ${problem}`);
  }
  await expect(page.locator('#pay > *')).toHaveCount(0);
  expect(page.url()).toBe(`${merchantSite.origin}/`);
});
