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
