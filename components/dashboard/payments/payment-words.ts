import type { InstrumentSummary } from '#lib/domain/payment-outcome.ts';
import type { PaymentState } from '#lib/domain/payment-state.ts';
import type { Words } from '#lib/i18n/translator.ts';
import type { StateLook } from '../list-frame.tsx';

/** The same in the list and on a payment's own page. */
export const STATE_LOOKS: Readonly<Record<PaymentState, StateLook>> = {
  paid: 'ok',
  partially_refunded: 'quiet',
  refunded: 'quiet',
  authorized: 'warn',
  waiting: 'quiet',
  declined: 'danger',
  expired: 'quiet',
  canceled: 'quiet',
  unknown: 'warn',
  wrong_amount: 'warn',
};

/** “Visa •••• 4242”; null: it is no card, or nothing is known of it. */
export function cardEnding({ brand, last4 }: InstrumentSummary, { t }: Words): string | null {
  if (last4 === undefined) return null;
  return t('dashboard.payments.cardEnding', { brand: brandName(brand), last4 }).trim();
}

/** Providers write brands in small letters. */
function brandName(brand = ''): string {
  return brand.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}
