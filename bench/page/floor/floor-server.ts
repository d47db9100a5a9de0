import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** A page of the floor, and the answer of ours whose headers it is served with. */
export interface FloorPage {
  readonly path: string;
  readonly html: string;
  readonly served: ServedLike;
}

/** How the app serves a page. */
export interface ServedLike {
  readonly headers: Readonly<Record<string, string>>;
  readonly policies: readonly string[];
  readonly nonce: string;
  readonly encoding: 'gzip' | 'br' | 'identity';
}

export interface FloorServer {
  readonly origin: string;
  add(page: FloorPage): string;
  /** What was submitted to it: the methods, in order. */
  readonly submitted: readonly string[];
  close(): Promise<void>;
}

/** Where the floor's forms go. */
export const SUBMIT_PATH = '/submit';
const MAX_FORM_BYTES = 10_000;

/** Serves finished bytes from memory: nothing answers quicker than that on this runtime. */
export async function startFloorServer(): Promise<FloorServer> {
  const answers = new Map<string, { headers: Record<string, string | string[]>; body: Buffer }>();
  const submitted: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://floor');
    if (request.method === 'POST' && pathname === SUBMIT_PATH) {
      take(request, response, submitted).catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : new Error(String(error)));
      });
      return;
    }
    const answer = answers.get(pathname);
    if (answer === undefined) response.writeHead(404).end();
    else response.writeHead(200, answer.headers).end(answer.body);
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  const origin = `http://localhost:${address.port}`;
  return {
    origin,
    submitted,
    add({ path, html, served }) {
      const body = compressed(html, served.encoding);
      answers.set(path, {
        body,
        headers: {
          ...served.headers,
          'content-security-policy': [...served.policies],
          'content-type': 'text/html; charset=utf-8',
          'content-length': String(body.length),
          ...(served.encoding === 'identity' ? {} : { 'content-encoding': served.encoding }),
        },
      });
      return `${origin}${path}`;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function compressed(html: string, encoding: ServedLike['encoding']): Buffer {
  switch (encoding) {
    case 'gzip':
      return gzipSync(html);
    case 'br':
      return brotliCompressSync(html);
    case 'identity':
      return Buffer.from(html);
  }
}

async function take(
  request: IncomingMessage,
  response: ServerResponse,
  submitted: string[],
): Promise<void> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_FORM_BYTES) {
    response.writeHead(413).end();
    return;
  }
  submitted.push(new URLSearchParams(await text(request)).get('method') ?? '');
  response.writeHead(200, { 'content-type': 'text/plain' }).end('received');
}

/** Everything that describes the page rather than this one transfer of it. */
const TRANSFER_HEADERS = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-security-policy',
  'content-type',
  'date',
  'etag',
  'keep-alive',
  'transfer-encoding',
]);

/** Asks the app for a page as a browser does, and reads how it is served. */
export async function readHowServed(url: string, language: string): Promise<ServedLike> {
  const response = await fetch(url, {
    headers: { 'accept-encoding': 'gzip, deflate, br', 'accept-language': language },
  });
  await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const policy = response.headers.get('content-security-policy') ?? '';
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
  if (nonce === undefined) throw new Error(`${url} has no nonce in its policy.`);
  const encoding = response.headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'gzip' && encoding !== 'br' && encoding !== 'identity') {
    throw new Error(`${url} comes in ${encoding}, which the floor does not speak.`);
  }
  return {
    // `fetch` joins what comes twice; a policy's own parts have no commas.
    policies: policy.split(', '),
    nonce,
    encoding,
    headers: Object.fromEntries(
      [...response.headers].filter(([name]) => !TRANSFER_HEADERS.has(name)),
    ),
  };
}
