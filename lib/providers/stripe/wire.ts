import { z } from 'zod';
import { currencyCodeSchema } from '#lib/domain/currency.ts';

/**
 * The parts of Stripe's objects that are read, API version 2026-10-28.endive. What is not named here
 * is dropped, so that nothing else of an answer can travel on.
 */

export const minorUnits = z.int().nonnegative();
export const unixSeconds = z.int().nonnegative();
export const webUrl = z.url({ protocol: /^https?$/ });

const leavingSchema = z.object({ url: webUrl.nullish() }).nullish();

const cardSchema = z.object({
  brand: z.string().nullish(),
  last4: z.string().nullish(),
  exp_month: z.int().nullish(),
  exp_year: z.int().nullish(),
  /** Of a charge that is held: when the hold lapses. */
  capture_before: unixSeconds.nullish(),
});

const chargeSchema = z.object({
  id: z.string().min(1),
  created: unixSeconds,
  payment_method_details: z.object({ card: cardSchema.nullish() }).nullish(),
  /** Made when the charge is captured; null for a while where Stripe captures asynchronously. */
  balance_transaction: z.union([z.string(), z.object({ created: unixSeconds })]).nullish(),
});

/** https://docs.stripe.com/api/confirmation_tokens/object, as far as it tells where its card came from. */
export const confirmationTokenSchema = z.object({
  object: z.literal('confirmation_token'),
  id: z.string().min(1),
  payment_method_preview: z
    .object({
      type: z.string(),
      card: z.object({ wallet: z.object({ type: z.string() }).nullish() }).nullish(),
    })
    .nullish(),
});
export type ConfirmationTokenWire = z.infer<typeof confirmationTokenSchema>;

export const paymentErrorSchema = z.object({
  type: z.string().nullish(),
  code: z.string().nullish(),
  decline_code: z.string().nullish(),
  payment_method: z.object({ card: cardSchema.nullish() }).nullish(),
});
export type PaymentErrorWire = z.infer<typeof paymentErrorSchema>;

/** https://docs.stripe.com/api/payment_intents/object */
export const paymentIntentSchema = z.object({
  object: z.literal('payment_intent'),
  id: z.string().min(1),
  status: z.enum([
    'requires_payment_method',
    'requires_confirmation',
    'requires_action',
    'processing',
    'requires_capture',
    'succeeded',
    'canceled',
  ]),
  currency: currencyCodeSchema,
  amount_capturable: minorUnits,
  amount_received: minorUnits,
  created: unixSeconds,
  client_secret: z.string().min(1).nullish(),
  customer: z.string().nullish(),
  payment_method: z.union([z.string(), z.object({ id: z.string() })]).nullish(),
  setup_future_usage: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  next_action: z
    .object({
      type: z.string(),
      redirect_to_url: leavingSchema,
      alipay_handle_redirect: leavingSchema,
      /** `data` is what the code says: https://docs.stripe.com/payments/wechat-pay/accept-a-payment */
      wechat_pay_display_qr_code: z.object({ data: z.string().min(1).max(2000) }).nullish(),
    })
    .nullish(),
  last_payment_error: paymentErrorSchema.nullish(),
  /** Expanded where we ask for it; the object inside an error carries the bare id. */
  latest_charge: z.union([z.string(), chargeSchema]).nullish(),
});
export type PaymentIntentWire = z.infer<typeof paymentIntentSchema>;

export const paymentIntentListSchema = z.object({
  data: z.array(paymentIntentSchema),
  has_more: z.boolean(),
});

/** https://docs.stripe.com/api/refunds/object */
export const refundSchema = z.object({
  object: z.literal('refund'),
  id: z.string().min(1),
  status: z.enum(['pending', 'requires_action', 'succeeded', 'failed', 'canceled']),
  failure_reason: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
});
export type RefundWire = z.infer<typeof refundSchema>;

export const refundListSchema = z.object({ data: z.array(refundSchema), has_more: z.boolean() });

/** Stripe's ids are at most this long: https://docs.stripe.com/upgrades */
const name = z.string().max(255);

/** https://docs.stripe.com/api/events/object; `object` is a PaymentIntent, a charge, a refund… */
export const eventSchema = z.object({
  object: z.literal('event'),
  id: name.min(1),
  type: name.min(1),
  data: z.object({
    object: z.object({
      object: z.string(),
      id: name.nullish(),
      payment_intent: z.union([name, z.object({ id: name })]).nullish(),
      metadata: z.record(z.string(), z.string()).nullish(),
    }),
  }),
});
export type EventWire = z.infer<typeof eventSchema>;
