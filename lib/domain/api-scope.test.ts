import { expect, test } from 'vitest';
import { type ApiScope, grants } from './api-scope.ts';

const only = (...scopes: ApiScope[]) => new Set(scopes);

test('a key for everything may do everything', () => {
  expect(grants('everything', 'refunds.write')).toBe(true);
});

test('a key may do what it was made for, and writing includes reading', () => {
  expect(grants(only('refunds.write'), 'refunds.write')).toBe(true);
  expect(grants(only('refunds.write'), 'refunds.read')).toBe(true);
  expect(grants(only('refunds.read'), 'refunds.read')).toBe(true);
});

test('reading does not include writing, nor one resource another', () => {
  expect(grants(only('refunds.read'), 'refunds.write')).toBe(false);
  expect(grants(only('refunds.write'), 'charges.read')).toBe(false);
  expect(grants(only(), 'refunds.read')).toBe(false);
});
