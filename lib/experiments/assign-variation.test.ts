import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignVariation } from './assign-variation.ts';
import { growthBookV2, murmur3, placeOf } from './bucket-hash.ts';
import {
  changeOf,
  checkDisjoint,
  type ExperimentParams,
  experimentDesign,
} from './experiment-design.ts';
import { ExperimentDesignError } from './experiment-design-error.ts';
import { coverageAt } from './ramp.ts';
import { chiSquaredSampleRatio } from './sample-ratio.ts';

const PARAMS: ExperimentParams = {
  seed: 'order-exp-1',
  hash: 'murmur3',
  arms: [
    { key: 'static', weight: 0.5 },
    { key: 'engine', weight: 0.5 },
  ],
  coverage: 1,
  namespace: null,
};

const design = (changes: Partial<ExperimentParams> = {}) =>
  experimentDesign({ ...PARAMS, ...changes });
const units = (count: number) => Array.from({ length: count }, (_, n) => `cs_${n}`);
const armOf = (of: ReturnType<typeof design>, unit: string) => {
  const assigned = assignVariation({ design: of, unit });
  return assigned.inExperiment ? assigned.arm : assigned.because;
};

/** Which parameter is refused; null when none is. */
function refused(make: () => unknown): string | null {
  try {
    make();
    return null;
  } catch (error) {
    if (error instanceof ExperimentDesignError) return error.param;
    throw error;
  }
}

describe('who is in which arm', () => {
  it('follows the published vectors of both hashes', () => {
    // https://github.com/growthbook/growthbook packages/sdk-js/test/cases.json
    expect(growthBookV2('seed', 'a')).toBe(0.0505);
    expect(growthBookV2('foo', 'ab')).toBe(0.2575);
    expect(murmur3('test', 0x9747b28c)).toBe(0x704b81dc);
    expect(placeOf('growthbook_v2', 'seed', 'a')).toBe(0.0505);
  });

  it('is the same every time, and another with another seed', () => {
    const first = units(2_000).map((unit) => armOf(design(), unit));
    expect(units(2_000).map((unit) => armOf(design(), unit))).toEqual(first);
    const second = units(2_000).map((unit) => armOf(design({ seed: 'order-exp-2' }), unit));
    const same = second.filter((arm, index) => arm === first[index]).length;
    expect(Math.abs(same - 1_000)).toBeLessThan(150);
  });

  it('keeps every shopper where they are when coverage is raised', () => {
    const share = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(
        fc.array(share, { minLength: 2, maxLength: 10 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 40 }),
        (parts, one, other, shoppers) => {
          const total = parts.reduce((sum, part) => sum + part, 0);
          const arms = parts.map((part, arm) => ({ key: `${arm}`, weight: part / total }));
          const narrow = design({ arms, coverage: Math.min(one, other) });
          const wide = design({ arms, coverage: Math.max(one, other) });
          const full = design({ arms });
          for (const shopper of shoppers) {
            const before = armOf(narrow, shopper);
            if (before !== 'coverage') expect(armOf(wide, shopper)).toBe(before);
            // Nobody falls between two arms.
            expect(armOf(full, shopper)).not.toBe('coverage');
          }
        },
      ),
    );
  });

  it.each(['murmur3', 'growthbook_v2'] as const)('gives each arm its share by %s', (hash) => {
    const arms = [
      { key: 'a', weight: 0.5 },
      { key: 'b', weight: 0.3 },
      { key: 'c', weight: 0.2 },
    ];
    const counted = new Map<string, number>();
    const split = design({ hash, arms, coverage: 0.4 });
    for (const unit of units(50_000)) {
      const arm = armOf(split, unit);
      counted.set(arm, (counted.get(arm) ?? 0) + 1);
    }
    const outside = counted.get('coverage') ?? 0;
    expect(Math.abs(outside - 30_000)).toBeLessThan(600);
    const { pValue } = chiSquaredSampleRatio(
      arms.map(({ key, weight }) => ({ units: counted.get(key) ?? 0, weight })),
    );
    expect(pValue).toBeGreaterThan(0.001);
  });

  it('says nothing of one experiment by another: two seeds are independent', () => {
    const table = [0, 0, 0, 0];
    for (const unit of units(50_000)) {
      const cell =
        (armOf(design(), unit) === 'engine' ? 2 : 0) +
        (armOf(design({ seed: 'other' }), unit) === 'engine' ? 1 : 0);
      table[cell] = (table[cell] ?? 0) + 1;
    }
    const { pValue } = chiSquaredSampleRatio(table.map((count) => ({ units: count, weight: 1 })));
    expect(pValue).toBeGreaterThan(0.001);
  });

  it('leaves a shopper in the arm they saw first, whatever has changed since', () => {
    const sticky = { design: design({ coverage: 0.01 }), unit: 'cs_1', sticky: 'engine' };
    const holdout = { seed: 'holdout', share: 0.99 };
    expect(assignVariation({ ...sticky, holdout })).toEqual({
      inExperiment: true,
      variation: 1,
      arm: 'engine',
      by: 'sticky',
    });
  });

  it('holds the same shoppers out of every experiment', () => {
    const holdout = { seed: 'holdout:mer_1', share: 0.1 };
    const heldOut = (of: ReturnType<typeof design>) =>
      units(5_000).filter((unit) => {
        const assigned = assignVariation({ design: of, unit, holdout });
        return !assigned.inExperiment && assigned.because === 'holdout';
      });
    const first = heldOut(design());
    expect(Math.abs(first.length - 500)).toBeLessThan(100);
    expect(heldOut(design({ seed: 'other', hash: 'growthbook_v2' }))).toEqual(first);
  });

  it('puts nobody into two experiments of a namespace, and leaves their arms to chance', () => {
    const namespace = { seed: 'orders', from: 0, to: 0.4 };
    const one = design({ namespace });
    const two = design({ seed: 'second', namespace: { ...namespace, from: 0.4, to: 1 } });
    let inOne = 0;
    let engine = 0;
    for (const unit of units(20_000)) {
      const [first, second] = [armOf(one, unit), armOf(two, unit)];
      expect([first, second].filter((arm) => arm === 'namespace')).toHaveLength(1);
      if (first === 'namespace') continue;
      inOne += 1;
      if (first === 'engine') engine += 1;
    }
    expect(Math.abs(inOne - 8_000)).toBeLessThan(350);
    expect(Math.abs(engine - inOne / 2)).toBeLessThan(250);
  });
});

