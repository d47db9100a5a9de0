import { expect, test } from 'vitest';
import { appArgs } from './app-args.ts';
import manifest from '../../package.json' with { type: 'json' };

test('the app of the demo, the stories and the benchmarks runs as `npm start` runs it', () => {
  const where = ['--port=3000', '--hostname=localhost'];
  const args = appArgs('start', 3000).filter((arg) => !where.includes(arg));
  expect(manifest.scripts.start).toBe(['node', ...args].join(' '));
});
