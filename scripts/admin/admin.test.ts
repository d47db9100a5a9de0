import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

/** `npm run admin` as an operator runs it: a process of its own, with a database in a folder. */

const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'praya-admin-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SETTINGS = {
  PUBLIC_ORIGIN: 'https://pay.example.hk',
  PRAYA_SECRET: Buffer.alloc(32, 7).toString('base64'),
  PGLITE_DIR: join(folder, 'db'),
};

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function admin(args: readonly string[], settings: Record<string, string>): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      join(ROOT, 'node_modules/.bin/tsx'),
      ['scripts/admin.ts', ...args],
      { cwd: ROOT, env: { PATH: process.env['PATH'], NODE_ENV: 'test', ...settings } },
      (_error, out, err) => resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });
}

test('what one call writes the next one reads, and only the answer is printed', async () => {
  const created = await admin(['merchant:create', '--name', 'Harbour Tea'], SETTINGS);
  expect(created).toMatchObject({ code: 0, err: '' });
  const id = /^Merchant Harbour Tea: (mer_\w+)\n$/.exec(created.out)?.[1];
  const listed = await admin(['list'], SETTINGS);
  expect(listed).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(listed.out)).toMatchObject([{ id }]);
});

test('the help needs no settings; a command without them ends with 1 and names them', async () => {
  expect(await admin(['--help'], {})).toMatchObject({ code: 0, err: '' });
  const { code, out, err } = await admin(['list'], {});
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('PUBLIC_ORIGIN');
  expect(err).toContain('PRAYA_SECRET');
  expect(err).not.toMatch(/^\s+at /m);
});
