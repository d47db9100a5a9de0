import type { OpenedSessions } from './card-limits.ts';

/**
 * What keeps one person from teaching a merchant's pages for everybody: whoever opens link after link, chooses a
 * method and leaves would push it down, or have it taken for broken. Nobody is refused anything here, so the limits
 * are tight; and because a mobile network puts hundreds of shoppers behind one address, what counts is what was left
 * unpaid, and only while that is the rule. To pay is not to be had for nothing, and is never held against anybody.
 */

/** Sessions of an address, in an hour, that may be left unpaid before the next ones teach nothing. */
export const MAX_LESSONS_LEFT_PER_ADDRESS = 10;
/** In hundredths of those opened: with more than this left unpaid, the address is one person's or a script's. */
export const MAX_LESSONS_LEFT_PERCENT = 75;

/**
 * Tries of an address with one method that may be held against the method in an hour, besides one for each that was
 * paid from there: the failures of a few browsers must not look like everybody's.
 */
export const MAX_FAILURES_TOLD_PER_ADDRESS = 2;

/** Whether an address opens session after session and pays for few. */
export function leavesTooMany({ opened, paid }: OpenedSessions): boolean {
  const left = opened - paid;
  return left >= MAX_LESSONS_LEFT_PER_ADDRESS && left * 100 > opened * MAX_LESSONS_LEFT_PERCENT;
}
