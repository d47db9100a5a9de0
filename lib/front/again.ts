/**
 * A page that loses the database while it is drawn asks for itself anew, for only a new request can be
 * answered with another status: `?again=1`, `?again=2`, and after that the answer is 503 without trying.
 */
export const AGAIN = 'again';

/**
 * The same of a page that failed for a reason of ours, `?again=failed`: answered 500 without trying. What the
 * framework answers in a page's place is empty without a script.
 */
export const FAILED = 'failed';

/** How often a page may ask for itself before it is given up for now. */
const MAX_AGAIN = 3;

/** How often it has; anything unreadable counts as too often. */
export function timesAgain(value: string | null): number {
  if (value === null) return 0;
  return /^[1-3]$/.test(value) ? Number(value) : MAX_AGAIN;
}

export function isGivenUp(value: string | null): boolean {
  return timesAgain(value) >= MAX_AGAIN;
}
