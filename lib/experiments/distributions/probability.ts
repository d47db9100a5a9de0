/** Throws RangeError unless it lies between 0 and 1, neither included. */
export function checkProbability(p: number): void {
  if (p > 0 && p < 1) return;
  throw new RangeError(`A probability between 0 and 1 is needed, not ${p}.`);
}
