import { expect, test } from 'vitest';
import { API_POWERS, API_RESOURCES, type ApiScope, grants } from './api-scope.ts';

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

test('what reaches further is in no resource’s writing', () => {
  const writing = new Set(API_RESOURCES.map((resource) => `${resource}.write` as const));
  for (const power of API_POWERS) {
    expect(grants(writing, power), power).toBe(false);
    expect(grants(only(power), power), power).toBe(true);
    expect(grants('everything', power), power).toBe(true);
  }
});
