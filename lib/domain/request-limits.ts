import { type OpenedSessions, opensToLeave } from './card-limits.ts';

/**
 * What slows a script down that starts code after code, or wallet request after wallet request, and pays
 * none: it would use up what the merchant's provider takes in a minute, and honest shoppers would be
 * refused. No money is at stake, so the wait is short and never grows; and because a mobile network puts
 * hundreds of shoppers behind one address, what counts is what was left unpaid, and only while that is the
 * rule by far.
 */

/** How far back the requests of an address count. */
export const REQUEST_WINDOW_MS = 60 * 60 * 1000;
/** Codes and wallet requests of an address, in a window, that may be left unpaid. */
export const MAX_REQUESTS_LEFT_PER_ADDRESS = 120;
/** In hundredths of those started: with more than this left unpaid, the address is a script's. */
export const MAX_REQUESTS_LEFT_PERCENT = 75;
/** Between two requests of such an address. The page says "half a minute". */
export const REQUEST_WAIT_MS = 30_000;

/** What was counted of an address in its window. */
export interface RequestTally {
  /** Payments begun with a method other than a card. */
  readonly begun: number;
  /** Those whose session is paid by now, by whatever method. */
  readonly paid: number;
  /** Since the last was begun; null when there was none. */
  readonly sinceLastMs: number | null;
  readonly sessions: OpenedSessions;
}

/** How long a code or a wallet request has to wait, in milliseconds; null when it can be started now. */
export function requestHoldMs(tally: RequestTally): number | null {
  const left = tally.begun - tally.paid;
  const flooding =
    opensToLeave(tally.sessions) ||
    (left >= MAX_REQUESTS_LEFT_PER_ADDRESS && left * 100 > tally.begun * MAX_REQUESTS_LEFT_PERCENT);
  if (!flooding || tally.sinceLastMs === null) return null;
  const waitMs = REQUEST_WAIT_MS - tally.sinceLastMs;
  return waitMs > 0 ? waitMs : null;
}
