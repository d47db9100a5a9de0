import type { PaymentFigures } from '#lib/domain/payment-figures.ts';
import { wilsonInterval } from '#lib/experiments/wilson-interval.ts';
import type { DashboardPage } from './dashboard-page.ts';
import { percent } from './percent.ts';

/** How many of those that are over were paid, with its interval at 95 %. */
export interface Rate {
  readonly share: string;
  readonly low: string;
  readonly high: string;
}

/** Null: nothing is over that could be a share of something. */
export function rateOf({ paid, failed }: PaymentFigures): Rate | null {
  const units = paid + failed;
  if (units === 0) return null;
  const { low, high } = wilsonInterval({ units, successes: paid }, 0.05);
  return { share: percent(paid / units), low: percent(low, ''), high: percent(high) };
}

export function rangeOf({ low, high }: Rate, { words: { t } }: DashboardPage): string {
  return t('dashboard.home.rateRange', { low, high });
}

const COUNT = new Intl.NumberFormat('en');

/** Thousands by commas, in either language. */
export function count(value: number): string {
  return COUNT.format(value);
}

export function weekdayOf(now: Date, { locale }: DashboardPage): string {
  const format = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'Asia/Hong_Kong' });
  return format.format(now);
}
