import type { PaymentMethod } from './payment-method.ts';

/**
 * PayMe, HSBC's wallet, in Hong Kong dollars. On a phone the browser is sent to the app, on a desktop the
 * app scans a code: https://www.airwallex.com/docs/payments/payment-methods/apac/payme. No bound of one
 * payment is published: what a user may spend goes by how far the wallet knows them, and it tells them.
 * Ten minutes is what Adyen's own PayMe page counts down.
 */
export const payme: PaymentMethod = {
  id: 'payme',
  currencies: ['HKD'],
  limits: {},
  flow: (device) => (device.form === 'phone' ? 'redirect' : 'qr'),
  direction: 'pull',
  holdsMoney: false,
  worksWithoutScript: true,
  attemptLifetimeMs: 10 * 60 * 1000,
};
