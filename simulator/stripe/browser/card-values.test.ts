import { describe, expect, it } from 'vitest';

import { formatCvc, formatExpiry, formatNumber, parseExpiry, problemWith } from './card-values.ts';

const NOW = new Date('2026-11-23T00:00:00');

describe('card numbers', () => {
  it.each([
    ['4242424242424242999999', '4242 4242 4242 4242 999'],
    ['5555-5555 5555 4444', '5555 5555 5555 4444'],
    ['378282246310005', '3782 822463 10005'],
    ['30569309025904', '3056 930902 5904'],
    ['６２０００００００００００００５', '6200 0000 0000 0005'],
    ['4242a', '4242'],
  ])('%s is shown as %s', (typed, shown) => {
    expect(formatNumber(typed)).toBe(shown);
  });

  it.each([
    ['4242424242424242', null],
    ['4242424242424241', 'invalid_number'],
    ['424242424242', 'incomplete_number'],
    ['', 'incomplete_number'],
    ['378282246310005', null],
    ['378282246310006', 'invalid_number'],
    ['6205500000000000004', null],
    ['3566002020360505', null],
  ])('%s: %s', (digits, problem) => {
    expect(problemWith('number', digits, digits, NOW)).toBe(problem);
  });
});

describe('expiry dates', () => {
  it.each([
    ['1', '1'],
    ['5', '05 / '],
    ['12', '12 / '],
    ['123', '12 / 3'],
    ['12/34', '12 / 34'],
    ['12/2034', '12 / 34'],
    ['1/34', '01 / 34'],
  ])('%s is shown as %s', (typed, shown) => {
    expect(formatExpiry(typed, false)).toBe(shown);
  });

  it('lets the separator be deleted', () => {
    expect(formatExpiry('12', true)).toBe('12');
  });

  it.each([
    ['11 / 26', null],
    ['10 / 26', 'invalid_expiry_month_past'],
    ['12 / 25', 'invalid_expiry_year_past'],
    ['13 / 30', 'invalid_expiry_month'],
    ['12 / 99', 'invalid_expiry_year'],
    ['12 / 3', 'incomplete_expiry'],
  ])('%s: %s', (text, problem) => {
    expect(problemWith('expiry', text, '', NOW)).toBe(problem);
  });

  it('reads a two-digit year as of this century', () => {
    expect(parseExpiry('04 / 31')).toEqual({ month: 4, year: 2031 });
  });
});

it('a security code has the length its brand prints', () => {
  expect(formatCvc('12345', '4242')).toBe('123');
  expect(formatCvc('12345', '3782')).toBe('1234');
  expect(problemWith('cvc', '123', '3782', NOW)).toBe('incomplete_cvc');
  expect(problemWith('cvc', '123', '4242', NOW)).toBeNull();
});
