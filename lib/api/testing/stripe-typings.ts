import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readStripeTypings } from './read-stripe-typings.ts';
import type { Typings } from './typings.ts';

const ROOT = process.cwd();
let loaded: Typings | null = null;

/** The SDK's typings, read once for each version of it: the compiler takes seconds. */
export function stripeTypings(): Typings {
  loaded ??= fromCache();
  return loaded;
}

function fromCache(): Typings {
  const folder = join(ROOT, 'node_modules/.cache/praya');
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(ROOT, 'node_modules/stripe/package.json'), 'utf8')));
  // Of this file's own making; another reader of typings needs another number.
  const file = join(folder, `stripe-typings-${version}-2.json`);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Typings; // written below
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error; // of readFileSync
  }
  const typings = readStripeTypings(ROOT);
  mkdirSync(folder, { recursive: true });
  // Other workers may be at it too: whole or not at all.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(typings));
  renameSync(draft, file);
  return typings;
}
