/** Bisection alone would be at a double's last digit after about 60. */
const MAX_STEPS = 200;
const EPSILON = 2 ** -50;

/** Where a function that falls crosses zero: its value and its slope at a point, and where to look. */
export interface Falling {
  readonly at: (x: number) => { readonly value: number; readonly slope: number };
  readonly low: number;
  readonly high: number;
  readonly start: number;
}

/**
 * By Newton's method, held between bounds that close in, so that it cannot run away. Throws RangeError
 * where it does not settle.
 */
export function findZero({ at, low: least, high: greatest, start }: Falling): number {
  let low = least;
  let high = greatest;
  let x = Math.min(Math.max(start, low), high);
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const { value, slope } = at(x);
    if (value === 0) return x;
    if (value > 0) low = x;
    else high = x;
    let next = x - value / slope;
    // Not finite, or beyond what is known already.
    if (!(next > low && next < high)) next = low + (high - low) / 2;
    if (Math.abs(next - x) <= EPSILON * Math.max(1, Math.abs(x))) return next;
    x = next;
  }
  throw new RangeError(`No zero was found between ${least} and ${greatest}.`);
}
