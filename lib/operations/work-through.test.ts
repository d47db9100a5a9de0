import { expect, test } from 'vitest';
import { createLog } from '#lib/platform/log.ts';
import { workThrough } from './work-through.ts';

const log = createLog('silent');

/** A queue that is claimed from, and a job whose rows end when the test says so. */
function queueOf(rows: string[]) {
  const open = new Map<string, () => void>();
  const begun: string[] = [];
  const job = {
    name: 'test',
    lanes: 3,
    limit: 10,
    claim: () => Promise.resolve(rows.shift() ?? null),
    work: (row: string) => {
      begun.push(row);
      return new Promise<void>((resolve) => open.set(row, resolve));
    },
    describe: (row: string) => row,
  };
  return { rows, begun, job, end: (row: string) => open.get(row)?.() };
}

test('what becomes due while a row takes long is worked on meanwhile', async () => {
  const queue = queueOf(['slow']);
  const round = workThrough({ log }, queue.job);
  await expect.poll(() => queue.begun).toEqual(['slow']);
  queue.rows.push('due later', 'and this');
  await expect
    .poll(() => queue.begun, { timeout: 5_000 })
    .toEqual(['slow', 'due later', 'and this']);
  for (const row of ['due later', 'and this', 'slow']) queue.end(row);
  expect(await round).toBe(3);
});

test('a round takes no more than its limit, and ends when nothing is left', async () => {
  const queue = queueOf(['a', 'b', 'c', 'd']);
  const round = workThrough({ log }, { ...queue.job, limit: 3, work: () => Promise.resolve() });
  expect(await round).toBe(3);
  expect(queue.rows).toEqual(['d']);
  expect(await workThrough({ log }, { ...queue.job, work: () => Promise.resolve() })).toBe(1);
  expect(await workThrough({ log }, queue.job)).toBe(0);
});
