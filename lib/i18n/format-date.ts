import { HONG_KONG_OFFSET_MS } from '#lib/domain/hong-kong-time.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import type { Locale } from './locales.ts';

const MONTHS_EN = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

interface HongKongTime {
  readonly year: number;
  /** 0 to 11. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: string;
}

/**
 * A moment in Hong Kong time: `2026年11月23日 下午3:05`, `23 Nov 2026, 3:05 pm`. Put together by hand
 * because `Intl` differs between ICU versions (narrow no-break spaces, `pm` or `PM`), and the server
 * and the browser must agree to the letter.
 */
export function formatDateTime(date: Date, locale: Locale): string {
  const day = formatDate(date, locale);
  const time = formatTime(date, locale);
  switch (locale) {
    case 'zh-HK':
      return `${day} ${time}`;
    case 'en':
      return `${day}, ${time}`;
    default:
      return unreachable(locale);
  }
}

/** The day in Hong Kong: `2026年11月23日`, `23 Nov 2026`. */
export function formatDate(date: Date, locale: Locale): string {
  const { year, month, day } = inHongKong(date);
  switch (locale) {
    case 'zh-HK':
      return `${year}年${month + 1}月${day}日`;
    case 'en':
      return `${day} ${MONTHS_EN[month]} ${year}`;
    default:
      return unreachable(locale);
  }
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Days in Hong Kong since the first of 1970, which was a Thursday. */
export function hongKongDay(date: Date): number {
  return Math.floor((date.getTime() + HONG_KONG_OFFSET_MS) / DAY_MS);
}

/** When the day of a moment began in Hong Kong. */
export function startOfHongKongDay(date: Date): Date {
  return new Date(hongKongDay(date) * DAY_MS - HONG_KONG_OFFSET_MS);
}

/** The day in Hong Kong as a browser's field has it: `2026-11-23`. */
export function hongKongIsoDay(date: Date): string {
  return new Date(date.getTime() + HONG_KONG_OFFSET_MS).toISOString().slice(0, 10);
}

/** The time of day in Hong Kong: `下午3:05`, `3:05 pm`. */
export function formatTime(date: Date, locale: Locale): string {
  const { hour, minute } = inHongKong(date);
  const twelveHour = hour % 12 === 0 ? 12 : hour % 12;
  switch (locale) {
    case 'zh-HK':
      return `${hour < 12 ? '上午' : '下午'}${twelveHour}:${minute}`;
    case 'en':
      return `${twelveHour}:${minute} ${hour < 12 ? 'am' : 'pm'}`;
    default:
      return unreachable(locale);
  }
}

/** `2026-11-23T15:05:00+08:00`: for files, the same in every language. */
export function hongKongIso(date: Date): string {
  const shifted = new Date(date.getTime() + HONG_KONG_OFFSET_MS);
  return `${shifted.toISOString().slice(0, 19)}+08:00`;
}

function inHongKong(date: Date): HongKongTime {
  const shifted = new Date(date.getTime() + HONG_KONG_OFFSET_MS);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth(),
    day: shifted.getUTCDate(),
    hour: shifted.getUTCHours(),
    minute: String(shifted.getUTCMinutes()).padStart(2, '0'),
  };
}
