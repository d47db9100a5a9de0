import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alwaysValid, oneSidedHalfWidth, sequentialRho } from './always-valid.ts';
import { bayesianReadings, expectedLoss, probabilitiesBest } from './bayesian-reading.ts';
import { cuped } from './cuped.ts';
import { effectOf } from './effect.ts';
import { benjaminiHochberg, holm } from './multiple-comparisons.ts';
import { MIN_UNITS_PER_STRATUM, postStratified } from './post-stratify.ts';
import { planSize, powerOf, smallestRiseFound, unitsPerArm } from './power.ts';
import { chiSquaredSampleRatio, sequentialSampleRatio } from './sample-ratio.ts';
import { meanSample, proportionSample, type RatioSums, ratioSample } from './sample.ts';
import { sumsOf } from './testing/sums-of.ts';
import { welchTest } from './welch.ts';
import { wilsonInterval } from './wilson-interval.ts';

const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
const PLAN = { alpha: 0.05, plannedUnits: 20_000 };

describe('one look', () => {
  it('reads a relative effect as gbstats publishes it', () => {
    const [control, treatment] = [
      proportionSample({ units: 28, successes: 14 }),
      proportionSample({ units: 30, successes: 16 }),
    ];
    const found = welchTest(control, treatment, { alpha: 0.05, scale: 'relative' });
    expect(found.estimate).toBeCloseTo(0.0666667, 6);
    expect(found.interval.low).toBeCloseTo(-0.477674, 6);
    expect(found.interval.high).toBeCloseTo(0.611007, 6);
    expect(found.pValue).toBeCloseTo(0.807072, 6);
  });

  it('refuses what says nothing', () => {
    const [nobody, all] = [
      proportionSample({ units: 10, successes: 0 }),
      proportionSample({ units: 10, successes: 10 }),
    ];
    const look = { alpha: 0.05, scale: 'absolute' } as const;
    expect(() => welchTest(nobody, all, look)).toThrow('do not vary');
    expect(() => effectOf(nobody, all, 'relative')).toThrow('mean is zero');
    expect(() => alwaysValid(effectOf(nobody, all, 'absolute'), 20, PLAN)).toThrow(
      'standard error',
    );
    expect(() => sequentialRho(0.05, 0)).toThrow('more than zero units');
  });

  it('brackets a share without leaving 0 … 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.nat(1000), (units, some) => {
        const successes = Math.min(some, units);
        const { low, high } = wilsonInterval({ units, successes }, 0.05);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(successes / units + 1e-12);
        expect(high).toBeGreaterThanOrEqual(successes / units - 1e-12);
      }),
    );
  });
});

describe('looking at any time', () => {
  it('excludes no effect exactly when the evidence reaches 1 ÷ alpha', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -8, max: 8, noNaN: true }),
        fc.integer({ min: 400, max: 200_000 }),
        fc.constantFrom(0.01, 0.05, 0.1),
        (z, units, alpha) => {
          const effect = { estimate: z * 0.01, standardError: 0.01 };
          const found = alwaysValid(effect, units, { alpha, plannedUnits: 20_000 });
          const excluded = found.interval.low > 0 || found.interval.high < 0;
          // On the border itself rounding decides.
          if (Math.abs(found.pValue - alpha) > 1e-9) expect(excluded).toBe(found.pValue < alpha);
        },
      ),
    );
  });

  it('asks for more than one look does, and for less on one side than on both', () => {
    const effect = { estimate: 0, standardError: 1 };
    for (const units of [400, 5_000, 20_000, 100_000]) {
      const both = alwaysValid(effect, units, PLAN).halfWidth;
      expect(both).toBeGreaterThan(1.96 * 1.3);
      expect(oneSidedHalfWidth(effect, units, PLAN)).toBeLessThan(both);
    }
  });
});

