import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cleanRequest } from '#lib/platform/clean-requests.ts';
import { readLimitedMessage } from '#lib/platform/read-limited.ts';
import type { CallAnswer, IncomingCall } from './incoming-call.ts';

/** Answers every call; never rejects. */
export type AnswerCall = (call: IncomingCall) => Promise<CallAnswer>;

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
/** A reader who takes nothing of an answer for so long is cut off: what is not taken is held in memory. */
const ANSWER_IDLE_MS = 30_000;
/** More than proxies keep open; beyond it a connection is closed as soon as it is made. */
const MAX_CONNECTIONS = 2_000;

/** Listens with nothing but Node between the socket and the handler. Port 0 is any that is free. */
export async function startApiListener(
  answerCall: AnswerCall,
  options: {
    readonly port: number;
    readonly host?: string;
    readonly answerIdleMs?: number;
    readonly maxConnections?: number;
  },
): Promise<ApiListener> {
  const { answerIdleMs = ANSWER_IDLE_MS, maxConnections = MAX_CONNECTIONS } = options;
  let stopping = false;
  const server = createServer(
    {
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: 1_000,
    },
    (incoming, outgoing) => {
      const listening = { answerIdleMs, isStopping: () => stopping };
      answer(answerCall, incoming, outgoing, listening).catch((error: unknown) => {
        outgoing.destroy(error instanceof Error ? error : new Error(String(error)));
      });
    },
  );
  server.maxConnections = maxConnections;
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
  answerCall: AnswerCall,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { answerIdleMs, isStopping }: { answerIdleMs: number; isStopping: () => boolean },
): Promise<void> {
  cleanRequest(incoming);
  const { method = 'GET', url: target = '/', headers } = incoming;
  const {
    status,
    headers: own,
    body,
  } = await answerCall({
    method,
    target,
    headers,
    readBody: (limits) => readLimitedMessage(incoming, limits),
  });
  const text = method === 'HEAD' ? '' : body;
  // The rest of a body that nobody wanted is not waited for, nor taken for the next call.
  if (!incoming.complete || isStopping()) outgoing.setHeader('Connection', 'close');
  outgoing.writeHead(status, {
    ...own,
    // Of nothing it would say that there is nothing: the one who asked has what it is about.
    ...(status === 304 ? {} : { 'Content-Length': Buffer.byteLength(text) }),
    'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
    'X-Content-Type-Options': 'nosniff',
  });
  outgoing.setTimeout(answerIdleMs, () => outgoing.destroy());
  // As a text: Node sends it together with the headers.
  outgoing.end(text);
}
