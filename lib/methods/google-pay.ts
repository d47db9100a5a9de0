import { IN_APP_BROWSERS } from '#lib/domain/in-app-browser.ts';
import { card } from './card.ts';
import type { PaymentMethod } from './payment-method.ts';

/**
 * Google Pay in the browser: a card kept with Google or on the phone, charged by the card network like one
 * that was typed. Limits and currencies are the card's.
 * https://docs.stripe.com/google-pay
 */
export const googlePay: PaymentMethod = {
  ...card,
  id: 'google_pay',
  flow: () => 'sheet',
  // Apps' own browsers open no sheet of the phone's.
  blockedIn: IN_APP_BROWSERS,
};
