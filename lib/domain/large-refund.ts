import type { CurrencyCode } from './currency.ts';
import { type Money, money } from './money.ts';

/**
 * From where on giving money back takes more than the role that does so day by day: an owner or finance, who has
 * proved who they are a moment ago. HK$5,000 is beyond what most orders of a shop come to, so that the counter is
 * not held up, and little enough that a browser left open cannot empty the account unnoticed. In other currencies
 * about as much, as a round sum; in minor units.
 */
const LARGE_FROM: Readonly<Record<CurrencyCode, bigint>> = {
  AUD: 100_000n,
  BHD: 240_000n,
  CAD: 90_000n,
  CHF: 50_000n,
  CNY: 450_000n,
  DKK: 400_000n,
  EUR: 55_000n,
  GBP: 50_000n,
  HKD: 500_000n,
  IDR: 1_000_000_000n,
  INR: 5_500_000n,
  JPY: 100_000n,
  KRW: 900_000n,
  KWD: 200_000n,
  MOP: 500_000n,
  MYR: 280_000n,
  NOK: 650_000n,
  NZD: 110_000n,
  PHP: 3_600_000n,
  SEK: 600_000n,
  SGD: 85_000n,
  THB: 2_200_000n,
  TWD: 2_000_000n,
  USD: 60_000n,
  VND: 16_000_000n,
};

export function largeRefundFrom(currency: CurrencyCode): Money {
  return money(LARGE_FROM[currency], currency);
}

/**
 * Whether a refund is large. What was given back of the same payment before counts with it: a large refund in small
 * parts is a large refund. In minor units.
 */
export function isLargeRefund(
  currency: CurrencyCode,
  refund: { readonly amount: bigint; readonly givenBefore: bigint },
): boolean {
  return refund.amount + refund.givenBefore >= LARGE_FROM[currency];
}
