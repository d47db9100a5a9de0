import type { Decision } from '#lib/ordering/decide-order.ts';
import { at } from './at.ts';

/** Upper ends of the bins of logged chances. */
const BIN_ENDS = [0.0025, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97, 1.01] as const;
const LEAST_VARIANCE = 10;

/**
 * Whether methods stood first as often as was logged. Each decision is one draw among the bins its methods
 * fall into: where one stands first another does not, which a test of each bin by itself would count twice.
 */
export class Calibration {
  /** By bin: how often a method in it stood first, less how often one was to. */
  readonly #excess = BIN_ENDS.map(() => 0);
  readonly #covariance = BIN_ENDS.map(() => BIN_ENDS.map(() => 0));

  add({ topPropensities, order }: Pick<Decision, 'topPropensities' | 'order'>): void {
    const chances = BIN_ENDS.map(() => 0);
    for (const [method, propensity] of Object.entries(topPropensities)) {
      const bin = BIN_ENDS.findIndex((end) => propensity < end);
      chances[bin] = at(chances, bin) + propensity;
      const first = order[0] === method ? 1 : 0;
      this.#excess[bin] = at(this.#excess, bin) + first - propensity;
    }
    for (const [bin, chance] of chances.entries()) {
      if (chance === 0) continue;
      const row = at(this.#covariance, bin);
      row[bin] = at(row, bin) + chance;
      for (const [other, too] of chances.entries()) row[other] = at(row, other) - chance * too;
    }
  }

  /** χ² over the bins that hold enough, its degrees of freedom, and its upper tail. */
  get test(): { readonly chiSquare: number; readonly degrees: number; readonly p: number } {
    const full = [...BIN_ENDS.keys()].filter(
      (bin) => at(at(this.#covariance, bin), bin) > LEAST_VARIANCE,
    );
    // The excesses of all bins come to nothing: the last says no more than the others do.
    const bins = full.slice(0, -1);
    const excess = bins.map((bin) => at(this.#excess, bin));
    const covariance = bins.map((bin) => bins.map((other) => at(at(this.#covariance, bin), other)));
    const weighed = solve(covariance, excess);
    const chiSquare = excess.reduce((sum, one, index) => sum + one * at(weighed, index), 0);
    return { chiSquare, degrees: bins.length, p: upperTail(chiSquare, bins.length) };
  }
}

/** x of A·x = b, for A symmetric and positive definite: no pivot is needed. */
function solve(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  const rows = matrix.map((row, index) => [...row, at(vector, index)]);
  for (const [index, pivot] of rows.entries()) {
    for (const row of rows.slice(index + 1)) {
      const factor = at(row, index) / at(pivot, index);
      for (const [column, value] of pivot.entries()) {
        row[column] = at(row, column) - factor * value;
      }
    }
  }
  const solution = vector.map(() => 0);
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const row = at(rows, index);
    const known = solution.reduce((sum, one, column) => sum + one * at(row, column), 0);
    solution[index] = (at(row, rows.length) - known) / at(row, index);
  }
  return solution;
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
