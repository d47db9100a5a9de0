import { lookup as dnsLookup } from 'node:dns';
import type { LookupAddress } from 'node:dns';
import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { BlockList, type LookupFunction, isIP } from 'node:net';

/** Where a merchant-given address may lead. `loopback` is for test mode, on one's own machine. */
export type ReachPolicy = 'public' | 'public_or_loopback';

export interface SafePost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly reach: ReachPolicy;
  /** Bound on the whole exchange, from the look-up to the last byte read. */
  readonly timeoutMs: number;
  /** What of the answer is read before the connection is closed. All but its beginning is dropped. */
  readonly maxResponseBytes: number;
  /** How names are looked up; by the system's resolver unless a test says otherwise. */
  readonly lookup?: typeof dnsLookup;
}

/** Ports of other services are not for us to knock at: where https listens, and its customary second. */
const PUBLIC_PORTS: ReadonlySet<string> = new Set(['', '443', '8443']);

/**
 * Connections are kept a while for the next post. Each policy has its own, so that none is used that was
 * checked for another; and one that is kept leads where it led when it was checked.
 */
const KEPT = { keepAlive: true, keepAliveMsecs: 1_000, maxFreeSockets: 64, timeout: 20_000 };
const AGENTS = {
  public: { 'https:': new HttpsAgent(KEPT), 'http:': new HttpAgent(KEPT) },
  public_or_loopback: { 'https:': new HttpsAgent(KEPT), 'http:': new HttpAgent(KEPT) },
} as const satisfies Record<ReachPolicy, object>;

export interface SafePostAnswer {
  readonly status: number;
  /** The `Retry-After` header as it came. */
  readonly retryAfter: string | null;
  /** How its body begins, as text. */
  readonly beginning: string;
}

/** The address leads, or a name in it resolves, to where we do not send. */
export class AddressRefusedError extends Error {
  constructor(reason: string) {
    super(`Address refused: ${reason}.`);
    this.name = 'AddressRefusedError';
  }
}

/**
 * Posts to an address that somebody else chose. Every address the name resolves to is checked at the
 * moment of connecting, on the connection that is then used: a name that answers differently the
 * second time gains nothing. Redirects are not followed and proxies not used. A kept connection that its
 * receiver closes at the moment we use it is opened anew, once.
 *
 * Throws AddressRefusedError, or the socket's own error; a timeout is a `TimeoutError`.
 */
export async function safePost(post: SafePost): Promise<SafePostAnswer> {
  const url = new URL(post.url);
  checkUrl(url, post.reach);
  const signal = AbortSignal.timeout(post.timeoutMs);
  try {
    return await send(post, url, signal, true);
  } catch (error) {
    if (!(error instanceof StaleConnectionError)) throw error;
    return send(post, url, signal, false);
  }
}

/** A kept connection was closed before anything of the answer came. */
class StaleConnectionError extends Error {}

function send(
  post: SafePost,
  url: URL,
  signal: AbortSignal,
  mayReuse: boolean,
): Promise<SafePostAnswer> {
  const isHttps = url.protocol === 'https:';
  const body = Buffer.from(post.body);
  return new Promise((resolve, reject) => {
    const request = (isHttps ? httpsRequest : httpRequest)(
      url,
      {
        method: 'POST',
        headers: { ...post.headers, 'Content-Length': body.byteLength },
        agent: mayReuse ? AGENTS[post.reach][isHttps ? 'https:' : 'http:'] : false,
        lookup: checkedLookup(url, post),
        signal,
      },
      (response) => {
        // The status is the answer. What follows is read so that the sender can finish, then dropped.
        const answer = { status: response.statusCode ?? 0, retryAfter: retryAfterOf(response) };
        drain(response, post.maxResponseBytes, (beginning) => resolve({ ...answer, beginning }));
      },
    );
    request.on('error', (error) => {
      if (signal.aborted) reject(timeoutError(signal));
      else if (request.reusedSocket && 'code' in error && error.code === 'ECONNRESET')
        reject(new StaleConnectionError());
      else reject(error);
    });
    request.end(body);
  });
}

function timeoutError(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('The request timed out.');
}

function retryAfterOf(response: IncomingMessage): string | null {
  return response.headers['retry-after'] ?? null;
}

/** Enough to tell a receiver's own error by. */
const MAX_BEGINNING_BYTES = 1_024;

function drain(
  response: IncomingMessage,
  maxBytes: number,
  ended: (beginning: string) => void,
): void {
  let read = 0;
  const kept: Buffer[] = [];
  const done = () => ended(Buffer.concat(kept).subarray(0, MAX_BEGINNING_BYTES).toString('utf8'));
  response.on('data', (chunk: Buffer) => {
    if (read < MAX_BEGINNING_BYTES) kept.push(chunk);
    read += chunk.byteLength;
    if (read > maxBytes) response.destroy();
  });
  response.on('error', done);
  response.on('close', done);
}

function checkUrl(url: URL, reach: ReachPolicy): void {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new AddressRefusedError('it is neither https nor http');
  }
  if (url.protocol === 'http:' && reach === 'public')
    throw new AddressRefusedError('it is not https');
  if (url.username !== '' || url.password !== '') {
    throw new AddressRefusedError('it contains a user name or password');
  }
  if (reach === 'public' && !PUBLIC_PORTS.has(url.port)) {
    throw new AddressRefusedError('its port is neither 443 nor 8443');
  }
  // A literal address is connected to without a look-up, so it is checked here.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) checkAddress(host, url, reach);
}

function checkedLookup(url: URL, { reach, lookup = dnsLookup }: SafePost): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      try {
        for (const { address } of addresses) checkAddress(address, url, reach);
      } catch (refusal) {
        callback(refusal instanceof Error ? refusal : new Error(String(refusal)), []);
        return;
      }
      const first: LookupAddress | undefined = addresses[0];
      if (options.all === true) callback(null, addresses);
      else if (first !== undefined) callback(null, first.address, first.family);
      else callback(new AddressRefusedError('its name has no address'), []);
    });
  };
}

function checkAddress(address: string, url: URL, reach: ReachPolicy): void {
  if (isLoopback(address) && reach === 'public_or_loopback') return;
  if (!isPublicAddress(address)) throw new AddressRefusedError('it leads into a private network');
  if (url.protocol === 'http:') throw new AddressRefusedError('it is not https');
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** IANA's special-purpose registries: https://www.iana.org/assignments/iana-ipv4-special-registry */
const SPECIAL_IPV4 = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  SPECIAL_IPV4.addSubnet(network, prefix, 'ipv4');
}

/** Only 2000::/3 is given out as global unicast; the rest, mapped and translated forms too, is not. */
const GLOBAL_IPV6 = new BlockList();
GLOBAL_IPV6.addSubnet('2000::', 3, 'ipv6');
const SPECIAL_IPV6 = new BlockList();
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  SPECIAL_IPV6.addSubnet(network, prefix, 'ipv6');
}

function isLoopback(address: string): boolean {
  // Mapped forms (::ffff:127.0.0.1) are left to the stricter rule.
  return isIP(address) === 4
    ? LOOPBACK.check(address, 'ipv4')
    : address === '::1' && LOOPBACK.check(address, 'ipv6');
}

/** Whether an address is one of the public internet, as against a private or special network's. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !SPECIAL_IPV4.check(address, 'ipv4');
    case 6:
      return GLOBAL_IPV6.check(address, 'ipv6') && !SPECIAL_IPV6.check(address, 'ipv6');
    default:
      return false;
  }
}
