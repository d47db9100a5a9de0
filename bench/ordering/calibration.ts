import type { Decision } from '#lib/ordering/decide-order.ts';

/** Upper ends of the bins of logged chances. */
const BIN_ENDS = [0.0025, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97, 1.01] as const;
const LEAST_EXPECTED = 10;

interface Bin {
  logged: number;
  variance: number;
  first: number;
}

/** Whether methods stood first as often as was logged. */
export class Calibration {
  readonly #bins: readonly Bin[] = BIN_ENDS.map(() => ({ logged: 0, variance: 0, first: 0 }));

  add({ topPropensities, order }: Decision): void {
    for (const [method, propensity] of Object.entries(topPropensities)) {
      const bin = this.#bins[BIN_ENDS.findIndex((end) => propensity < end)];
      if (bin === undefined) continue;
      bin.logged += propensity;
      bin.variance += propensity * (1 - propensity);
      if (order[0] === method) bin.first += 1;
    }
  }

  /** χ² over the bins that hold enough, its degrees of freedom, and its upper tail. */
  get test(): { readonly chiSquare: number; readonly degrees: number; readonly p: number } {
    const full = this.#bins.filter(({ variance }) => variance > LEAST_EXPECTED);
    const chiSquare = full.reduce(
      (sum, { logged, variance, first }) => sum + (first - logged) ** 2 / variance,
      0,
    );
    return { chiSquare, degrees: full.length, p: upperTail(chiSquare, full.length) };
  }
}

/** P(χ² > x), by the cube-root approximation of Wilson and Hilferty: good to a few parts in a thousand. */
function upperTail(x: number, degrees: number): number {
  if (degrees === 0) return 1;
  const spread = 2 / (9 * degrees);
  const z = ((x / degrees) ** (1 / 3) - (1 - spread)) / Math.sqrt(spread);
  // Abramowitz and Stegun 26.2.17.
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const terms = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const series = terms.reduce((sum, term, index) => sum + term * t ** (index + 1), 0);
  const tail = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return z >= 0 ? tail : 1 - tail;
}
