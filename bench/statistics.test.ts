import { describe, expect, test } from 'vitest';
import { median, pairedRatios, spread, quantile } from './statistics.ts';

describe('the median', () => {
  test('is the middle value, whatever the order', () => {
    expect(median([900, 100, 200])).toBe(200);
  });

  test('of an even number is between the two middle values', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  test('orders by size, not by spelling', () => {
    expect(median([9, 10, 100])).toBe(10);
  });

  test('of nothing is an error, not a number', () => {
    expect(() => median([])).toThrow(RangeError);
  });

  test('leaves the values as they were', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

test('a spread has the least and the greatest value beside the median', () => {
  expect(spread([5, 1, 9])).toEqual({ median: 5, min: 1, max: 9 });
});

describe('paired ratios', () => {
  test('compare within a round: a round that was slow for both counts like any other', () => {
    expect(pairedRatios([120, 1_200, 120], [100, 1_000, 100])).toEqual({
      median: 1.2,
      min: 1.2,
      max: 1.2,
    });
  });

  test('differ from the ratio of the medians where the rounds do', () => {
    // Medians: 30 over 20. Rounds: 1, 3, 1.
    expect(pairedRatios([10, 60, 30], [10, 20, 30]).median).toBe(1);
  });

  test('need as many rounds on either side', () => {
    expect(() => pairedRatios([1, 2], [1])).toThrow(RangeError);
  });

  test('have no meaning beside a floor of zero', () => {
    expect(() => pairedRatios([1], [0])).toThrow(RangeError);
  });
});

test('a quantile is a value that was there, with that share of all no greater', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);
  expect(quantile(hundred, 0.99)).toBe(99);
  expect(quantile(hundred, 0.5)).toBe(50);
  expect(quantile([7], 0.99)).toBe(7);
  expect(() => quantile([], 0.5)).toThrow(RangeError);
});
