import { once } from 'node:events';
import { type IncomingHttpHeaders, type RequestListener, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { compressAnswer } from './compress-answers.ts';

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

const PAGE = '<p>海港茶莊</p>'.repeat(400);
const BYTES = Buffer.byteLength(PAGE);

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Serves `listener` behind the compression; returns how to ask it. */
async function serve(listener: RequestListener) {
  const server = createServer((asked, response) => {
    compressAnswer(asked, response);
    listener(asked, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  const { port } = server.address() as AddressInfo; // it listens on a port
  return async (options: { encoding?: string; method?: string; path?: string } = {}) => {
    const { encoding = 'gzip, deflate, br', method = 'GET', path = '/' } = options;
    const headers = encoding === '' ? {} : { 'accept-encoding': encoding };
    const sent = request({ port, method, path, headers }).end();
    const [answer] = await once(sent, 'response');
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: await buffer(answer),
    } as Answer;
  };
}

const html: RequestListener = (_, response) => {
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.setHeader('Vary', 'rsc');
  response.flushHeaders();
  response.write(PAGE.slice(0, 1000));
  response.end(PAGE.slice(1000));
};

describe('a page', () => {
  test.each([
    ['gzip, deflate, br', 'br', brotliDecompressSync],
    ['br;q=0, gzip', 'gzip', gunzipSync],
    ['gzip;q=0.5', 'gzip', gunzipSync],
  ])('is sent whole to a client that takes %j, as %s', async (encoding, sent, unpack) => {
    const { headers, body } = await (await serve(html))({ encoding });
    expect(headers).toMatchObject({
      'content-encoding': sent,
      'content-length': String(body.length),
      vary: 'rsc, Accept-Encoding',
    });
    expect(body.length).toBeLessThan(BYTES / 10);
    expect(unpack(body).toString()).toBe(PAGE);
  });

  test.each(['', 'identity', 'br;q=0'])('is left as it is for %j', async (encoding) => {
    const { headers, body } = await (await serve(html))({ encoding });
    expect(headers['content-encoding']).toBeUndefined();
    expect(body.toString()).toBe(PAGE);
  });

  test('that is streamed goes on as it comes', async () => {
    const ask = await serve((_, response) => {
      response.writeHead(200, 'Fine', { 'Content-Type': 'text/html' });
      response.write(PAGE);
      void pause(250).then(() => response.end('<!-- the end -->'));
    });
    const { headers, body } = await ask();
    expect(headers['content-encoding']).toBeUndefined();
    expect(body.toString()).toBe(`${PAGE}<!-- the end -->`);
  });

  test('that says how long it is is waited for', async () => {
    const ask = await serve((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Length': BYTES });
      response.write(PAGE.slice(0, 1000));
      void pause(250).then(() => response.end(PAGE.slice(1000)));
    });
    const { headers, body } = await ask();
    expect(headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(body).toString()).toBe(PAGE);
  });

  test('that is too large to hold goes on as it comes', async () => {
    const large = 'x'.repeat(1_500_000);
    const ask = await serve((_, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.write(large);
      response.write(large);
      response.end('.');
    });
    expect((await ask()).body.length).toBe(3_000_001);
  });
});

interface Written {
  readonly status?: number;
  readonly type?: string;
  readonly encoding?: string;
  readonly cache?: string;
}

test.each<[string, Written]>([
  ['no body', { status: 304 }],
  ['a picture', { type: 'image/png' }],
  ['a statement to download', { type: 'text/csv' }],
  ['part of a file', { status: 206 }],
  ['what is compressed already', { encoding: 'br' }],
  ['what must not be changed', { cache: 'no-store, no-transform' }],
])('%s is not touched', async (_, { status = 200, type = 'text/html', encoding, cache }) => {
  const ask = await serve((__, response) => {
    response.writeHead(status, {
      'Content-Type': type,
      ...(encoding === undefined ? {} : { 'Content-Encoding': encoding }),
      ...(cache === undefined ? {} : { 'Cache-Control': cache }),
    });
    response.end(status === 304 ? undefined : PAGE);
  });
  const answer = await ask();
  expect(answer.headers['content-encoding']).toBe(encoding);
  expect(answer.body.toString()).toBe(status === 304 ? '' : PAGE);
});

test('a small answer and a HEAD are not touched', async () => {
  const ask = await serve((_, response) => {
    response.writeHead(200, ['Content-Type', 'application/json']);
    response.end('{}');
  });
  const small = await ask();
  expect([small.headers['content-encoding'], small.body.toString()]).toEqual([undefined, '{}']);
  expect(
    (await (await serve(html))({ method: 'HEAD' })).headers['content-encoding'],
  ).toBeUndefined();
});

test('a built file is compressed better for those who come later, and never mixed up with another', async () => {
  const files: Record<string, string> = {};
  for (const name of ['a', 'b']) {
    files[`/${name}.js`] = Array.from(
      { length: 3000 },
      (_, at) => `${name}${(at * at) % 997}`,
    ).join();
  }
  const ask = await serve(({ url = '' }, response) => {
    response.setHeader('Content-Type', 'application/javascript; charset=UTF-8');
    response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    response.end(files[url]);
  });
  for (const path of Object.keys(files)) {
    const first = await ask({ path });
    await expect
      .poll(async () => (await ask({ path })).body.length)
      .toBeLessThan(first.body.length);
    for (const { body } of [first, await ask({ path })]) {
      expect(brotliDecompressSync(body).toString()).toBe(files[path]);
    }
  }
});
