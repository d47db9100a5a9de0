import { z } from 'zod';
import { currencyCodeSchema } from '#lib/domain/currency.ts';

/**
 * The parts of Airwallex's objects that are read. What is not named here is dropped, the
 * PaymentIntent's client secret above all: no browser of ours ever has it.
 */

/** Major units as a JSON number; turned into minor units where the currency is known. */
export const majorUnits = z.number().nonnegative();
/** `2026-11-23T05:25:00+0000`, or with a colon or `Z`. */
export const instant = z
  .string()
  .transform((text) => new Date(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')))
  .refine((date) => !Number.isNaN(date.getTime()), 'not an instant');
const qrPayload = z.string().min(1).max(2000);

/** https://www.airwallex.com/docs/api/payments/payment_attempts */
export const paymentAttemptSchema = z.object({
  id: z.string().min(1),
  status: z.enum([
    'RECEIVED',
    'AUTHENTICATION_REDIRECTED',
    'PENDING_AUTHORIZATION',
    'AUTHORIZED',
    'CAPTURE_REQUESTED',
    'SETTLED',
    'PAID',
    'CANCELLED',
    'EXPIRED',
    'FAILED',
  ]),
  currency: currencyCodeSchema,
  captured_amount: majorUnits,
  failure_code: z.string().nullish(),
  created_at: instant,
  updated_at: instant,
});
export type PaymentAttemptWire = z.infer<typeof paymentAttemptSchema>;

const nextActionSchema = z.discriminatedUnion('type', [
  z
    .object({
      // The documents have the first; the flow that is asked for is called like the second.
      type: z.enum(['render_qrcode', 'qrcode']),
      qrcode: qrPayload.nullish(),
      qrcode_url: qrPayload.nullish(),
      data: z.object({ qrcode: qrPayload.nullish() }).nullish(),
    })
    .transform(({ qrcode, qrcode_url: url, data }) => ({
      type: 'render_qrcode' as const,
      payload: qrcode ?? data?.qrcode ?? url ?? null,
    })),
  /** An address or a link that opens an app: which links are let through goes by the method. */
  z.object({ type: z.literal('redirect'), method: z.literal('GET').nullish(), url: z.url() }),
]);

/** https://www.airwallex.com/docs/payments/reference/payment-statuses */
export const paymentIntentSchema = z.object({
  id: z.string().min(1),
  status: z.enum([
    'REQUIRES_PAYMENT_METHOD',
    'REQUIRES_CUSTOMER_ACTION',
    'PENDING',
    'PENDING_REVIEW',
    'REQUIRES_CAPTURE',
    'SUCCEEDED',
    'CANCELLED',
  ]),
  amount: majorUnits,
  currency: currencyCodeSchema,
  merchant_order_id: z.string().nullish(),
  /** An action that we cannot offer is read as none. */
  next_action: nextActionSchema.nullish().catch(null),
  latest_payment_attempt: paymentAttemptSchema.nullish(),
});
export type PaymentIntentWire = z.infer<typeof paymentIntentSchema>;

export const paymentIntentListSchema = z.object({ items: z.array(paymentIntentSchema) });
export const paymentAttemptListSchema = z.object({
  items: z.array(paymentAttemptSchema),
  has_more: z.boolean().default(false),
});

/** `SUCCEEDED` and `PROCESSING` are the words of older API versions. */
export const refundSchema = z.object({
  id: z.string().min(1),
  request_id: z.string().nullish(),
  status: z.enum(['RECEIVED', 'PROCESSING', 'ACCEPTED', 'SUCCEEDED', 'SETTLED', 'FAILED']),
  failure_reason: z.string().nullish(),
});
export type RefundWire = z.infer<typeof refundSchema>;

export const refundListSchema = z.object({ items: z.array(refundSchema) });

export const loginSchema = z.object({ token: z.string().min(1), expires_at: instant });

export const errorSchema = z.object({ code: z.string().regex(/^[\w.:-]{1,80}$/) });

/** Names are kept as they come; none of Airwallex's comes near this. */
const name = z.string().max(255);

/** Notifications: https://www.airwallex.com/docs/developer-tools/webhooks */
export const eventSchema = z.object({
  id: name.min(1),
  name: name.min(1),
  data: z.object({
    object: z.object({
      id: name.nullish(),
      payment_intent_id: name.nullish(),
      merchant_order_id: z.string().nullish(),
      metadata: z.record(z.string(), z.unknown()).nullish(),
    }),
  }),
});
export type EventWire = z.infer<typeof eventSchema>;
