import { gammaTails } from './incomplete-gamma.ts';
import { checkProbability } from './probability.ts';

/** Each step trebles the correct digits, of which the first guess has three. */
const REFINEMENTS = 3;

/** 2/√π ∫ₓ^∞ exp(−t²) dt, correct to the last digits far out too. */
export function erfc(x: number): number {
  const { lower, upper } = gammaTails(0.5, x * x);
  return x >= 0 ? upper : 1 + lower;
}

/** P(Z > z) of the standard normal distribution. */
export function normalUpperTail(z: number): number {
  return erfc(z / Math.SQRT2) / 2;
}

/** P(Z ≤ z). */
export function normalCdf(z: number): number {
  return normalUpperTail(-z);
}

export function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/** The z with P(Z ≤ z) = p, for p between 0 and 1, neither included. */
export function normalQuantile(p: number): number {
  checkProbability(p);
  if (p === 0.5) return 0;
  return p < 0.5 ? -upperQuantile(p) : upperQuantile(1 - p);
}

/** The z ≥ 0 with P(Z > z) = `tail`. */
function upperQuantile(tail: number): number {
  // Abramowitz and Stegun 26.2.23, within 0.00045.
  const t = Math.sqrt(-2 * Math.log(tail));
  let z =
    t -
    (2.515517 + t * (0.802853 + t * 0.010328)) /
      (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let step = 0; step < REFINEMENTS; step += 1) {
    const newton = (normalUpperTail(z) - tail) / normalDensity(z);
    // Halley's: the density's slope is −z times itself.
    z += newton / (1 - (newton * z) / 2);
  }
  return z;
}
