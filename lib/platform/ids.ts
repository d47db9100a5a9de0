import { randomFillSync } from 'node:crypto';
import { ID_PREFIX, type IdKind, type IdOf } from '#lib/domain/ids.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Fetched many at a time, which costs hardly more than a few; each byte is used once. */
const random = Buffer.alloc(4096);
let used = random.length;

function nextByte(): number {
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  const byte = random.readUInt8(used);
  used += 1;
  return byte;
}

/**
 * `length` characters of base62 from the system's randomness, without modulo bias. 24 characters hold
 * 142 bits: an id that names a session is also what lets a shopper see it.
 */
export function randomBase62(length: number): string {
  let out = '';
  while (out.length < length) {
    const byte = nextByte();
    // 248 is the largest multiple of 62 in a byte; the rest would favour the first letters.
    if (byte < 248) out += ALPHABET[byte % 62];
  }
  return out;
}

/** A new id, e.g. `pa_4fZ…`. */
export function newId<Kind extends IdKind>(kind: Kind): IdOf<Kind> {
  return `${ID_PREFIX[kind]}_${randomBase62(24)}` as IdOf<Kind>; // branded where it is made
}

/** What a merchant's page is handed of a session that it embeds: `cs_test_…_secret_…`. */
export function newClientSecret(sessionId: IdOf<'checkout_session'>): string {
  return `${sessionId}_secret_${randomBase62(32)}`;
}

/** Session ids say their mode, as Stripe's do: `cs_test_…`, `cs_live_…`. */
export function newSessionId(livemode: boolean): IdOf<'checkout_session'> {
  const mode = livemode ? 'live' : 'test';
  return `${ID_PREFIX.checkout_session}_${mode}_${randomBase62(32)}` as IdOf<'checkout_session'>; // branded where it is made
}
