/**
 * p-values adjusted for there being several, in the order they were given. Holm's (1979): whoever calls
 * those up to α found is wrong about any of them with probability α at most. For arms on the primary metric.
 */
export function holm(pValues: readonly number[]): number[] {
  // From the smallest: none may come out below one before it.
  const adjusted = ranked(pValues);
  let least = 0;
  adjusted.forEach((entry, rank) => {
    least = Math.max(least, Math.min(1, entry.p * (pValues.length - rank)));
    entry.p = least;
  });
  return inGivenOrder(adjusted);
}

/**
 * Benjamini and Hochberg's (1995): of those up to α at most the share α is expected to be false. For
 * secondary metrics.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const adjusted = ranked(pValues);
  let greatest = 1;
  // From the largest: none may come out above one after it.
  for (const [rank, entry] of [...adjusted.entries()].toReversed()) {
    greatest = Math.min(greatest, entry.p * (pValues.length / (rank + 1)));
    entry.p = greatest;
  }
  return inGivenOrder(adjusted);
}

interface Ranked {
  readonly given: number;
  p: number;
}

function ranked(pValues: readonly number[]): Ranked[] {
  return pValues.map((p, given) => ({ given, p })).toSorted((a, b) => a.p - b.p);
}

function inGivenOrder(entries: readonly Ranked[]): number[] {
  return entries.toSorted((a, b) => a.given - b.given).map(({ p }) => p);
}
