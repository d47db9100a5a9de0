import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const manifestSchema = z.object({ node: z.record(z.string(), z.unknown()) });

/** The ids of this build's server actions; null before there is a build, as in development. */
export function readKnownActions(root: string): ReadonlySet<string> | null {
  const file = join(root, '.next', 'server', 'server-reference-manifest.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null; // fs errors carry a code
    throw error;
  }
  return new Set(Object.keys(manifestSchema.parse(JSON.parse(text)).node));
}
