import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { randomBase62 } from './ids.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const RANDOM_LENGTH = 32;
const CHECKSUM_LENGTH = 6;
const SECRET_KEY = /^praya_sk_(?:test|live)_[0-9A-Za-z]{38}$/;

/**
 * A new secret key: `praya_sk_test_` or `praya_sk_live_`, 32 characters of randomness (190 bits) and a
 * checksum of six. The checksum lets a scanner or a person tell a key from a typing error without us.
 */
export function newApiKey(livemode: boolean): string {
  const start = `praya_sk_${livemode ? 'live' : 'test'}_${randomBase62(RANDOM_LENGTH)}`;
  return start + checksum(start);
}

/** Whether a text has a secret key's form and its checksum holds. */
export function isApiKey(text: string): boolean {
  return (
    SECRET_KEY.test(text) &&
    checksum(text.slice(0, -CHECKSUM_LENGTH)) === text.slice(-CHECKSUM_LENGTH)
  );
}

/** What is stored of a key, and found by: its SHA-256 in hex. 190 random bits need no slow hash. */
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
