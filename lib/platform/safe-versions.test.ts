import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { UnsafeVersionError, isOlder, requireSafeVersions } from './safe-versions.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'praya-versions-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function install(versions: Readonly<Record<string, string>>): void {
  for (const [name, version] of Object.entries(versions)) {
    const folder = join(root, 'node_modules', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version }));
  }
}

it('lets what this project is pinned to start', () => {
  expect(() => requireSafeVersions(process.cwd())).not.toThrow();
});

it('refuses a framework with a known hole, and names it', () => {
  install({ next: '16.3.2', react: '19.3.1', 'react-dom': '19.3.1' });
  expect(() => requireSafeVersions(root)).toThrow(UnsafeVersionError);
  expect(() => requireSafeVersions(root)).toThrow('next 16.3.2');
});

it.each([
  ['16.4.5', '16.4.6', true],
  ['16.4.6', '16.4.6', false],
  ['16.10.0', '16.4.6', false],
  ['15.9.9', '16.4.6', true],
  ['17.0.0', '16.4.6', false],
  ['16.4.6-canary.3', '16.4.6', true],
  ['16.5.0-canary.1', '16.4.6', false],
])('%s older than %s: %s', (version, than, older) => {
  expect(isOlder(version, than)).toBe(older);
});
