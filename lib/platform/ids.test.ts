import { expect, test } from 'vitest';
import { randomBase62 } from './ids.ts';

test('of many ids none comes twice, and every character is as likely as the others', () => {
  const ids = Array.from({ length: 20_000 }, () => randomBase62(24));
  expect(new Set(ids).size).toBe(ids.length);
  const counts = new Map<string, number>();
  for (const character of ids.join('')) counts.set(character, (counts.get(character) ?? 0) + 1);
  expect([...counts.keys()].toSorted().join('')).toBe(
    '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  );
  const expected = (20_000 * 24) / 62;
  for (const count of counts.values()) {
    // Ten standard deviations: never by chance.
    expect(Math.abs(count - expected)).toBeLessThan(10 * Math.sqrt(expected));
  }
});
