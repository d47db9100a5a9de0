import { gammaTails } from './incomplete-gamma.ts';

/** P(X ≥ x) of the χ² distribution with so many degrees of freedom. */
export function chiSquaredUpperTail(x: number, degreesOfFreedom: number): number {
  return gammaTails(degreesOfFreedom / 2, x / 2).upper;
}