describe('ratios, and what was known before', () => {
  it('is a plain mean where every shopper has one session', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 50 }),
        (values) => {
          const sums = sumsOf(values.map((value) => [value, 1]));
          const ratio = ratioSample(sums);
          const mean = meanSample({
            units: values.length,
            sum: sums.numerator,
            squares: sums.numeratorSquares,
          });
          expect(ratio.mean).toBeCloseTo(mean.mean, 9);
          expect(ratio.variance).toBeCloseTo(mean.variance, 4);
        },
      ),
    );
  });

  it('sees through shoppers who count several times: copies of a session add no certainty', () => {
    const once = Array.from({ length: 400 }, (_, n) => [n % 5 === 0 ? 1 : 0, 1] as const);
    const thrice = once.map(([paid, sessions]) => [3 * paid, 3 * sessions] as const);
    expect(ratioSample(sumsOf(thrice)).variance).toBeCloseTo(ratioSample(sumsOf(once)).variance, 9);
  });

  it('takes what rounding leaves for no variation', () => {
    const alike = Array.from({ length: 997 }, (_, n) => [9_999 * (n % 3), n % 3] as const);
    expect(ratioSample(sumsOf(alike)).variance).toBe(0);
    const sums = sumsOf(alike.map(() => [0.1, 1] as const));
    const { units, numerator, numeratorSquares } = sums;
    expect(meanSample({ units, sum: numerator, squares: numeratorSquares }).variance).toBe(0);
  });

  it('takes out of a difference what the time before explains', () => {
    // y = 10 + x (+ 3 where treated), with a little noise of its own; x differs between the arms by chance.
    const arm = (count: number, lift: number, offset: number) => {
      const sums = { units: count, sumY: 0, squaresY: 0, sumX: 0, squaresX: 0, products: 0 };
      for (let n = 0; n < count; n += 1) {
        const x = ((n * 7919) % 101) + offset;
        const y = 10 + x + lift + ((n * 104_729) % 7) - 3;
        sums.sumY += y;
        sums.squaresY += y * y;
        sums.sumX += x;
        sums.squaresX += x * x;
        sums.products += x * y;
      }
      return sums;
    };
    const [a, b] = [arm(707, 0, 0), arm(707, 3, 2)];
    const { theta, control, treatment } = cuped(a, b);
    const adjusted = effectOf(control, treatment, 'absolute');
    const raw = effectOf(
      meanSample({ units: a.units, sum: a.sumY, squares: a.squaresY }),
      meanSample({ units: b.units, sum: b.sumY, squares: b.squaresY }),
      'absolute',
    );
    expect(theta).toBeCloseTo(1, 2);
    expect(raw.estimate).toBeCloseTo(5, 1);
    expect(adjusted.estimate).toBeCloseTo(3, 1);
    expect(adjusted.standardError).toBeLessThan(raw.standardError / 10);
    const still = { ...a, sumX: a.units, squaresX: a.units, products: a.sumY };
    expect(cuped(still, still).theta).toBe(0);
  });

  const stratum = (units: number, controlPaid: number, treatmentUnits: number, paid: number) => ({
    control: sumsOf(outcomes(units, controlPaid)),
    treatment: sumsOf(outcomes(treatmentUnits, paid)),
  });
  const outcomes = (units: number, paid: number) =>
    Array.from({ length: units }, (_, n) => [n < paid ? 1 : 0, 1] as const);

  it('compares like with like where chance made the contexts uneven', () => {
    // No effect in either context, but the treatment got more of the one that pays better.
    const even = postStratified([stratum(600, 540, 400, 360), stratum(400, 160, 600, 240)]);
    expect(even?.estimate).toBeCloseTo(0, 12);
    expect(even?.standardError).toBeGreaterThan(0);
    const one = postStratified([stratum(1000, 700, 1000, 600)]);
    const plain = effectOf(
      ratioSample(sumsOf(outcomes(1000, 700))),
      ratioSample(sumsOf(outcomes(1000, 600))),
      'absolute',
    );
    expect(one).toEqual(plain);
  });

  it('puts small contexts together, and answers nothing where an arm is empty', () => {
    const small = Array.from({ length: MIN_UNITS_PER_STRATUM }, () => stratum(1, 1, 1, 0));
    const together = postStratified(small);
    expect(together?.estimate).toBe(-1);
    const withOne = postStratified([stratum(1, 1, 0, 0), stratum(500, 250, 500, 250)]);
    expect(withOne?.estimate).toBeCloseTo(250 / 500 - 251 / 501, 12);
    expect(postStratified([stratum(500, 250, 0, 0)])).toBeNull();
    expect(postStratified([])).toBeNull();
  });
});

describe('the split', () => {
  it('is seen to be broken by either test, and is not when it is right', () => {
    const arms = (...units: number[]) => units.map((count) => ({ units: count, weight: 1 }));
    const broken = arms(821_588, 815_482);
    expect(chiSquaredSampleRatio(broken).pValue).toBeCloseTo(1.8218e-6, 9);
    expect(sequentialSampleRatio(broken).pValue).toBeCloseTo(1.5595e-4, 7);
    expect(sequentialSampleRatio(arms(0, 0))).toEqual({ logEvidence: 0, pValue: 1 });
    expect(sequentialSampleRatio(arms(500, 500)).pValue).toBe(1);
    expect(() => chiSquaredSampleRatio(arms(0, 0))).toThrow('Nobody');
    expect(() => chiSquaredSampleRatio(arms(1))).toThrow('two arms');
    expect(() => sequentialSampleRatio([...arms(1), { units: 1, weight: 0 }])).toThrow('Arm 1');
  });
});

