import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fallenMethods } from './fallen-methods.ts';

const card = (paid: number, failed: number) => [{ method: 'card' as const, paid, failed }];

it('names a method that is paid less often than before, with both shares', () => {
  expect(fallenMethods(card(20, 60), card(8_000, 1_000))).toEqual([
    { kind: 'method_fell', method: 'card', recent: 0.25, past: 8 / 9 },
  ]);
});

it.each([
  ['as good as before', card(80, 10), card(8_000, 1_000)],
  ['a little worse, as chance has it', card(78, 14), card(8_000, 1_000)],
  ['better', card(90, 0), card(5_000, 4_000)],
  ['hardly tried', card(0, 19), card(8_000, 1_000)],
  ['new', card(0, 200), []],
  ['hardly known', card(0, 200), card(80, 10)],
])('says nothing of one that is %s', (_, recent, past) => {
  expect(fallenMethods(recent, past)).toEqual([]);
});

it('names nothing that is not below what was usual', () => {
  const counts = fc.nat(2_000);
  fc.assert(
    fc.property(counts, counts, counts, counts, (a, b, c, d) => {
      for (const { recent, past } of fallenMethods(card(a, b), card(c, d))) {
        expect(recent).toBeLessThan(past);
      }
    }),
  );
});
