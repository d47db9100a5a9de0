import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { betaCdf, betaQuantile } from './beta.ts';
import { chiSquaredUpperTail } from './chi-squared.ts';
import { findZero } from './find-zero.ts';
import { betaTails } from './incomplete-beta.ts';
import { gammaTails } from './incomplete-gamma.ts';
import { integrate } from './integrate.ts';
import { logBeta, logGamma } from './log-gamma.ts';
import { erfc, normalCdf, normalDensity, normalQuantile, normalUpperTail } from './normal.ts';
import { studentQuantile, studentTwoSidedP } from './student-t.ts';

const number = (min: number, max: number) =>
  fc.double({ min, max, noNaN: true, noDefaultInfinity: true });
/** From small to large alike, which a uniform choice would hardly ever have small. */
const magnitude = (least: number, greatest: number) =>
  number(Math.log10(least), Math.log10(greatest)).map((log) => 10 ** log);
const share = number(1e-9, 1 - 1e-9);

function expectRelative(actual: number, expected: number, tolerance: number) {
  const allowed = tolerance * Math.max(Math.abs(expected), 1e-300);
  expect(Math.abs(actual - expected), `${actual}, not ${expected}`).toBeLessThanOrEqual(allowed);
}

describe('where there is a closed form', () => {
  it('agrees with factorials and half-integer values of Γ', () => {
    expect(logGamma(1)).toBeCloseTo(0, 14);
    expectRelative(logGamma(0.5), Math.log(Math.sqrt(Math.PI)), 1e-14);
    let factorial = 1;
    for (let n = 1; n <= 20; n += 1) {
      factorial *= n;
      expect(logGamma(n + 1)).toBeCloseTo(Math.log(factorial), 12);
    }
  });

  it('agrees with an exponential, which χ² with two degrees of freedom is', () => {
    fc.assert(
      fc.property(number(0, 1400), (x) =>
        expectRelative(chiSquaredUpperTail(x, 2), Math.exp(-x / 2), 1e-12),
      ),
    );
  });

  it('agrees with Cauchy, which one degree of freedom is, far out too', () => {
    fc.assert(
      fc.property(magnitude(1e-3, 1e12), (t) =>
        expectRelative(studentTwoSidedP(t, 1), (2 * Math.atan(1 / t)) / Math.PI, 1e-12),
      ),
    );
    fc.assert(
      fc.property(magnitude(1e-15, 0.4), (p) =>
        // Below the median the probability still has all its digits.
        expectRelative(studentQuantile(p, 1), -1 / Math.tan(Math.PI * p), 1e-10),
      ),
    );
  });

  it('agrees with powers, which Beta(a, 1) is', () => {
    fc.assert(
      fc.property(share, magnitude(0.1, 1e5), (x, a) => {
        const expected = x ** a;
        if (expected > 1e-290) expectRelative(betaCdf(x, { a, b: 1 }), expected, 1e-9);
      }),
    );
  });
});

describe('what has to hold of any distribution', () => {
  it('Γ(x + 1) = x Γ(x), and B(a, b) = B(b, a) = B(a + 1, b) + B(a, b + 1)', () => {
    fc.assert(
      fc.property(magnitude(1e-6, 1e6), (x) => {
        const expected = logGamma(x) + Math.log(x);
        expect(Math.abs(logGamma(x + 1) - expected)).toBeLessThan(
          1e-13 * Math.max(1, Math.abs(expected), Math.abs(Math.log(x))),
        );
      }),
    );
    fc.assert(
      fc.property(magnitude(0.01, 1e4), magnitude(0.01, 1e4), (a, b) => {
        expect(logBeta(a, b)).toBe(logBeta(b, a));
        const parts = Math.exp(logBeta(a + 1, b) - logBeta(a, b));
        expectRelative(parts + Math.exp(logBeta(a, b + 1) - logBeta(a, b)), 1, 1e-10);
      }),
    );
  });

  it('two tails make one, and none is outside 0 … 1', () => {
    fc.assert(
      fc.property(share, magnitude(0.05, 1e6), magnitude(0.05, 1e6), (x, a, b) => {
        const tails = betaTails(x, 1 - x, a, b);
        const mirrored = betaTails(1 - x, x, b, a);
        for (const tail of [tails.lower, tails.upper]) {
          expect(tail).toBeGreaterThanOrEqual(0);
          expect(tail).toBeLessThanOrEqual(1 + 1e-12);
        }
        expectRelative(tails.lower + tails.upper, 1, 1e-12);
        expect(Math.abs(mirrored.upper - tails.lower)).toBeLessThan(1e-9);
      }),
    );
    fc.assert(
      fc.property(magnitude(0.05, 1e4), magnitude(1e-6, 1e5), (a, x) => {
        const { lower, upper } = gammaTails(a, x);
        expectRelative(lower + upper, 1, 1e-12);
      }),
    );
    expect(normalCdf(0)).toBeCloseTo(0.5, 15);
    expect(erfc(-Infinity)).toBe(2);
    expect(normalUpperTail(Infinity)).toBe(0);
  });

  it('a quantile leads back to its probability, on either side and in the smallest tails', () => {
    fc.assert(
      fc.property(magnitude(1e-300, 0.5), (p) =>
        expectRelative(normalCdf(normalQuantile(p)), p, 1e-11),
      ),
    );
    fc.assert(
      fc.property(magnitude(1e-15, 0.49), magnitude(0.5, 1e6), (p, dof) => {
        const t = studentQuantile(p, dof);
        expect(t).toBeLessThan(0);
        expectRelative(studentTwoSidedP(t, dof) / 2, p, 1e-8);
        expectRelative(studentQuantile(1 - p, dof), -t, 1e-6 + 1e-15 / p);
      }),
    );
    fc.assert(
      fc.property(share, magnitude(0.3, 1e5), magnitude(0.3, 1e5), (p, a, b) => {
        const x = betaQuantile(p, { a, b });
        // Where x itself is within a digit of 1 its distance from 1 is no longer there to be read.
        if (x < 1 - 1e-6) expectRelative(betaCdf(x, { a, b }), p, 1e-6);
      }),
    );
  });

  it('approaches the normal distribution with many degrees of freedom', () => {
    fc.assert(
      fc.property(number(0.001, 0.999), (p) => {
        expect(Math.abs(studentQuantile(p, 1e8) - normalQuantile(p))).toBeLessThan(1e-6);
      }),
    );
  });

  it('is the integral of its density', () => {
    const points = Array.from({ length: 33 }, (_, n) => -8 + n / 4);
    expectRelative(integrate(normalDensity, points), normalCdf(0) - normalCdf(-8), 1e-13);
  });
});

describe('what cannot be computed', () => {
  it('is refused and not answered with a number', () => {
    expect(() => logGamma(0)).toThrow(RangeError);
    expect(() => logGamma(Number.NaN)).toThrow(RangeError);
    expect(() => normalQuantile(0)).toThrow('between 0 and 1');
    expect(() => betaQuantile(1, { a: 1, b: 1 })).toThrow('between 0 and 1');
    expect(() => studentTwoSidedP(1, 0)).toThrow('Degrees of freedom');
    expect(() => gammaTails(1, -1)).toThrow('x ≥ 0');
    expect(() => betaTails(0.5, 0.5, 0, 1)).toThrow('a > 0');
    const flat = () => ({ value: 1, slope: 0 });
    expect(() => findZero({ at: flat, low: 0, high: Infinity, start: 1 })).toThrow('No zero');
  });
});
