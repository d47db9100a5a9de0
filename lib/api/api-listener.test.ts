import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { type ApiListener, startApiListener } from './api-listener.ts';
import { type Handle, handlingRequests } from './testing/handle-requests.ts';

let listener: ApiListener;
afterEach(() => listener.close(0));

async function listen(handle: Handle): Promise<string> {
  listener = await startApiListener(handlingRequests(handle), { port: 0, host: '127.0.0.1' });
  return `http://127.0.0.1:${listener.port}`;
}

/** What comes back for bytes as they are, until the other side closes. */
async function exchange(text: string): Promise<string> {
  const socket = connect(listener.port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString()));
  socket.write(text);
  await once(socket, 'close');
  return answer;
}

test('a call arrives with its method, path, query, headers and body', async () => {
  const origin = await listen(async (request) => {
    const { pathname, search } = new URL(request.url);
    const { method, headers } = request;
    return Response.json({
      ...{ method, pathname, search, authorization: headers.get('authorization') },
      body: await request.text(),
    });
  });
  const answer = await fetch(`${origin}/v1/x?a=1`, {
    method: 'POST',
    headers: { authorization: 'Bearer k' },
    body: 'mode=payment',
  });
  expect(await answer.json()).toEqual({
    ...{ method: 'POST', pathname: '/v1/x', search: '?a=1', authorization: 'Bearer k' },
    body: 'mode=payment',
  });
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
});

test('what is not the client’s to say does not arrive', async () => {
  const origin = await listen((request) =>
    Promise.resolve(Response.json([...request.headers.keys()])),
  );
  const headers = { 'x-praya-locale': 'en', 'x-middleware-next': '1', 'x-kept': '1' };
  const names = (await (await fetch(origin, { headers })).json()) as string[]; // the handler's own
  expect(names).toContain('x-kept');
  expect(names).not.toContain('x-praya-locale');
  expect(names).not.toContain('x-middleware-next');
});

test.each(['http://elsewhere.example/v1', '*', '//v1', '/%zz', '/v1/\0'])(
  'the target %j is answered, not fallen over',
  async (target) => {
    await listen(() => Promise.resolve(new Response('seen')));
    const answer = await exchange(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 (?:200|400) /);
  },
);

test('a body that nobody reads does not hold the connection, nor become the next call', async () => {
  let calls = 0;
  await listen(() => {
    calls += 1;
    return Promise.resolve(new Response('no', { status: 401 }));
  });
  const answer = await exchange(
    'POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\nGET /v1/y HTTP/1.1\r\n\r\n',
  );
  expect(answer).toMatch(/^HTTP\/1\.1 401 [\s\S]*connection: close/i);
  expect(calls).toBe(1);
});

test.each([
  ['as long as it may be', 'Content-Length: 5\r\n\r\n12345', '5'],
  ['longer', 'Content-Length: 6\r\n\r\n123456', 'too_long'],
  ['longer than it says', 'Transfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n', 'too_long'],
  ['slower', 'Content-Length: 5\r\n\r\n123', 'too_slow'],
  ['none', '\r\n', '0'],
])('a body is read within its limits: %s', async (_, rest, expected) => {
  listener = await startApiListener(
    async (call) => {
      const read = await call.readBody({ maxBytes: 5, timeoutMs: 200 });
      const body = typeof read === 'string' ? read : String(read.byteLength);
      return { status: 200, headers: {}, body };
    },
    { port: 0, host: '127.0.0.1' },
  );
  const answer = await exchange(`POST /v1/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${rest}`);
  expect(answer).toMatch(new RegExp(`\r\n\r\n${expected}$`));
});

test('a caller who leaves in the middle of a body ends its call, and no other', async () => {
  const ended: string[] = [];
  listener = await startApiListener(
    async (call) => {
      const read = call.readBody({ maxBytes: 100, timeoutMs: 5_000 });
      ended.push(await read.then(String, (error: Error) => error.message));
      return { status: 200, headers: {}, body: 'seen' };
    },
    { port: 0, host: '127.0.0.1' },
  );
  const socket = connect(listener.port, '127.0.0.1');
  socket.end('POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nhalf');
  await expect.poll(() => ended).toEqual(['aborted']);
  const answer = await fetch(`http://127.0.0.1:${listener.port}/v1/y`, { method: 'HEAD' });
  expect([answer.status, await answer.text()]).toEqual([200, '']);
});

test('told to stop, it takes no new call and lets one under way end', async () => {
  let finish = (): void => undefined;
  let entered = (): void => undefined;
  const inside = new Promise<void>((resolve) => (entered = resolve));
  const origin = await listen(async () => {
    entered();
    await new Promise<void>((resolve) => (finish = resolve));
    return new Response('done');
  });
  const under = fetch(origin);
  await inside;
  const closed = listener.close(10_000);
  await expect(fetch(origin)).rejects.toThrow('fetch failed');
  finish();
  expect(await (await under).text()).toBe('done');
  await closed;
});

test('a call that does not end in time is cut', async () => {
  let entered = (): void => undefined;
  const inside = new Promise<void>((resolve) => (entered = resolve));
  const origin = await listen(async () => {
    entered();
    await pause(60_000, undefined, { ref: false });
    return new Response('too late');
  });
  const under = fetch(origin);
  const cut = expect(under).rejects.toThrow('fetch failed');
  await inside;
  await listener.close(50);
  await cut;
});

test('who takes nothing of an answer is cut off; who takes it slowly, or rests between calls, is not', async () => {
  const body = 'x'.repeat(20_000_000); // more than the system buffers
  const ended: string[] = [];
  listener = await startApiListener(
    ({ target }) => {
      const answer = { status: 200, headers: {}, body: target === '/v1/small' ? 'small' : body };
      return Promise.resolve(answer);
    },
    { port: 0, host: '127.0.0.1', answerIdleMs: 300 },
  );
  const ask = (path: string) => {
    const socket = connect(listener.port, '127.0.0.1');
    socket.on('error', () => undefined); // cut off
    socket.once('close', () => ended.push(path));
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    return socket;
  };
  const resting = ask('/v1/small').resume();
  const silent = ask('/v1/silent').pause();
  const slow = ask('/v1/slow');
  let taken = 0;
  slow.on('data', (chunk) => {
    taken += chunk.length;
    slow.pause();
    setTimeout(() => slow.resume(), 2);
  });
  // Its other side ends: the client hears of it when it reads on.
  await pause(1_000);
  silent.resume();
  await expect.poll(() => ended, { timeout: 5_000 }).toEqual(['/v1/silent']);
  await expect.poll(() => taken, { timeout: 10_000 }).toBeGreaterThan(body.length);
  expect(ended).toEqual(['/v1/silent']);
  resting.destroy();
  slow.destroy();
});

test('takes so many connections, and another once one is gone', async () => {
  listener = await startApiListener(
    () => Promise.resolve({ status: 200, headers: {}, body: 'seen' }),
    { port: 0, host: '127.0.0.1', maxConnections: 1 },
  );
  const first = connect(listener.port, '127.0.0.1');
  await once(first, 'connect');
  const call = 'GET /v1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
  const refused = connect(listener.port, '127.0.0.1').on('error', () => undefined);
  const heard: unknown[] = [];
  refused.on('data', (chunk) => heard.push(chunk));
  await once(refused, 'close');
  expect(heard).toEqual([]);
  first.destroy();
  await expect.poll(() => exchange(call).catch(() => '')).toContain('seen');
});
