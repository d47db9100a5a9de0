import { once } from 'node:events';
import { type RequestListener, type Server, createServer } from 'node:http';
import { isIP } from 'node:net';
import fc from 'fast-check';
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
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({
      status: 204,
      retryAfter: '7',
      beginning: '',
    });
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

/** A resolver that gives each answer once, the last one for good. */
function resolver(...answers: readonly (readonly string[])[]) {
  let asked = 0;
  const lookup = ((_name: string, _options: object, callback: unknown) => {
    const addresses = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    const found = addresses.map((address) => ({ address, family: isIP(address) }));
    (callback as (error: null, found: object[]) => void)(null, found); // as `all: true` calls it
  }) as unknown as NonNullable<SafePost['lookup']>; // one of its overloads
  return { lookup, timesAsked: () => asked };
}

describe('names', () => {
  test('that give a private address among public ones are refused', async () => {
    const { lookup } = resolver(['1.1.1.1', '169.254.169.254']);
    await expect(
      post('https://mixed.example/', { reach: 'public', lookup }),
    ).rejects.toBeInstanceOf(AddressRefusedError);
  });

  test('that answer otherwise the second time gain nothing: what was checked is connected to', async () => {
    let reached = false;
    const port = await listen((_, response) => {
      reached = true;
      response.end();
    });
    const { lookup, timesAsked } = resolver(['1.1.1.1'], ['127.0.0.1']);
    // The public address does not answer here; were the name asked again, loopback would.
    await expect(
      post(`https://rebind.example:${port}/`, { timeoutMs: 500, lookup }),
    ).rejects.toThrow();
    expect(timesAsked()).toBe(1);
    expect(reached).toBe(false);
  });
});

test('live mode knocks at no port but those of https', async () => {
  for (const port of [22, 25, 80, 3306, 5432, 6379, 8080]) {
    await expect(post(`https://1.1.1.1:${port}/`, { reach: 'public' })).rejects.toThrow('port');
  }
});

test('every address of a network that is not public is refused, however it is written', () => {
  const networks: readonly (readonly [number, number])[] = [
    [0x00000000, 8],
    [0x0a000000, 8],
    [0x64400000, 10],
    [0x7f000000, 8],
    [0xa9fe0000, 16],
    [0xac100000, 12],
    [0xc0a80000, 16],
    [0xc6120000, 15],
    [0xe0000000, 3],
  ];
  const inside = fc.constantFrom(...networks).chain(([network, prefix]) =>
    fc.bigInt({ min: 0n, max: (1n << BigInt(32 - prefix)) - 1n }).map((rest) => {
      const value = Number(BigInt(network) + rest);
      return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
    }),
  );
  fc.assert(
    fc.property(inside, (bytes) => {
      const dotted = bytes.join('.');
      const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0'));
      const tail = `${hex[0]}${hex[1]}:${hex[2]}${hex[3]}`;
      const spellings = [
        dotted,
        `::ffff:${dotted}`,
        `::${dotted}`,
        `64:ff9b::${tail}`,
        `2002:${tail}::`,
      ];
      for (const address of spellings) {
        if (isPublicAddress(address)) return false;
      }
      // What a URL makes of the odd spellings of a host is the dotted one, or no host at all.
      const number = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
      for (const host of [
        String(number),
        `0x${hex.join('')}`,
        bytes.map((b) => `0${b.toString(8)}`).join('.'),
      ]) {
        if (new URL(`https://${host}/`).hostname !== dotted) return false;
      }
      return true;
    }),
    { numRuns: 2_000 },
  );
});

test('posts to one receiver go over one connection', async () => {
  const ports = new Set<number | undefined>();
  const port = await listen((request, response) => {
    ports.add(request.socket.remotePort);
    request.resume().on('end', () => response.end('ok'));
  });
  for (let round = 0; round < 5; round += 1) await post(`http://127.0.0.1:${port}/`);
  expect(ports.size).toBe(1);
});

test('a kept connection that was closed meanwhile costs no webhook', async () => {
  let posts = 0;
  const port = await listen((request, response) => {
    posts += 1;
    // From the second on, the connection that was kept is reset at its first byte.
    if (posts === 2) request.socket.resetAndDestroy();
    else response.end('ok');
  });
  await post(`http://127.0.0.1:${port}/`);
  expect(await post(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 200 });
});

test('a receiver that resets every connection is an error, tried no more than twice', async () => {
  let connections = 0;
  const port = await listen((request) => {
    connections += 1;
    request.socket.resetAndDestroy();
  });
  await expect(post(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(connections).toBeLessThanOrEqual(2);
});

test('an answer that drips is given up in time, with its status', async () => {
  const port = await listen((_, response) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write('.'), 20);
    response.on('close', () => clearInterval(drip));
  });
  const startedAt = performance.now();
  const result = await post(`http://127.0.0.1:${port}/`, { timeoutMs: 400 }).then(
    ({ status }) => status,
    (error: Error) => error.name,
  );
  expect(performance.now() - startedAt).toBeLessThan(3_000);
  expect([200, 'TimeoutError']).toContain(result);
});
