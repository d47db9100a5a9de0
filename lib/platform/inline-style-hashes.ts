import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Hashes of the build's style sheets, as Content-Security-Policy sources.
 *
 * Next puts a page's sheet into its first answer (`inlineCss`), which saves the shopper a round trip,
 * but without the nonce. The text is the built file's to the byte, so its hash is known beforehand.
 * Empty before there is a build, as in development, where styles come as files.
 */
export function inlineStyleHashes(root: string): readonly string[] {
  const folder = join(root, '.next', 'static', 'chunks');
  return readdirIfThere(folder)
    .filter((name) => name.endsWith('.css'))
    .map((name) => {
      const hash = createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('base64');
      return `'sha256-${hash}'`;
    });
}

function readdirIfThere(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []; // fs errors carry a code
    throw error;
  }
}
