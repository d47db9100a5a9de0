import { randomInt } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Random base-62 text, as in the tail of every Stripe id. */
export function randomBase62(length: number): string {
  let text = '';
  for (let index = 0; index < length; index += 1)
    text += ALPHABET.charAt(randomInt(ALPHABET.length));
  return text;
}

/** A new object id, e.g. `pi_3…` or `re_3…`: prefix, Stripe's object generation, 23 random characters. */
export function newId(prefix: string): string {
  return `${prefix}_3${randomBase62(23)}`;
}
