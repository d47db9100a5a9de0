import { CURRENCY_CODES } from '#lib/domain/currency.ts';
import type { PaymentMethod } from './payment-method.ts';

/**
 * Credit and debit cards, typed into the provider's own fields. Minimum charge amounts are Stripe's:
 * https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
 */
export const card: PaymentMethod = {
  id: 'card',
  currencies: CURRENCY_CODES,
  limits: {
    HKD: { minMinor: 400n, maxMinor: 99_999_999n },
    USD: { minMinor: 50n, maxMinor: 99_999_999n },
    EUR: { minMinor: 50n, maxMinor: 99_999_999n },
    GBP: { minMinor: 30n, maxMinor: 99_999_999n },
    JPY: { minMinor: 50n, maxMinor: 9_999_999_999n },
  },
  flow: () => 'fields',
  direction: 'pull',
  holdsMoney: true,
  worksWithoutScript: false,
  attemptLifetimeMs: null,
};
