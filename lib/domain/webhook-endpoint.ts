const DAY_MS = 24 * 60 * 60 * 1000;

/** How many endpoints a merchant can have in one mode. */
export const MAX_WEBHOOK_ENDPOINTS = 16;

/** With nothing arriving there for this long, an endpoint is switched off. */
export const DISABLED_AFTER_MS = 5 * DAY_MS;

/** How long the secret before a roll can go on signing beside the new one, at most. */
export const MAX_ROLL_OVERLAP_MS = DAY_MS;

/**
 * Why an endpoint is switched off: by its merchant or operator, because its receiver said that it is gone
 * (410), or because nothing arrived there for `DISABLED_AFTER_MS`.
 */
export type DisabledBecause = 'asked' | 'gone' | 'failing';

/** Whether a failed try at `now` is one too many. `failingSince`: when the first failed since one arrived. */
export function hasFailedTooLong(failingSince: Date | null, now: Date): boolean {
  return failingSince !== null && now.getTime() - failingSince.getTime() >= DISABLED_AFTER_MS;
}
