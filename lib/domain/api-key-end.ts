const HOUR_MS = 60 * 60 * 1000;

/** How long a key may go on beside the one that it was rolled into. */
export const MAX_OVERLAP_HOURS = 7 * 24;

/** When a rolled key ends: after the overlap, or earlier if it was to end earlier. */
export function endOfRolledKey(now: Date, overlapHours: number, expiresAt: Date | null): Date {
  const end = new Date(now.getTime() + overlapHours * HOUR_MS);
  return expiresAt !== null && expiresAt < end ? expiresAt : end;
}

/** Whether a key has ended by itself: at its expiry, to the millisecond. */
export function hasExpired(expiresAt: Date | null, now: Date): boolean {
  return expiresAt !== null && expiresAt <= now;
}
