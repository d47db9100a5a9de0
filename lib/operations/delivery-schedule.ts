const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Standard Webhooks' schedule, about 75 hours: the wait before each try. */
const WAITS_MS = [
  0,
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

const JITTER = 0.2;
const MAX_RETRY_AFTER_MS = 24 * HOUR;

/**
 * How long to wait after try number `tryCount` (the first is 1) has failed, in milliseconds; null when
 * it was the last. Spread by ±20 %, so that a receiver coming back is not met by all of them at once.
 * A receiver that asks for a longer wait (`Retry-After`, seconds or a date) gets it, up to a day.
 */
export function nextTryDelayMs(input: {
  tryCount: number;
  retryAfter: string | null;
  now: Date;
  random: () => number;
}): number | null {
  const wait = WAITS_MS[input.tryCount];
  if (wait === undefined) return null;
  const spread = wait * (1 + JITTER * (2 * input.random() - 1));
  const asked = Math.min(retryAfterMs(input.retryAfter, input.now), MAX_RETRY_AFTER_MS);
  return Math.round(Math.max(spread, asked));
}

function retryAfterMs(header: string | null, now: Date): number {
  if (header === null) return 0;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * SECOND;
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now.getTime());
}
