/**
 * Who a request came from, as far as limits need it: an IPv4 address, or the first 64 bits of an IPv6
 * address, which is what one household or one machine is given (RFC 6177); counting single IPv6
 * addresses would give everybody 2^64 of them. An IPv4 address written as IPv6 (`::ffff:a.b.c.d`) is
 * the IPv4 address.
 *
 * Null when the text is no address.
 */
export function addressGroup(text: string): string | null {
  const bare = withoutPort(text.trim());
  if (bare.length > MAX_LENGTH) return null;
  const v4 = parseIpv4(bare);
  if (v4 !== null) return v4.join('.');
  const v6 = parseIpv6(bare);
  if (v6 === null) return null;
  const mapped = mappedIpv4(v6);
  if (mapped !== null) return mapped;
  return `${v6
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** The longest way to write an IPv6 address, with room for a zone. */
const MAX_LENGTH = 64;

/**
 * The address of the client behind `trustedHops` proxies of ours, each of which appends the address it
 * was called from to `X-Forwarded-For`. Only what our own proxies wrote is believed: the entry that the
 * outermost of them appended. With no proxy, or with fewer entries than proxies, that is the socket's.
 */
export function clientAddress(request: {
  readonly forwardedFor: string | null;
  readonly socketAddress: string | null;
  readonly trustedHops: number;
}): string | null {
  const { forwardedFor, socketAddress, trustedHops } = request;
  const socket = socketAddress === null ? null : addressGroup(socketAddress);
  if (trustedHops === 0) return socket;
  const entries = (forwardedFor ?? '').split(',').slice(-trustedHops);
  const named = entries.length === trustedHops ? addressGroup(entries[0] ?? '') : null;
  return named ?? socket;
}

/** `1.2.3.4:567` and `[::1]:567`: some proxies write the port too. */
function withoutPort(text: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text);
  if (bracketed?.[1] !== undefined) return bracketed[1];
  return /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/.exec(text)?.[1] ?? text;
}

/** Dotted decimal only: `0x7f.1` and `010.0.0.1` mean different things to different programs. */
function parseIpv4(text: string): readonly number[] | null {
  if (!/^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/.test(text)) return null;
  const bytes = text.split('.').map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : null;
}

/** The eight groups of an address as RFC 4291 section 2.2 writes it; a zone (`%eth0`) is left out. */
function parseIpv6(text: string): readonly number[] | null {
  const [address = '', zone] = text.split('%', 2);
  if (zone === '') return null;
  const halves = address.split('::');
  if (halves.length > 2) return null;
  const [head, tail] = halves.map((half) => (half === '' ? [] : parseGroups(half)));
  if (head === null || head === undefined || tail === null) return null;
  if (tail === undefined) return head.length === 8 ? head : null;
  const missing = 8 - head.length - tail.length;
  return missing < 1 ? null : [...head, ...Array<number>(missing).fill(0), ...tail];
}

function parseGroups(text: string): readonly number[] | null {
  const parts = text.split(':');
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    const v4 = index === parts.length - 1 ? parseIpv4(part) : null;
    if (v4 !== null) {
      const [a = 0, b = 0, c = 0, d = 0] = v4;
      groups.push(a * 256 + b, c * 256 + d);
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else return null;
  }
  return groups;
}

function mappedIpv4(groups: readonly number[]): string | null {
  const [high = 0, low = 0] = groups.slice(6);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xff_ff;
  return mapped ? [high >> 8, high & 255, low >> 8, low & 255].join('.') : null;
}
