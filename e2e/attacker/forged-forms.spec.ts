import { expect, test } from '../support/fixtures.ts';
import { type Form, readForm } from '../support/read-form.ts';

/**
 * Server actions are public endpoints. Whoever forges one is refused with a 4xx or sent back to a
 * fresh form, and nothing comes of it: no attempt, no call to a provider.
 */

test.describe('a forged form', () => {
  let form: Form;
  let page: (headers: Record<string, string>, change?: Record<string, string>) => Promise<number>;
  let attempts: () => Promise<number>;

  test.beforeEach(async ({ request, newSession, simulator, stack }) => {
    form = await readForm(request, (await newSession({ locale: 'en' })).url);
    page = async (headers, change = {}) => {
      const response = await request.post(form.url, {
        headers,
        multipart: { ...form.fields, ...change },
        maxRedirects: 0,
      });
      if (response.status() === 303) {
        expect(response.headers()['location'], 'sent back to a fresh form').not.toContain('/pa_');
      }
      return response.status();
    };
    attempts = async () => {
      const html = await (await request.get(form.url)).text();
      expect(html).toContain(stack.urls.app.slice(0, 4));
      return (html.match(/pa_[0-9A-Za-z]{24}/g) ?? []).length + (await simulator.charges()).length;
    };
  });

  test('from our own page does work, so that the refusals below mean something', async ({
    request,
    stack,
  }) => {
    const response = await request.post(form.url, {
      headers: { origin: stack.urls.app },
      multipart: form.fields,
      maxRedirects: 0,
    });
    expect(response.status()).toBe(303);
    expect(response.headers()['location']).toMatch(/\/pa_[0-9A-Za-z]{24}$/);
  });

  test('from another origin is refused, whatever host it claims to be meant for', async () => {
    const before = await attempts();
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' },
      { origin: 'http://localhost' },
      { origin: 'null', 'sec-fetch-site': 'cross-site' },
    ]) {
      const status = await page(headers as Record<string, string>);
      expect([303, 403], JSON.stringify(headers)).toContain(status);
    }
    expect(await attempts()).toBe(before);
  });

  test('without an origin needs the browser’s own word that it is same-origin', async () => {
    const before = await attempts();
    expect(await page({})).toBe(303);
    expect(await page({ 'sec-fetch-site': 'cross-site' })).toBe(303);
    expect(await attempts()).toBe(before);
  });

  test('with an altered, missing or foreign token begins nothing', async ({
    request,
    newSession,
    stack,
  }) => {
    const before = await attempts();
    const other = await readForm(request, (await newSession({ locale: 'en' })).url);
    const token = form.fields['form_token'] ?? '';
    const origin = { origin: stack.urls.app };
    for (const form_token of [`${token}x`, token.slice(1), '', other.fields['form_token'] ?? '']) {
      expect(await page(origin, { form_token })).toBe(303);
    }
    expect(await page(origin, { session: other.fields['session'] ?? '' })).toBe(303);
    expect(await attempts()).toBe(before);
  });

  test('cannot change the amount, name another method’s flow or smuggle fields', async ({
    stack,
  }) => {
    const origin = { origin: stack.urls.app };
    for (const change of [
      { method: 'bitcoin' },
      { method: '__proto__' },
      { method: 'google_pay' },
      { session: 'cs_test_' },
      { session: '../../v1' },
      { locale: 'zh-CN' },
    ] as Record<string, string>[]) {
      expect(await page(origin, change), JSON.stringify(change)).toBe(303);
    }
  });
});

test('malformed posts are turned away before the framework sees them', async ({
  request,
  newSession,
  stack,
  simulator,
}) => {
  const { url } = await newSession();
  const before = (await simulator.charges()).length;
  const origin = stack.urls.app;
  const multipart = 'multipart/form-data; boundary=x';
  const cases: readonly [string, Record<string, string>, string | undefined, number][] = [
    ['PUT', { origin }, 'x', 405],
    ['DELETE', { origin }, undefined, 405],
    ['POST', { origin, 'content-type': 'application/json' }, '{}', 415],
    ['POST', { origin, 'content-type': 'text/plain' }, 'x', 415],
    ['POST', { origin, 'content-type': 'text/plain', 'next-action': '../../x' }, '[]', 404],
    ['POST', { origin, 'content-type': 'text/plain', 'next-action': 'zz' }, '[]', 404],
    ['POST', { origin, 'content-type': multipart }, 'x'.repeat(40_000), 413],
    ['POST', { origin: 'https://evil.example', 'content-type': multipart }, '--x--', 403],
  ];
  for (const [method, headers, data, status] of cases) {
    const response = await request.fetch(url, {
      method,
      headers,
      ...(data === undefined ? {} : { data }),
      maxRedirects: 0,
    });
    expect(response.status(), `${method} ${JSON.stringify(headers)}`).toBe(status);
  }
  expect((await simulator.charges()).length).toBe(before);
  expect((await request.get(`${stack.urls.app}/health`)).status()).toBe(200);
});
