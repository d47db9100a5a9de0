import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { EMBED_SCRIPT, buildEmbedScript } from '../build/embed-script.mjs';
import { StackError } from './ports.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Written beside the build when it is whole: what it was made of. */
const STAMP = join(ROOT, '.next/praya-sources');
const FOLDERS = ['app', 'components', 'embed', 'lib', 'messages', 'public', 'scripts/build'];
const TAIL_LINES = 40;

/**
 * `next build`, unless the build that is there was made of these very sources, by their content.
 * Returns whether it built. Throws StackError with the compiler's words.
 */
export async function buildApp(logFile: string): Promise<boolean> {
  const sources = hashOfSources();
  const built = [STAMP, join(ROOT, '.next/BUILD_ID'), EMBED_SCRIPT].every((file) =>
    existsSync(file),
  );
  if (built && readFileSync(STAMP, 'utf8') === sources) return false;

  await buildEmbedScript();
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'w');
  const child = spawn(process.execPath, [join(ROOT, 'node_modules/next/dist/bin/next'), 'build'], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  await once(child, 'exit');
  if (child.exitCode !== 0) {
    const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES);
    throw new StackError(`The app could not be built (${logFile}):\n${lines.join('\n')}`);
  }
  writeFileSync(STAMP, sources);
  return true;
}

function hashOfSources(): string {
  const hash = createHash('sha256').update(process.version);
  const top = readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mjs|cjs|js|json)$/.test(entry.name))
    // Both are written by the build itself.
    .filter(({ name }) => name !== 'next-env.d.ts' && name !== 'tsconfig.tsbuildinfo')
    .map(({ name }) => join(ROOT, name));
  const files = [...top, ...FOLDERS.flatMap((folder) => filesBelow(join(ROOT, folder)))]
    // Made of the others.
    .filter((file) => file !== EMBED_SCRIPT);
  for (const file of files.sort()) {
    hash.update(relative(ROOT, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}
