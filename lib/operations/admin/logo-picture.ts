import { AdminInputError } from './admin-input.ts';

/** The logo is part of every page's first answer, so it has to be small. */
const MAX_BYTES = 16 * 1024;

const SIGNATURES: readonly {
  readonly mediaType: string;
  readonly matches: (b: Buffer) => boolean;
}[] = [
  {
    mediaType: 'image/png',
    matches: (b) => b.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n',
  },
  { mediaType: 'image/jpeg', matches: (b) => b.subarray(0, 3).toString('hex') === 'ffd8ff' },
  {
    mediaType: 'image/webp',
    matches: (b) =>
      b.subarray(0, 4).toString('latin1') === 'RIFF' &&
      b.subarray(8, 12).toString('latin1') === 'WEBP',
  },
  // Shown as a picture only, where its scripts do not run and its links are not followed.
  {
    mediaType: 'image/svg+xml',
    matches: (b) => /^\s*(?:<\?xml[^>]*>\s*)?<svg[\s>]/.test(b.toString('utf8')),
  },
];

/**
 * A logo as the page carries it: a `data:` address, so that no other host learns of the shopper and no
 * request is spent on it. Told by its bytes, not by its name. Throws AdminInputError.
 */
export function readLogoPicture(bytes: Buffer): string {
  if (bytes.byteLength > MAX_BYTES) {
    throw new AdminInputError(
      `The logo has ${bytes.byteLength} bytes; it may have ${MAX_BYTES}, for it is part of every page.`,
    );
  }
  const found = SIGNATURES.find(({ matches }) => matches(bytes));
  if (found === undefined) {
    throw new AdminInputError('The logo is no PNG, JPEG, WebP or SVG picture.');
  }
  return `data:${found.mediaType};base64,${bytes.toString('base64')}`;
}
