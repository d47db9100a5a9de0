import { z } from 'zod';

/**
 * Currencies a session can be charged in, with the number of decimal digits of their minor unit as
 * ISO 4217 gives it. `Intl` is no authority here: CLDR rounds some currencies differently.
 */
const MINOR_UNIT_DIGITS = {
  AUD: 2,
  BHD: 3,
  CAD: 2,
  CHF: 2,
  CNY: 2,
  DKK: 2,
  EUR: 2,
  GBP: 2,
  HKD: 2,
  IDR: 2,
  INR: 2,
  JPY: 0,
  KRW: 0,
  KWD: 3,
  MOP: 2,
  MYR: 2,
  NOK: 2,
  NZD: 2,
  PHP: 2,
  SEK: 2,
  SGD: 2,
  THB: 2,
  TWD: 2,
  USD: 2,
  VND: 0,
} as const satisfies Record<string, number>;

/** ISO 4217 code in upper case, one of those Praya can charge in. */
export type CurrencyCode = keyof typeof MINOR_UNIT_DIGITS;

export const CURRENCY_CODES = Object.keys(MINOR_UNIT_DIGITS) as CurrencyCode[]; // keys of the const table above

/** Reads a currency in either case (Stripe's wire is lower case) into its ISO form. */
export const currencyCodeSchema = z
  .string()
  .transform((code) => code.toUpperCase())
  .pipe(z.enum(CURRENCY_CODES));

/** Decimal digits of the currency's minor unit: HKD 2, JPY 0, KWD 3. */
export function minorUnitDigits(currency: CurrencyCode): number {
  return MINOR_UNIT_DIGITS[currency];
}
