import type { PaymentMethod } from './payment-method.ts';

/**
 * 八達通 Octopus, paid in the Octopus app. The provider's page opens the app on a phone and shows the code
 * for it on a desktop. HK$0.50 to HK$30,000 in multiples of HK$0.10, the smallest coin Octopus knows;
 * payable for ten minutes: https://www.airwallex.com/docs/payments/payment-methods/apac/octopus
 */
export const octopus: PaymentMethod = {
  id: 'octopus',
  currencies: ['HKD'],
  limits: { HKD: { minMinor: 50n, maxMinor: 3_000_000n, stepMinor: 10n } },
  flow: () => 'redirect',
  direction: 'pull',
  holdsMoney: false,
  worksWithoutScript: true,
  appLinkSchemes: ['octopus'],
  attemptLifetimeMs: 10 * 60 * 1000,
};
