import { expect, test } from 'vitest';
import { endOfRolledKey, hasExpired } from './api-key-end.ts';

const NOW = new Date('2026-11-23T02:00:00.000Z');
const later = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);

test('a rolled key ends after the overlap, and at once without one', () => {
  expect(endOfRolledKey(NOW, 24, null)).toEqual(later(24));
  expect(endOfRolledKey(NOW, 0, null)).toEqual(NOW);
});

test('rolling never lets a key live longer than it would have', () => {
  expect(endOfRolledKey(NOW, 24, later(1))).toEqual(later(1));
  expect(endOfRolledKey(NOW, 24, later(48))).toEqual(later(24));
});

test('a key works up to its last millisecond and not beyond', () => {
  expect(hasExpired(null, NOW)).toBe(false);
  expect(hasExpired(new Date(NOW.getTime() + 1), NOW)).toBe(false);
  expect(hasExpired(NOW, NOW)).toBe(true);
});
