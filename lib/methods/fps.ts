import type { PaymentMethod } from './payment-method.ts';

/**
 * 轉數快 FPS: a dynamic QR code that any Hong Kong bank app can pay. The provider keeps it payable for
 * ten minutes and takes HK$0.01 or more: https://www.airwallex.com/docs/payments__apac__fps
 */
export const fps: PaymentMethod = {
  id: 'fps',
  currencies: ['HKD', 'CNY'],
  limits: {
    HKD: { minMinor: 1n, maxMinor: 100_000_000n },
    CNY: { minMinor: 1n, maxMinor: 100_000_000n },
  },
  flow: () => 'qr',
  direction: 'push',
  holdsMoney: false,
  worksWithoutScript: true,
  attemptLifetimeMs: 10 * 60 * 1000,
};
