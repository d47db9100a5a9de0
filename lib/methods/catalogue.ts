import type { MethodId } from '#lib/domain/method-id.ts';
import { alipay } from './alipay.ts';
import { alipayhk } from './alipayhk.ts';
import { applePay } from './apple-pay.ts';
import { card } from './card.ts';
import { fps } from './fps.ts';
import { googlePay } from './google-pay.ts';
import { octopus } from './octopus.ts';
import { payme } from './payme.ts';
import type { PaymentMethod } from './payment-method.ts';
import { wechatPay } from './wechat-pay.ts';

/** Every method Praya knows: one file and one line each. */
export const METHODS: Readonly<Record<MethodId, PaymentMethod>> = {
  card,
  fps,
  alipayhk,
  payme,
  octopus,
  wechat_pay: wechatPay,
  alipay,
  apple_pay: applePay,
  google_pay: googlePay,
};
