import type { PaymentMethod } from './payment-method.ts';

/**
 * 八達通 Octopus, paid in the Octopus app. On a phone the browser is sent to the app, on a desktop the app
 * scans a code. HK$0.50 to HK$30,000 in multiples of HK$0.10, the smallest coin Octopus knows; payable for
 * ten minutes: https://www.airwallex.com/docs/payments/payment-methods/apac/octopus
 *
 * Airwallex's documents also show a page of its own with the code: what it answers is followed, whichever
 * of the two it is.
 */
export const octopus: PaymentMethod = {
  id: 'octopus',
  currencies: ['HKD'],
  limits: { HKD: { minMinor: 50n, maxMinor: 3_000_000n, stepMinor: 10n } },
  flow: (device) => (device.form === 'phone' ? 'redirect' : 'qr'),
  direction: 'pull',
  holdsMoney: false,
  worksWithoutScript: true,
  appLinkSchemes: ['octopus'],
  attemptLifetimeMs: 10 * 60 * 1000,
};
