import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChoiceModel, expectedPaid, indexOrder } from './choice-model.ts';

function permutations<T>(values: readonly T[]): readonly (readonly T[])[] {
  if (values.length < 2) return [values];
  return values.flatMap((value, index) =>
    permutations(values.toSpliced(index, 1)).map((rest) => [value, ...rest]),
  );
}

const models = fc
  .record({
    options: fc.array(
      fc.record({
        weight: fc.double({ min: 0.01, max: 5, noNaN: true }),
        value: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    leaving: fc.double({ min: 0.01, max: 3, noNaN: true }),
    exponent: fc.double({ min: 0, max: 1.5, noNaN: true }),
  })
  .map(({ options, leaving, exponent }): ChoiceModel => ({
    options: options.map((option, index) => ({ ...option, method: `m${index}` })),
    leaving,
    positions: options.map((_, place) => (place + 1) ** -exponent),
  }));

describe('the index order', () => {
  it('is worth as much as the best of all permutations', () => {
    fc.assert(
      fc.property(models, (model) => {
        const found = indexOrder(model, 1);
        const best = Math.max(
          ...permutations(model.options).map((order) => expectedPaid(model, order)),
        );
        expect(expectedPaid(model, found.order)).toBeCloseTo(best, 7);
        expect(found.expectedPaid).toBeCloseTo(best, 7);
      }),
      { numRuns: 200 },
    );
  });

  it('is not the order of success: what hardly anyone wants stays below what most want', () => {
    const model: ChoiceModel = {
      options: [
        { method: 'sure', weight: 0.02, value: 0.99 },
        { method: 'liked', weight: 3, value: 0.9 },
      ],
      leaving: 0.3,
      positions: [1, 0.6],
    };
    expect(indexOrder(model, 1).order.map(({ method }) => method)).toEqual(['liked', 'sure']);
  });

  it('puts what mostly fails last, however much it is wanted', () => {
    const model: ChoiceModel = {
      options: [
        { method: 'broken', weight: 3, value: 0.1 },
        { method: 'works', weight: 0.5, value: 0.9 },
      ],
      leaving: 0.1,
      positions: [1, 0.6],
    };
    expect(indexOrder(model, 1).order.map(({ method }) => method)).toEqual(['works', 'broken']);
  });
});
