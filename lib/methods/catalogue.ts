import type { MethodId } from '#lib/domain/method-id.ts';
import { alipayhk } from './alipayhk.ts';
import { applePay } from './apple-pay.ts';
import { card } from './card.ts';
import { fps } from './fps.ts';
import { googlePay } from './google-pay.ts';
import type { PaymentMethod } from './payment-method.ts';

/** Every method Praya knows: one file and one line each. */
export const METHODS: Readonly<Record<MethodId, PaymentMethod>> = {
  card,
  fps,
  alipayhk,
  apple_pay: applePay,
  google_pay: googlePay,
};
