import { lookup as dnsLookup } from 'node:dns';
import type { LookupAddress } from 'node:dns';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
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
  /** What of the answer is read before the connection is closed. It is dropped. */
  readonly maxResponseBytes: number;
}

export interface SafePostAnswer {
  readonly status: number;
  /** The `Retry-After` header as it came. */
  readonly retryAfter: string | null;
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
 * second time gains nothing. Redirects are not followed and proxies not used.
 *
 * Throws AddressRefusedError, or the socket's own error; a timeout is a `TimeoutError`.
 */
export async function safePost(post: SafePost): Promise<SafePostAnswer> {
  const url = new URL(post.url);
  checkUrl(url, post.reach);
  const signal = AbortSignal.timeout(post.timeoutMs);
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const body = Buffer.from(post.body);
  return new Promise((resolve, reject) => {
    const request = send(
      url,
      {
        method: 'POST',
        headers: { ...post.headers, 'Content-Length': body.byteLength },
        // A connection of its own: one kept alive would have been checked for another policy.
        agent: false,
        lookup: checkedLookup(url, post.reach),
        signal,
      },
      (response) => {
        // The status is the answer. What follows is read so that the sender can finish, then dropped.
        const answer = { status: response.statusCode ?? 0, retryAfter: retryAfterOf(response) };
        drain(response, post.maxResponseBytes, () => resolve(answer));
      },
    );
    request.on('error', (error) => reject(signal.aborted ? timeoutError(signal) : error));
    request.end(body);
  });
}

function timeoutError(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('The request timed out.');
}

function retryAfterOf(response: IncomingMessage): string | null {
  return response.headers['retry-after'] ?? null;
}

function drain(response: IncomingMessage, maxBytes: number, done: () => void): void {
  let read = 0;
  response.on('data', (chunk: Buffer) => {
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
  // A literal address is connected to without a look-up, so it is checked here.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) checkAddress(host, url, reach);
}

function checkedLookup(url: URL, reach: ReachPolicy): LookupFunction {
  return (hostname, options, callback) => {
    dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
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
