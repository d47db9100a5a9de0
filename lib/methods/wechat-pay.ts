import type { PaymentMethod } from './payment-method.ts';

/**
 * 微信支付 WeChat Pay. On a desktop the app scans a code. The phone that shows a code cannot scan it, nor
 * take it from its album, so that a phone has to be sent to the app: Airwallex does that
 * (https://www.airwallex.com/docs/payments__apac__wechat-pay__mobile-browser-(h5)-wechat-pay), Stripe,
 * which serves websites by code alone, does not
 * (https://docs.stripe.com/payments/wechat-pay/accept-a-payment).
 *
 * A mainland wallet pays up to CNY 50,000 at a time: https://developer.worldpay.com/products/apms/wechatpay.
 * Half an hour is what Adyen's own WeChat Pay page counts down.
 */
export const wechatPay: PaymentMethod = {
  id: 'wechat_pay',
  currencies: ['HKD', 'CNY'],
  limits: { CNY: { minMinor: 1n, maxMinor: 5_000_000n } },
  flow: (device, provider) => {
    if (device.form === 'desktop') return 'qr';
    return provider === 'stripe' ? null : 'redirect';
  },
  direction: 'pull',
  holdsMoney: false,
  worksWithoutScript: true,
  // Alipay's browser opens no page or app of WeChat's.
  blockedIn: ['alipay'],
  attemptLifetimeMs: 30 * 60 * 1000,
};
