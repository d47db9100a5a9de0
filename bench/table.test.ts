import { expect, test } from 'vitest';
import { formatTable, withRange } from './table.ts';

test('columns line up: words to the left, figures to the right', () => {
  expect(
    formatTable(
      ['page', 'ms'],
      [
        ['floor', '9'],
        ['Praya', '1200'],
      ],
    ),
  ).toBe(['page     ms', '-----  ----', 'floor     9', 'Praya  1200'].join('\n'));
});

test('a figure has its range, unless every round gave the same', () => {
  expect(withRange({ median: 1.234, min: 1, max: 2 }, 2)).toBe('1.23 (1.00–2.00)');
  expect(withRange({ median: 3, min: 3, max: 3 })).toBe('3');
});
