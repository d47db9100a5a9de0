import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { randomBase62 } from './ids.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 43 characters of base62 hold 256 bits. */
const RANDOM_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
/** Keys made before had 32 random characters: they still count. */
const API_KEY = /^praya_[sr]k_(?:test|live)_(?:[0-9A-Za-z]{49}|[0-9A-Za-z]{38})$/;

/** `secret` may do everything, `restricted` what it was made for. */
export type ApiKeyKind = 'secret' | 'restricted';

const KIND_PREFIX: Readonly<Record<ApiKeyKind, string>> = { secret: 'sk', restricted: 'rk' };

/**
 * A new key: `praya_sk_test_`, `praya_rk_live_` and so on, 32 bytes of randomness and a checksum of six.
 * The checksum lets a scanner or a person tell a key from a typing error without us.
 */
export function newApiKey(livemode: boolean, kind: ApiKeyKind = 'secret'): string {
  const prefix = `praya_${KIND_PREFIX[kind]}_${livemode ? 'live' : 'test'}_`;
  const start = prefix + randomBase62(RANDOM_LENGTH);
  return start + checksum(start);
}

/** Whether a text has a key's form and its checksum holds. */
export function isApiKey(text: string): boolean {
  return (
    API_KEY.test(text) && checksum(text.slice(0, -CHECKSUM_LENGTH)) === text.slice(-CHECKSUM_LENGTH)
  );
}

/** What is stored of a key, and found by: its SHA-256 in hex. Random bits need no slow hash. */
export function hashApiKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** CRC-32 in base62, six characters. */
function checksum(text: string): string {
  let rest = crc32(text);
  let out = '';
  while (out.length < CHECKSUM_LENGTH) {
    out = (ALPHABET[rest % 62] ?? '') + out;
    rest = Math.floor(rest / 62);
  }
  return out;
}
