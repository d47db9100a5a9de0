import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const EMBED_SCRIPT = join(ROOT, 'public/checkout.js');

/** Writes the script for merchants' pages to where it is served from: one file, for browsers of 2020 on. */
export async function buildEmbedScript() {
  await build({
    entryPoints: [join(ROOT, 'embed/checkout.ts')],
    outfile: EMBED_SCRIPT,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2020',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildEmbedScript();
