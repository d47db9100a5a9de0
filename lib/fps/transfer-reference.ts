/**
 * The reference that a payer's transfer carries to the payee's bank statement. 14 characters: `PY`, and
 * twelve of Crockford's base 32, which leaves out the letters that people take for digits.
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const PREFIX = 'PY';
const CODE_LENGTH = 12;
export const TRANSFER_REFERENCE_LENGTH = PREFIX.length + CODE_LENGTH;

/** More places than this in one line are no bank's text. */
const MAX_CANDIDATES = 50;

/** A reference made of 60 bits of `seed`, which has at least 12 bytes; the same of the same. */
export function transferReferenceFrom(seed: Uint8Array): string {
  if (seed.length < CODE_LENGTH) throw new RangeError('A reference takes 12 bytes.');
  const code = Array.from(seed.subarray(0, CODE_LENGTH), (byte) => ALPHABET.charAt(byte % 32));
  return `${PREFIX}${code.join('')}`;
}

/** As banks and people write it (`py-4k7o …`) in the one spelling that it has with us. */
export function normalizeReference(text: string): string {
  return text
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
}

/**
 * Every place of a bank's free text that may be a reference of ours, blanks and hyphens put aside. Which
 * of them are, only the attempts can tell.
 */
export function findTransferReferences(text: string): readonly string[] {
  const normalized = normalizeReference(text);
  const found = new Set<string>();
  for (let at = normalized.indexOf(PREFIX); at !== -1; at = normalized.indexOf(PREFIX, at + 1)) {
    const candidate = normalized.slice(at, at + TRANSFER_REFERENCE_LENGTH);
    if (candidate.length === TRANSFER_REFERENCE_LENGTH) found.add(candidate);
    if (found.size === MAX_CANDIDATES) break;
  }
  return [...found];
}
