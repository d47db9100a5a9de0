import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const script = async () => (await fetch(`${server.origin}/stripe.js`)).text();
const weigh = (body: unknown) =>
  fetch(`${server.origin}/control/stripe/script-weight`, {
    method: 'PUT',
    body: JSON.stringify(body),
  });

test('the scripts become heavier by what is asked, compressed as well, and light again', async () => {
  const light = await script();
  expect((await weigh({ extra_bytes: 100_000 })).status).toBe(200);
  const heavy = await script();
  expect(heavy.length - light.length).toBe(100_000);
  expect(gzipSync(heavy).length - gzipSync(light).length).toBeGreaterThan(70_000);
  // What is added is one comment.
  expect(heavy.slice(light.length)).toMatch(/^\/\*[A-Za-z0-9+/=]+\*\/$/);
  expect(heavy.startsWith(light)).toBe(true);
  await weigh({ extra_bytes: 0 });
  expect(await script()).toBe(light);
});

test.each([
  {},
  { extra_bytes: -1 },
  { extra_bytes: 3 },
  { extra_bytes: 1.5 },
  { extra_bytes: '9' },
])('%j is refused', async (body) => {
  expect((await weigh(body)).status).toBe(400);
});
