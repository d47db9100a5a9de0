/** How a figure came out over the rounds of one run, in the figure's own unit. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The middle value, or the mean of the two middle ones. Throws RangeError without values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) {
    throw new RangeError('A median needs at least one value.');
  }
  return (lower + upper) / 2;
}

/** The least value that at least this share of all is no greater than. Throws RangeError without values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) throw new RangeError('A quantile needs at least one value.');
  return value;
}

/** Median, least and greatest. Throws RangeError without values. */
export function spread(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * Ours over the floor, round by round. What the machine did beside a round touched both of its
 * measurements, so such ratios spread less than the figures they are made of. Throws RangeError when
 * the rounds do not pair up, or a floor is not more than zero.
 */
export function pairedRatios(ours: readonly number[], floor: readonly number[]): Spread {
  if (ours.length !== floor.length) {
    throw new RangeError(`${ours.length} rounds cannot be compared with ${floor.length}.`);
  }
  return spread(
    ours.map((value, round) => {
      const beside = floor[round];
      if (beside === undefined || beside <= 0) {
        throw new RangeError(`Round ${round + 1}: nothing is so many times ${beside}.`);
      }
      return value / beside;
    }),
  );
}
