// Plain JavaScript without dependencies: it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Ends the process, with words, when this Node.js is older than package.json's `engines` ask for. */
export function requireNode() {
  const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const wanted = engines.node.replace('>=', '');
  const [major, minor] = wanted.split('.').map(Number);
  const [ourMajor, ourMinor] = process.versions.node.split('.').map(Number);
  if (ourMajor > major || (ourMajor === major && ourMinor >= minor)) return;
  console.error(`Praya needs Node.js ${wanted} or newer; this is ${process.versions.node}.`);
  console.error(
    'Get one at https://nodejs.org/ or with your version manager, e.g. `nvm install 24`.',
  );
  process.exit(1);
}

/** Runs `npm ci` when nothing is installed yet, or the lock file has changed since. */
export function installPackages() {
  const lock = join(ROOT, 'package-lock.json');
  const installed = join(ROOT, 'node_modules/.package-lock.json');
  if (existsSync(installed) && !isOutdated(lock, installed)) return;
  console.log('Installing packages (npm ci)…');
  if (npm('ci')) return;
  // A registry that lacks another platform's binaries makes `npm ci` call the lock file incomplete.
  console.log('npm ci failed; trying npm install, which keeps to the lock file as well…');
  if (npm('install', '--no-save')) return;
  console.error('The packages could not be installed: see what npm says above.');
  process.exit(1);
}

function npm(...args) {
  const { status } = spawnSync('npm', [...args, '--no-audit', '--no-fund'], {
    cwd: ROOT,
    // The development dependencies are what runs this.
    env: { ...process.env, NODE_ENV: 'development' },
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  return status === 0;
}

// A fresh clone gives every file the same age, so the times alone would not do: the lock that npm
// wrote when it installed names the same packages, or something has changed.
function isOutdated(lock, installed) {
  if (statSync(lock).mtimeMs <= statSync(installed).mtimeMs) return false;
  return fingerprint(lock) !== fingerprint(installed);
}

function fingerprint(path) {
  const { packages } = JSON.parse(readFileSync(path, 'utf8'));
  const skipped = (name, entry) =>
    name === '' || (entry.optional === true && !existsSync(join(ROOT, name)));
  return Object.entries(packages)
    .filter(([name, entry]) => !skipped(name, entry))
    .map(([name, { version }]) => `${name}@${version}`)
    .sort()
    .join('\n');
}
