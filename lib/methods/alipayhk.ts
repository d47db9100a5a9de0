import type { PaymentMethod } from './payment-method.ts';

/**
 * AlipayHK 支付寶香港, the Hong Kong wallet; not mainland Alipay. On a phone the browser is sent to the
 * wallet, on a desktop the wallet scans a code. HK$0.10 to HK$50,000 a payment:
 * https://developer.worldpay.com/products/apms/alipayhk. Airwallex publishes no end of a request; a
 * quarter of an hour is our bound.
 */
export const alipayhk: PaymentMethod = {
  id: 'alipayhk',
  currencies: ['HKD'],
  limits: { HKD: { minMinor: 10n, maxMinor: 5_000_000n } },
  flow: (device) => (device.form === 'phone' ? 'redirect' : 'qr'),
  direction: 'pull',
  holdsMoney: false,
  worksWithoutScript: true,
  // WeChat does not open Alipay's pages: https://github.com/zoujingli/WeChatDeveloper/issues/50
  blockedIn: ['wechat'],
  attemptLifetimeMs: 15 * 60 * 1000,
};
