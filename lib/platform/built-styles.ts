import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface BuiltStyles {
  /** The sheets' text. */
  readonly text: string;
  /** As Content-Security-Policy sources: of each sheet, and of all of them in one. */
  readonly hashes: readonly string[];
}

/**
 * The build's style sheets.
 *
 * Next puts a page's sheet into its first answer (`inlineCss`), which saves the shopper a round trip,
 * but without the nonce. The text is the built file's to the byte, so its hash is known beforehand.
 * Empty before there is a build, as in development, where styles come as files.
 */
export function builtStyles(root: string): BuiltStyles {
  const folder = join(root, '.next', 'static', 'chunks');
  const sheets = readdirIfThere(folder)
    .filter((name) => name.endsWith('.css'))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  const text = sheets.join('');
  return { text, hashes: [...new Set([...sheets, text].map(hashOf))] };
}

function hashOf(sheet: string): string {
  return `'sha256-${createHash('sha256').update(sheet).digest('base64')}'`;
}

function readdirIfThere(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []; // fs errors carry a code
    throw error;
  }
}
