import { invalidParam } from './errors.ts';

const CURRENCIES = new Set(Intl.supportedValuesOf('currency').map((code) => code.toLowerCase()));

/** Stripe's smallest charge per currency, in minor units (https://docs.stripe.com/currencies). */
const MINIMUM_AMOUNTS: Readonly<Record<string, number>> = {
  hkd: 400,
  usd: 50,
  eur: 50,
  gbp: 30,
  jpy: 50,
  sgd: 50,
  aud: 50,
  cny: 300,
};
const MAX_AMOUNT = 99_999_999;

/** The currency in lower case; throws Stripe's 400 for one that does not exist. */
export function parseCurrency(value: string): string {
  const currency = value.toLowerCase();
  if (!CURRENCIES.has(currency)) throw invalidParam(`Invalid currency: ${value}.`, 'currency');
  return currency;
}

/** Throws Stripe's 400 for an amount that is not positive, too small, or too large. */
export function checkAmount(amountMinor: number, currency: string): void {
  if (amountMinor < 1) {
    throw invalidParam(
      'This value must be greater than or equal to 1.',
      'amount',
      'parameter_invalid_integer',
    );
  }
  const minimum = MINIMUM_AMOUNTS[currency] ?? 1;
  if (amountMinor < minimum) {
    throw invalidParam(
      `Amount must be at least ${formatMoney(minimum, currency)}`,
      'amount',
      'amount_too_small',
    );
  }
  if (amountMinor > MAX_AMOUNT) {
    throw invalidParam(
      `Amount must be no more than ${formatMoney(MAX_AMOUNT, currency)}`,
      'amount',
      'amount_too_large',
    );
  }
}

/** Money as Stripe's messages write it, e.g. `HK$4.00`. */
export function formatMoney(amountMinor: number, currency: string): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amountMinor / 10 ** digits);
}
