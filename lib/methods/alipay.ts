import type { PaymentMethod } from './payment-method.ts';

/**
 * 支付寶 Alipay, the mainland wallet; not AlipayHK, which is another wallet of other people. The browser
 * is sent to Alipay's page, which opens the app on a phone:
 * https://docs.stripe.com/payments/alipay/accept-a-payment. The least amount is Stripe's:
 * https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts. Stripe names no end of the page;
 * a quarter of an hour is our bound.
 */
export const alipay: PaymentMethod = {
  id: 'alipay',
  currencies: ['HKD', 'CNY'],
  limits: { HKD: { minMinor: 400n, maxMinor: 99_999_999n } },
  flow: () => 'redirect',
  direction: 'pull',
  holdsMoney: false,
  worksWithoutScript: true,
  // https://github.com/zoujingli/WeChatDeveloper/issues/50
  blockedIn: ['wechat'],
  attemptLifetimeMs: 15 * 60 * 1000,
};