describe('what cannot be run', () => {
  it('is refused by the name of what is wrong', () => {
    const arms = (...weights: number[]) =>
      weights.map((weight, index) => ({ key: `arm ${index}`, weight }));
    expect(() => design({ arms: arms(0.5, 0.4) })).toThrow(
      'arms: the shares sum to 0.9 and not to 1 (arm 0 0.5, arm 1 0.4).',
    );
    expect(refused(() => design({ arms: arms(0.5) }))).toBe('arms');
    expect(refused(() => design({ arms: arms(0.5, 0.5, 0) }))).toBe('arms[2].weight');
    expect(refused(() => design({ arms: arms(0.5, Number.NaN) }))).toBe('arms[1].weight');
    expect(refused(() => design({ arms: arms(1.5, -0.5) }))).toBe('arms[0].weight');
    expect(refused(() => design({ arms: [...arms(0.5), ...arms(0.5)] }))).toBe('arms[1].key');
    expect(refused(() => design({ arms: [{ key: '', weight: 0.5 }, ...arms(0.5)] }))).toBe(
      'arms[0].key',
    );
    expect(refused(() => design({ seed: '' }))).toBe('seed');
    expect(refused(() => design({ coverage: 0 }))).toBe('coverage');
    expect(refused(() => design({ coverage: 1.01 }))).toBe('coverage');
    const namespace = { seed: 'orders', from: 0.5, to: 0.4 };
    expect(refused(() => design({ namespace }))).toBe('namespace');
    const own = { seed: 'order-exp-1', from: 0, to: 1 };
    expect(refused(() => design({ namespace: own }))).toBe('namespace.seed');
    expect(refused(() => design({ arms: arms(0.333333, 0.333333, 0.333334) }))).toBeNull();
  });

  it('names an arm that is not there, and a holdout that is none', () => {
    expect(() => assignVariation({ design: design(), unit: 'cs_1', sticky: 'gone' })).toThrow(
      'sticky: there is no arm "gone", only static, engine.',
    );
    const held = (seed: string, share: number) => () =>
      assignVariation({ design: design(), unit: 'cs_1', holdout: { seed, share } });
    expect(refused(held('holdout', 1))).toBe('holdout.share');
    expect(refused(held('order-exp-1', 0.1))).toBe('holdout.seed');
  });

  it('names two experiments that would have the same shoppers', () => {
    const share = (name: string, from: number, to: number, seed = 'orders') => ({
      name,
      namespace: { seed, from, to },
    });
    expect(refused(() => checkDisjoint([share('a', 0, 0.5), share('b', 0.5, 1)]))).toBeNull();
    expect(refused(() => checkDisjoint([share('a', 0, 0.5), share('b', 0, 1, 'x')]))).toBeNull();
    expect(() => checkDisjoint([share('a', 0, 0.5), share('b', 0.4, 1)])).toThrow(
      '"b" (0.4 to 1) and "a" (0 to 0.5) would share shoppers.',
    );
  });
});

describe('what may change while it runs', () => {
  it('is coverage upwards; anything else is a new phase', () => {
    const running = design({ coverage: 0.2 });
    expect(changeOf(running, design({ coverage: 0.2 }))).toBe('none');
    expect(changeOf(running, design({ coverage: 0.5 }))).toBe('wider');
    expect(changeOf(running, design({ coverage: 0.1 }))).toBe('new_phase');
    const arms = [
      { key: 'static', weight: 0.4 },
      { key: 'engine', weight: 0.6 },
    ];
    const namespace = { seed: 'orders', from: 0, to: 0.5 };
    const changes: Partial<ExperimentParams>[] = [
      { arms },
      { seed: 'other' },
      { hash: 'growthbook_v2' },
      { namespace },
    ];
    for (const change of changes) {
      expect(changeOf(running, design({ coverage: 0.5, ...change }))).toBe('new_phase');
    }
  });

  it('is raised by steps, each from its time on', () => {
    const at = (day: number) => new Date(Date.UTC(2026, 11, day));
    const ramp = [
      { at: at(1), coverage: 0.05 },
      { at: at(3), coverage: 0.5 },
      { at: at(5), coverage: 1 },
    ];
    expect(coverageAt(ramp, new Date(at(1).getTime() - 1))).toBeNull();
    expect(coverageAt(ramp, at(1))).toBe(0.05);
    expect(coverageAt(ramp, at(4))).toBe(0.5);
    expect(coverageAt(ramp, at(9))).toBe(1);
    expect(refused(() => coverageAt([], at(1)))).toBe('ramp');
    expect(refused(() => coverageAt(ramp.toReversed(), at(1)))).toBe('ramp[1].at');
    const lower = [...ramp, { at: at(6), coverage: 0.9 }];
    expect(refused(() => coverageAt(lower, at(1)))).toBe('ramp[3].coverage');
    expect(refused(() => coverageAt([{ at: at(1), coverage: 2 }], at(1)))).toBe('ramp[0].coverage');
  });
});
