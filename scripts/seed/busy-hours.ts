import { hongKongDay, startOfHongKongDay } from '#lib/i18n/format-date.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const HOURS_A_WEEK = 168;
/** Thirteen weeks, the last of which ends with today. */
const WEEKS = 13;

/** How much is sold in each hour of a day in Hong Kong, from midnight on. */
const BY_HOUR = [
  12, 7, 4, 2, 2, 3, 8, 18, 32, 44, 52, 60, 74, 70, 56, 52, 54, 60, 70, 78, 82, 76, 56, 30,
] as const;
/** From Sunday on. */
const BY_WEEKDAY = [1.25, 0.9, 0.88, 0.92, 1, 1.2, 1.4] as const;

/** When payments are begun: the same shares of every week, up to now. */
export interface BusyHours {
  readonly start: Date;
  /** Of a week's payments, what share is begun by the end of each hour from `start` on; the last is 1. */
  readonly untilHour: readonly number[];
  /** How many weeks' payments there are by now. */
  readonly weeks: number;
}

export function busyHours(now: Date): BusyHours {
  const today = hongKongDay(now);
  const firstDay = today - WEEKS * 7 + 1;
  const start = startOfHongKongDay(new Date(now.getTime() - (WEEKS * 7 - 1) * DAY_MS));
  const weights = Array.from({ length: HOURS_A_WEEK }, (_, hour) => {
    // The first of 1970 was a Thursday.
    const weekday = (firstDay + Math.floor(hour / 24) + 4) % 7;
    return (BY_HOUR[hour % 24] ?? 0) * (BY_WEEKDAY[weekday] ?? 0);
  });
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  const untilHour = weights.map((weight) => (sum += weight) / all);
  untilHour[HOURS_A_WEEK - 1] = 1;
  const hours = (now.getTime() - start.getTime()) / HOUR_MS - (WEEKS - 1) * HOURS_A_WEEK;
  const hour = Math.min(HOURS_A_WEEK - 1, Math.floor(hours));
  const before = hour === 0 ? 0 : (untilHour[hour - 1] ?? 0);
  const within = ((untilHour[hour] ?? 1) - before) * (hours - hour);
  return { start, untilHour, weeks: WEEKS - 1 + before + within };
}
