import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

/**
 * The address a request's connection came from, for the code behind the framework, which is shown
 * headers only (and of `X-Forwarded-For` whatever the client sent).
 */
export const SOCKET_ADDRESS_HEADER = 'x-praya-socket-address';

/**
 * Headers that the framework, a proxy in front of us or we ourselves give meaning to; never a client's
 * to set. Next.js takes a nonce from a policy in the request, lets `x-middleware-*` steer its routing,
 * and `next-resume` hand it a half-rendered page.
 */
const NOT_THE_CLIENTS =
  /^(?:x-praya-.*|x-middleware-.*|x-nonce|x-nextjs-data|x-invoke-.*|x-matched-path|x-now-route-matches|next-resume|content-security-policy(?:-report-only)?)$/;

/** Leads to "not found". */
const NOWHERE = '/-';

/** Takes out of a request what is not the client's to say, and writes down where it came from. */
export function cleanRequest(
  request: Pick<IncomingMessage, 'headers' | 'socket' | 'url' | 'method'>,
): void {
  request.url = readableTarget(request.url ?? NOWHERE);
  // The framework's own requests cannot have these methods, and it answers 500. Nobody here answers
  // OPTIONS either, and says so in order. https://fetch.spec.whatwg.org/#forbidden-method
  if (/^(?:TRACE|TRACK|CONNECT)$/i.test(request.method ?? '')) request.method = 'OPTIONS';
  for (const name of Object.keys(request.headers)) {
    if (NOT_THE_CLIENTS.test(name)) delete request.headers[name];
  }
  const { remoteAddress } = request.socket;
  if (remoteAddress !== undefined) request.headers[SOCKET_ADDRESS_HEADER] = remoteAddress;
}

/** The framework answers 500 to an address it cannot decode, and to one that is not a path. */
function readableTarget(url: string): string {
  const path = url.split('?', 1)[0] ?? '';
  if (!path.startsWith('/')) return NOWHERE;
  try {
    return decodeURIComponent(path).includes('\0') ? NOWHERE : url;
  } catch {
    return NOWHERE; // percent signs that are no escapes
  }
}

const INSTALLED = Symbol.for('praya.clean-requests');

/**
 * Cleans every request of this process as it comes in, before the framework or anything else has seen
 * it. Node tells of a request on this channel before it hands it to the server.
 * https://nodejs.org/api/diagnostics_channel.html#http
 */
export function cleanEveryRequest(): void {
  const holder = globalThis as typeof globalThis & { [INSTALLED]?: true }; // the symbol's slot is ours
  if (holder[INSTALLED] === true) return;
  holder[INSTALLED] = true;
  subscribe('http.server.request.start', (message) => {
    cleanRequest((message as { request: IncomingMessage }).request); // the channel's documented shape
  });
}
