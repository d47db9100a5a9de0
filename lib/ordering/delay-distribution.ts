import { SUCCESS_HALF_LIFE_MS, decayFactor, isOutdated, rounded } from './decay.ts';

/** How long a method's attempts took to be decided: counts by bin of age, as they weighed at `atMs`. */
export interface DelayCounts {
  readonly paid: readonly number[];
  readonly failed: readonly number[];
  readonly atMs: number;
}

/** Upper ends of the bins, in seconds; the last bin is open. */
const BIN_ENDS_S = [3, 6, 10, 15, 22, 30, 45, 60, 90, 120, 180, 300, 480, 720, 900, 1800] as const;

/**
 * What is assumed of a method nobody has paid with yet, as counts: half decided within half a minute,
 * nearly all within five.
 */
const PRIOR_BINS = [0.4, 0.8, 1, 1.2, 1.2, 1, 1.2, 0.8, 0.8, 0.5, 0.4, 0.3, 0.2, 0.1, 0.1, 0, 0];

export function addDelay(
  counts: DelayCounts | undefined,
  decided: { readonly as: 'paid' | 'failed'; readonly delayMs: number },
  nowMs: number,
): DelayCounts {
  const empty = PRIOR_BINS.map(() => 0);
  const { paid, failed, atMs } = counts ?? { paid: empty, failed: empty, atMs: nowMs };
  const elapsedMs = nowMs - atMs;
  const decay = decayFactor(elapsedMs, SUCCESS_HALF_LIFE_MS);
  // As in a cell: all is decayed once a day, and until then what is added weighs more.
  const isDue = isOutdated(elapsedMs);
  const bin = binOf(decided.delayMs);
  const one = isDue ? 1 : 1 / decay;
  const add = (bins: readonly number[], counts: boolean) =>
    bins.map((count, index) =>
      rounded((isDue ? count * decay : count) + (counts && index === bin ? one : 0)),
    );
  return {
    paid: add(paid, decided.as === 'paid'),
    failed: add(failed, decided.as === 'failed'),
    atMs: isDue ? nowMs : atMs,
  };
}

function binOf(delayMs: number): number {
  const bin = BIN_ENDS_S.findIndex((end) => delayMs <= end * 1000);
  return bin === -1 ? BIN_ENDS_S.length : bin;
}

/** Share of the attempts that end so which have by this age, between 0 and 1. */
export function decidedWithin(
  counts: DelayCounts | undefined,
  as: 'paid' | 'failed',
  ageMs: number,
): number {
  let total = 0;
  let within = 0;
  let start = 0;
  for (const [bin, prior] of PRIOR_BINS.entries()) {
    const count = prior + (counts?.[as][bin] ?? 0);
    const end = (BIN_ENDS_S[bin] ?? Number.POSITIVE_INFINITY) * 1000;
    total += count;
    if (ageMs >= end) within += count;
    else if (ageMs > start) within += (count * (ageMs - start)) / (end - start);
    start = end;
  }
  return within / total;
}
