import { IN_APP_BROWSERS } from '#lib/domain/in-app-browser.ts';
import { card } from './card.ts';
import type { PaymentMethod } from './payment-method.ts';

/**
 * Apple Pay in the browser: the sheet is the phone's or Mac's own, the card is charged by the card network
 * like one that was typed. Limits and currencies are the card's.
 * https://docs.stripe.com/apple-pay
 */
export const applePay: PaymentMethod = {
  ...card,
  id: 'apple_pay',
  flow: () => 'sheet',
  // Apps' own browsers open no sheet of the phone's.
  blockedIn: IN_APP_BROWSERS,
};
