export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** How long what was seen keeps half its weight. */
export const SUCCESS_HALF_LIFE_MS = 14 * DAY_MS;
export const CHOICE_HALF_LIFE_MS = 42 * DAY_MS;

/**
 * What is left of a count after so long. A clock that jumped back leaves it as it is: forgetting too late
 * is mended by what comes next, a factor above one would invent evidence.
 */
export function decayFactor(elapsedMs: number, halfLifeMs: number): number {
  return elapsedMs <= 0 ? 1 : 2 ** (-elapsedMs / halfLifeMs);
}

/**
 * Whether what is kept as of so long ago is to be brought up to date. Until then what comes later is added
 * for more: figures that do not change need no rounding.
 */
export function isOutdated(elapsedMs: number): boolean {
  return elapsedMs >= DAY_MS;
}

/**
 * To three decimals, as counts are kept. Rounding what was decayed with every change would undo decay that
 * is smaller; a day's is not.
 */
export function rounded(count: number): number {
  return Math.round(1000 * count) / 1000;
}
