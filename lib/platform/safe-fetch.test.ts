import { once } from 'node:events';
import { type RequestListener, type Server, createServer } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { AddressRefusedError, type SafePost, isPublicAddress, safePost } from './safe-fetch.ts';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

async function listen(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

const post = (url: string, change: Partial<SafePost> = {}) =>
  safePost({
    url,
    headers: { 'content-type': 'application/json' },
    body: '{"a":"鐵"}',
    reach: 'public_or_loopback',
    timeoutMs: 5_000,
    maxResponseBytes: 64 * 1024,
    ...change,
  });

describe('addresses', () => {
  test.each(['1.1.1.1', '8.8.8.8', '203.0.112.1', '172.32.0.1', '2606:4700:4700::1111'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  test.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.9.9.9',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '192.0.0.8',
    '198.18.0.1',
    '203.0.113.5',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:10.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::a00:1',
    'fc00::1',
    'fd12::1',
    'fe80::1',
    'ff02::1',
    '2001:db8::1',
    '2002:a00:1::',
    'localhost',
    '',
  ])('%s is not', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('live mode', () => {
  test.each([
    'http://example.com/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://0x7f000001/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://169.254.169.254/',
    'https://10.0.0.1/',
    'https://localhost/',
    'https://user:pass@1.1.1.1/',
    'ftp://1.1.1.1/',
  ])('%s is refused before anything is sent', async (url) => {
    await expect(post(url, { reach: 'public' })).rejects.toBeInstanceOf(AddressRefusedError);
  });

  test('a name that resolves to loopback is refused at the connection', async () => {
    let reached = false;
    const port = await listen((_, response) => {
      reached = true;
      response.end();
    });
    await expect(post(`https://localhost:${port}/`, { reach: 'public' })).rejects.toBeInstanceOf(
      AddressRefusedError,
    );
    expect(reached).toBe(false);
  });
});

describe('test mode', () => {
  test('http to this machine is sent, by number and by name', async () => {
    const bodies: string[] = [];
    const port = await listen((request, response) => {
      request.setEncoding('utf8').on('data', (chunk: string) => bodies.push(chunk));
      request.on('end', () => response.writeHead(204, { 'retry-after': '7' }).end());
    });
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({ status: 204, retryAfter: '7' });
    expect(await post(`http://localhost:${port}/`)).toMatchObject({ status: 204 });
    expect(bodies).toEqual(['{"a":"鐵"}', '{"a":"鐵"}']);
  });

  test.each(['http://10.0.0.1/', 'https://192.168.1.1/', 'http://1.1.1.1/'])(
    '%s is still refused',
    async (url) => {
      await expect(post(url)).rejects.toBeInstanceOf(AddressRefusedError);
    },
  );
});

test('a redirect is an answer, not a direction', async () => {
  let followed = false;
  const port = await listen((request, response) => {
    if (request.url === '/elsewhere') followed = true;
    response.writeHead(302, { location: '/elsewhere' }).end();
  });
  expect(await post(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 302 });
  expect(followed).toBe(false);
});

test('an endless answer is cut off', async () => {
  let written = 0;
  const port = await listen((_, response) => {
    response.writeHead(200);
    const write = () => {
      while (!response.destroyed && written < 50_000_000) {
        written += 16_384;
        if (!response.write(Buffer.alloc(16_384))) return void response.once('drain', write);
      }
    };
    write();
  });
  expect(await post(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 200 });
  expect(written).toBeLessThan(50_000_000);
});

test('a receiver that says nothing is given up in time', async () => {
  const port = await listen(() => undefined);
  const startedAt = performance.now();
  await expect(post(`http://127.0.0.1:${port}/`, { timeoutMs: 200 })).rejects.toMatchObject({
    name: 'TimeoutError',
  });
  expect(performance.now() - startedAt).toBeLessThan(3_000);
});

test('a port where nobody listens is an error, not a hang', async () => {
  const port = await listen(() => undefined);
  const server = servers.pop();
  server?.close();
  await expect(post(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
