import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { cleanRequest } from '#lib/platform/clean-requests.ts';

/** Answers every call; never rejects. */
export type Handle = (request: Request) => Promise<Response>;

/** The merchant API on a port of its own. */
export interface ApiListener {
  readonly port: number;
  /** Takes no new calls, lets those under way end for at most `graceMs`, then cuts what is left. */
  close(graceMs: number): Promise<void>;
}

/** Headers and body of one call; a body alone is given less (`request-params.ts`). */
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 10_000;
/** Longer than proxies keep theirs (60 s as a rule): the side that sends must be the one that closes. */
const KEEP_ALIVE_MS = 65_000;

/** Listens with nothing but Node between the socket and the handler. Port 0 is any that is free. */
export async function startApiListener(
  handle: Handle,
  options: { readonly port: number; readonly host?: string },
): Promise<ApiListener> {
  let stopping = false;
  const server = createServer(
    {
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: 1_000,
    },
    (incoming, outgoing) => {
      answer(handle, incoming, outgoing, () => stopping).catch((error: unknown) => {
        outgoing.destroy(error instanceof Error ? error : new Error(String(error)));
      });
    },
  );
  server.listen(options.port, options.host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port, // it listens on a port
    close: (graceMs) => {
      stopping = true;
      return closeServer(server, graceMs);
    },
  };
}

async function closeServer(server: Server, graceMs: number): Promise<void> {
  const closed = once(server, 'close');
  server.close(); // and with it the connections that nobody uses at the moment
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}

async function answer(
  handle: Handle,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  isStopping: () => boolean,
): Promise<void> {
  cleanRequest(incoming);
  const response = await handle(toRequest(incoming));
  const body = Buffer.from(await response.arrayBuffer());
  // The rest of a body that nobody wanted is not waited for, nor taken for the next call.
  if (!incoming.complete || isStopping()) outgoing.setHeader('Connection', 'close');
  outgoing.writeHead(response.status, {
    ...Object.fromEntries(response.headers),
    'Content-Length': body.byteLength,
    'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
    'X-Content-Type-Options': 'nosniff',
  });
  outgoing.end(body);
}

function toRequest(incoming: IncomingMessage): Request {
  const { method = 'GET', url = '/', headers } = incoming;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  // What a client calls our host is of no use to us.
  return new Request(`http://localhost${url}`, {
    method,
    headers: Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as [string, string]] : [],
    ),
    ...(hasBody
      ? { body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, duplex: 'half' } // node's own type for it
      : {}),
  });
}
