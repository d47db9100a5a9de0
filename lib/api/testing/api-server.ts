import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { Readable } from 'node:stream';
import Stripe from 'stripe';
import { createApiKey } from '#lib/operations/admin/create-api-key.ts';
import type { AppContext } from '#lib/operations/context.ts';

/** The merchant API on a loopback port, as the SDKs reach it. */
export interface ApiServer {
  readonly origin: string;
  /** The official SDK, pointed here; it never retries by itself unless told to. */
  stripe(key: string, options?: { maxNetworkRetries?: number }): Stripe;
  close(): Promise<void>;
}

export async function startApiServer(
  handle: (request: Request) => Promise<Response>,
): Promise<ApiServer> {
  const server = createServer((incoming, outgoing) => {
    answer(handle, incoming, outgoing).catch((error: unknown) => {
      outgoing.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  const { port } = address;
  return {
    origin: `http://127.0.0.1:${port}`,
    stripe: (key, options) =>
      new Stripe(key, {
        host: '127.0.0.1',
        port,
        protocol: 'http',
        maxNetworkRetries: 0,
        telemetry: false,
        ...options,
      }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function answer(
  handle: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD';
  const request = new Request(
    `http://${incoming.headers.host ?? 'localhost'}${incoming.url ?? '/'}`,
    {
      method: incoming.method ?? 'GET',
      headers: Object.entries(incoming.headers).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value] as [string, string]] : [],
      ),
      ...(hasBody
        ? { body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, duplex: 'half' } // node's own type for it
        : {}),
    },
  );
  const response = await handle(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}

/** A new test-mode key of a merchant. */
export async function testKey(context: AppContext, merchant: string): Promise<string> {
  return (await createApiKey(context, { merchant, mode: 'test' })).key;
}

/** The id of what an object names or holds. Throws where it does neither. */
export function idOf(named: string | { readonly id: string } | null | undefined): string {
  if (named === null || named === undefined) throw new Error('Nothing is named there.');
  return typeof named === 'string' ? named : named.id;
}
