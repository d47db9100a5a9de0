import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FolderInUseError, lockFolder } from './folder-lock.ts';

let parent: string;
let children: ChildProcess[];

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'praya-lock-'));
  children = [];
});

afterEach(async () => {
  await Promise.all(children.map(kill));
  rmSync(parent, { recursive: true, force: true });
});

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Every process of a container can have this number. */
const CONTAINER_PID = 1;

const SOURCE = `
const [, moduleUrl, folder, pid] = process.argv;
if (pid !== '') Object.defineProperty(process, 'pid', { value: Number(pid) });
const { lockFolder } = await import(moduleUrl);
process.stdout.write('ready\\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
try {
  await lockFolder(folder);
  process.stdout.write('locked\\n');
  setInterval(() => undefined, 1000);
} catch (error) {
  process.stdout.write(error.name + ': ' + error.message + '\\n');
  process.exit();
}
`;

interface Starter {
  readonly child: ChildProcess;
  /** Lets it try, and tells what came of it. */
  tryToLock(): Promise<string>;
}

/** Another process, ready to lock the folder. */
async function starter(folder: string, pid?: number): Promise<Starter> {
  const url = pathToFileURL(join(import.meta.dirname, 'folder-lock.ts')).href;
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', SOURCE, url, folder, String(pid ?? '')],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  children.push(child);
  child.stdout.setEncoding('utf8');
  await once(child.stdout, 'data');
  return {
    child,
    tryToLock: async () => {
      child.stdin.write('go\n');
      const [line] = await once(child.stdout, 'data');
      return String(line).trim();
    },
  };
}

test('a folder locked once is refused, in this process too, until it is released', async () => {
  const folder = join(parent, 'data');
  const release = await lockFolder(folder);
  const second = lockFolder(folder);
  await expect(second).rejects.toBeInstanceOf(FolderInUseError);
  await expect(second).rejects.toThrow(folder);
  await expect(second).rejects.toThrow(`process ${process.pid}`);
  await release();
  const again = await lockFolder(folder);
  await again();
});

test('two containers whose processes have one number do not share a folder', async () => {
  const folder = join(parent, 'data');
  const first = await starter(folder, CONTAINER_PID);
  const second = await starter(folder, CONTAINER_PID);
  expect(await first.tryToLock()).toBe('locked');
  expect(await second.tryToLock()).toMatch(/^FolderInUseError: .* in use by process 1\./);
});

test('an owner that was killed leaves the folder free at once', async () => {
  const folder = join(parent, 'data');
  for (let round = 0; round < 3; round += 1) {
    const owner = await starter(folder);
    expect(await owner.tryToLock()).toBe('locked');
    await expect(lockFolder(folder)).rejects.toThrow(`process ${owner.child.pid}.`);
    await kill(owner.child);
  }
  await (
    await lockFolder(folder)
  )();
});

test('a number that went to another process does not keep a dead owner alive', async () => {
  const folder = join(parent, 'data');
  const owner = await starter(folder, process.ppid);
  expect(await owner.tryToLock()).toBe('locked');
  await kill(owner.child);
  await (
    await lockFolder(folder)
  )();
});

test('of several that start on a dead lock, one gets it', async () => {
  const folder = join(parent, 'data');
  let dead = await starter(folder);
  expect(await dead.tryToLock()).toBe('locked');
  for (let round = 0; round < 2; round += 1) {
    await kill(dead.child);
    const starters = await Promise.all(Array.from({ length: 4 }, () => starter(folder)));
    const results = await Promise.all(starters.map((one) => one.tryToLock()));
    const winners = starters.filter((_, index) => results[index] === 'locked');
    expect(winners).toHaveLength(1);
    expect(results.filter((result) => result.startsWith('FolderInUseError'))).toHaveLength(3);
    dead = winners[0] ?? dead;
  }
});

test('many in one process: one at a time', async () => {
  const folder = join(parent, 'data');
  for (let round = 0; round < 10; round += 1) {
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
    const releases = results.flatMap((result) =>
      result.status === 'fulfilled' ? [result.value] : [],
    );
    expect(releases).toHaveLength(1);
    await releases[0]?.();
  }
});

test('a path too long for a socket is locked all the same', async () => {
  const long = join(parent, 'x'.repeat(120));
  mkdirSync(long);
  const folder = join(long, 'data');
  const owner = await starter(folder);
  expect(await owner.tryToLock()).toBe('locked');
  await expect(lockFolder(folder)).rejects.toBeInstanceOf(FolderInUseError);
  await kill(owner.child);
  await (
    await lockFolder(folder)
  )();
});

test('a lock does not keep its process from ending', async () => {
  const folder = join(parent, 'data');
  const url = pathToFileURL(join(import.meta.dirname, 'folder-lock.ts')).href;
  const source = `const { lockFolder } = await import(${JSON.stringify(url)}); await lockFolder(${JSON.stringify(folder)});`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', source], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  children.push(child);
  expect(await once(child, 'exit')).toEqual([0, null]);
  await (
    await lockFolder(folder)
  )();
});
