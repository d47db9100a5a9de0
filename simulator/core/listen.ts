import type { AddressInfo } from 'node:net';
import { serve, type ServerType } from '@hono/node-server';

export interface Listening {
  readonly origin: string;
  readonly port: number;
  /** Stops listening and drops open connections, held ones included. */
  close(): Promise<void>;
}

/** `environment` is what the node adapter knows of the connection: a held request can be cut by it. */
type Fetch = (request: Request, environment?: object) => Response | Promise<Response>;

/**
 * Serves on the loopback interface; port 0 takes a free one. `build` is told the origin, which is
 * only known once the port is.
 * @throws the listen error (`EADDRINUSE` and the like).
 */
export function listen(
  port: number,
  build: (origin: string) => { readonly fetch: Fetch },
  publicOrigin?: string,
): Promise<Listening> {
  return new Promise((resolve, reject) => {
    let handler: Fetch | null = null;
    const notYet = (): Response => new Response('starting', { status: 503 });
    const server: ServerType = serve(
      {
        fetch: (request: Request, environment: object) =>
          handler === null ? notYet() : handler(request, environment),
        port,
        hostname: '127.0.0.1',
      },
      (info: AddressInfo) => {
        const origin = publicOrigin ?? `http://localhost:${info.port}`;
        const app = build(origin);
        handler = (request, environment) => app.fetch(request, environment);
        resolve({ origin, port: info.port, close: () => stop(server) });
      },
    );
    server.once('error', reject);
  });
}

/** How long answers under way may take once the server was told to end. */
const END_GRACE_MS = 500;

function stop(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    const drop = setTimeout(() => {
      if ('closeAllConnections' in server) server.closeAllConnections();
    }, END_GRACE_MS);
    server.close(() => {
      clearTimeout(drop);
      resolve();
    });
    if ('closeIdleConnections' in server) server.closeIdleConnections();
  });
}

/** The line a person needs when a server cannot start. */
export function listenErrorText(error: unknown, port: number, variable: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return `port ${port} is taken; end what listens there or set ${variable}`;
  return error instanceof Error ? error.message : String(error);
}

/** A port number out of the environment; null when it is none. */
export function readPort(value: string): number | null {
  const parsed = Number(value);
  return value.trim() !== '' && Number.isInteger(parsed) && parsed >= 0 && parsed < 65_536
    ? parsed
    : null;
}