describe('several comparisons', () => {
  const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
    minLength: 1,
    maxLength: 12,
  });

  it('never makes a p-value smaller, keeps their order, and Holm is the stricter', () => {
    fc.assert(
      fc.property(pValues, (p) => {
        const [strict, lenient] = [holm(p), benjaminiHochberg(p)];
        p.forEach((value, index) => {
          expect(lenient[index]).toBeGreaterThanOrEqual(value);
          expect(strict[index]).toBeGreaterThanOrEqual((lenient[index] ?? 1) - 1e-15);
          expect(strict[index]).toBeLessThanOrEqual(1);
          p.forEach((other, at) => {
            if (value <= other) expect(strict[index]).toBeLessThanOrEqual(strict[at] ?? 0);
          });
        });
      }),
    );
    expect(holm([])).toEqual([]);
    expect(benjaminiHochberg([0.2])).toEqual([0.2]);
  });
});

describe('how large a test has to be', () => {
  it('answers size, power and smallest effect that agree with each other', () => {
    fc.assert(
      fc.property(share, fc.integer({ min: 200, max: 100_000 }), (baseline, units) => {
        const question = { baseline, alpha: 0.05, power: 0.8 };
        const rise = smallestRiseFound(question, units);
        if (rise === null) {
          expect(powerOf(question, (1 - baseline) * 0.999, units)).toBeLessThan(0.81);
          return;
        }
        expect(powerOf(question, rise, units)).toBeCloseTo(0.8, 9);
        // The formula for size leaves out finding an effect the wrong way round, which hardly happens.
        expect(unitsPerArm(question, rise) / units).toBeCloseTo(1, 3);
      }),
    );
  });

  it('tells a small shop before it starts how long it will take', () => {
    const question = { baseline: 0.8, alpha: 0.05, power: 0.8 };
    const plan = (unitsPerDay: number) =>
      planSize(question, { absoluteChange: 0.01, arms: 2, unitsPerDay });
    // 24,638 an arm for one look, 1.7 times that for looks at any time: some nine months.
    expect(plan(300)).toEqual({ unitsPerArm: 41_884, plannedUnits: 83_768, days: 280 });
    expect(plan(1_000_000).days).toBe(7);
    expect(() => plan(0)).toThrow('more than zero units a day');
    expect(() => unitsPerArm(question, 0.2)).toThrow('between 0 and 1');
    expect(() => unitsPerArm(question, 0)).toThrow('no change');
    expect(smallestRiseFound({ ...question, baseline: 0.95 }, 5)).toBeNull();
  });
});

describe('the Bayesian reading', () => {
  const belief = fc.record({
    a: fc.double({ min: 0.5, max: 5_000, noNaN: true }),
    b: fc.double({ min: 0.5, max: 5_000, noNaN: true }),
  });

  it('gives probabilities that sum to one, however unlike the arms are', () => {
    fc.assert(
      fc.property(fc.array(belief, { minLength: 2, maxLength: 4 }), (arms) => {
        const sum = probabilitiesBest(arms).reduce((total, p) => total + p, 0);
        expect(Math.abs(sum - 1)).toBeLessThan(1e-6);
      }),
      { numRuns: 20 },
    );
  });

  it('gives losses whose difference is the difference of the means', () => {
    fc.assert(
      fc.property(belief, belief, (chosen, other) => {
        const lost =
          expectedLoss({ chosen, other }) - expectedLoss({ chosen: other, other: chosen });
        const expected = other.a / (other.a + other.b) - chosen.a / (chosen.a + chosen.b);
        expect(Math.abs(lost - expected)).toBeLessThan(1e-6);
      }),
      { numRuns: 20 },
    );
  });

  it('reads an arm by what was counted', () => {
    const [a, b] = bayesianReadings([
      { units: 1000, successes: 800 },
      { units: 1000, successes: 850 },
    ]);
    expect(a?.mean).toBeCloseTo(801 / 1002, 12);
    expect(b?.probabilityBest).toBeGreaterThan(0.99);
    expect(b?.expectedLoss).toBeLessThan(0.0001);
    expect(a?.expectedLoss).toBeCloseTo(0.05, 3);
    expect(a?.credible.low).toBeGreaterThan(0.77);
    expect(a?.credible.high).toBeLessThan(0.83);
  });
});

describe('sums of several parts', () => {
  it('add up to the sums of the whole', () => {
    const whole: RatioSums = sumsOf([
      [1, 2],
      [0, 1],
    ]);
    expect(whole).toEqual({
      units: 2,
      numerator: 1,
      numeratorSquares: 1,
      denominator: 3,
      denominatorSquares: 5,
      products: 2,
    });
  });
});
