import { expect, test } from 'vitest';
import type { AppContext } from './context.ts';
import { seldom } from './seldom.ts';

const CONTEXT = {} as AppContext; // no job here reads it

test('a job that found nothing rests, and one that found something goes on at once', async () => {
  const takes = [3, 2, 0, 1, 0];
  let atMs = 0;
  let looks = 0;
  const job = seldom(
    async () => takes[looks++] ?? 0,
    2_000,
    () => atMs,
  );
  expect([await job(CONTEXT), await job(CONTEXT), await job(CONTEXT)]).toEqual([3, 2, 0]);
  atMs = 1_999;
  expect(await job(CONTEXT)).toBe(0);
  expect(looks).toBe(3);
  atMs = 2_000;
  expect(await job(CONTEXT)).toBe(1);
  expect(looks).toBe(4);
});

test('a job that failed is tried again at once', async () => {
  let looks = 0;
  const job = seldom(
    async () => {
      looks += 1;
      if (looks === 1) throw new Error('away');
      return 1;
    },
    2_000,
    () => 0,
  );
  await expect(job(CONTEXT)).rejects.toThrow('away');
  expect(await job(CONTEXT)).toBe(1);
});
