import { expect, test } from 'vitest';
import { createdFilter } from './list-page.ts';

const at = (seconds: number) => new Date(seconds * 1000);

test('a moment is its whole second, as objects show it', () => {
  expect(createdFilter.parse('1700000000')).toEqual({
    from: at(1_700_000_000),
    before: at(1_700_000_001),
  });
});

test('bounds mean whole seconds too, and the narrower of two wins', () => {
  expect(createdFilter.parse({ gt: '10', lte: '20' })).toEqual({ from: at(11), before: at(21) });
  expect(createdFilter.parse({ gte: '10', lt: '20' })).toEqual({ from: at(10), before: at(20) });
  expect(createdFilter.parse({ gte: '10', gt: '10' })).toEqual({ from: at(11), before: null });
  expect(createdFilter.parse({ lt: '20', lte: '20' })).toEqual({ from: null, before: at(20) });
  expect(createdFilter.parse({})).toEqual({ from: null, before: null });
});

test('what is no time is refused', () => {
  for (const wrong of ['yesterday', '-1', { gt: 'x' }, { after: '1' }]) {
    expect(createdFilter.safeParse(wrong).success).toBe(false);
  }
});
