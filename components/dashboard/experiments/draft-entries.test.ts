import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { experimentDesign } from '#lib/experiments/experiment-design.ts';
import {
  type ArmEntries,
  type DraftEntries,
  draftProblems,
  equalShares,
  figureOf,
  isWholeSum,
  sumOfShares,
} from './draft-entries.ts';

const DRAFT: DraftEntries = {
  name: 'FPS before cards',
  arms: [
    { key: 'own', by: 'policy', policy: 'fixed', order: [], share: '50' },
    { key: 'fps_first', by: 'order', policy: 'fixed', order: ['fps', 'card'], share: '50' },
  ],
  coverage: '100',
  sizeBy: 'effect',
  baseline: '80',
  effect: '2',
  power: '80',
  units: '',
  alpha: '5',
  adjustment: 'none',
  maturityMinutes: '60',
  fullDays: '7',
  currency: 'HKD',
  guardrails: { paid: '2' },
  isShared: false,
  seed: 'default',
  from: '',
  to: '',
};
const [OWN, FPS] = DRAFT.arms as [ArmEntries, ArmEntries]; // as they are above
const problems = (change: Partial<DraftEntries>, isLive = false) =>
  draftProblems({ ...DRAFT, ...change }, isLive).map(
    ({ field, problem }) => `${field}: ${problem}`,
  );

describe('a draft as it is typed', () => {
  it('has nothing wrong with it as it is', () => {
    expect(problems({})).toEqual([]);
    expect(problems({}, true)).toEqual([]);
  });

  it.each<[string, Partial<DraftEntries>, string]>([
    ['no name', { name: '  ' }, 'name: name'],
    ['a name of two lines', { name: 'a\nb' }, 'name: name'],
    ['one arm', { arms: [{ ...OWN, share: '99' }] }, 'arms: armCount'],
    ['a name that is there twice', { arms: [OWN, { ...FPS, key: 'own' }] }, 'arms.1.key: armTwice'],
    ['a name with a space', { arms: [OWN, { ...FPS, key: 'fps first' }] }, 'arms.1.key: armKey'],
    ['an order of nothing', { arms: [OWN, { ...FPS, order: [] }] }, 'arms.1.order: armOrder'],
    ['no share', { arms: [OWN, { ...FPS, share: '' }] }, 'arms.1.share: armShare'],
    ['shares of 99', { arms: [OWN, { ...FPS, share: '49' }] }, 'arms: armSum'],
    ['nobody taking part', { coverage: '0' }, 'coverage: coverage'],
    ['more than all', { coverage: '100.5' }, 'coverage: coverage'],
    ['an effect beyond all', { effect: '25' }, 'effect: effectTooFar'],
    ['no size', { sizeBy: 'units', units: '1.5' }, 'units: units'],
    ['an α of half', { alpha: '50' }, 'alpha: alpha'],
    ['a guardrail of words', { guardrails: { paid: 'two' } }, 'guardrails.paid: margin'],
    [
      'a stretch that ends before it begins',
      { isShared: true, from: '60', to: '40' },
      'from: stretch',
    ],
  ])('names the field of %s', (_, change, problem) => {
    expect(problems(change)).toContain(problem);
  });

  it('holds live money to half an hour and a full day', () => {
    const quick = { maturityMinutes: '10', fullDays: '0' };
    expect(problems(quick)).toEqual([]);
    expect(problems(quick, true)).toEqual(['maturityMinutes: maturityLive', 'fullDays: daysLive']);
  });

  it('reads figures as people type them, and nothing else', () => {
    expect(['12.5', ' 80 % ', '83,768', '0'].map(figureOf)).toEqual([12.5, 80, 83_768, 0]);
    for (const text of ['', '-1', '1e3', 'NaN', '٣', '1.2.3', '0x10']) {
      expect(figureOf(text), text).toBeNull();
    }
  });

  it('shares out equally what then sums to a hundred, as typed and as the design reads it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 10 }), (count) => {
        const arms = equalShares(count).map((share, index) => ({
          key: `a${index}`,
          by: 'policy' as const,
          policy: 'fixed',
          order: [],
          share,
        }));
        expect(isWholeSum(sumOfShares(arms))).toBe(true);
        const asShares = arms.map(({ key, share }) => ({ key, weight: Number(share) / 100 }));
        experimentDesign({
          seed: 's',
          hash: 'murmur3',
          arms: asShares,
          coverage: 1,
          namespace: null,
        });
        const numbers = arms.map(({ share }) => Number(share));
        expect(Math.max(...numbers) - Math.min(...numbers)).toBeLessThanOrEqual(0.0101);
      }),
    );
  });
});
