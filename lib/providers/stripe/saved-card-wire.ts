import { z } from 'zod';
import { paymentErrorSchema, webUrl } from './wire.ts';

/** The parts of Stripe's objects around kept cards that are read, API version 2026-10-28.endive. */

const metadata = z.record(z.string(), z.string()).nullish();

/** https://docs.stripe.com/api/customers/object */
export const customerSchema = z.object({
  object: z.literal('customer'),
  id: z.string().min(1),
  metadata,
});
export type CustomerWire = z.infer<typeof customerSchema>;

export const customerListSchema = z.object({
  data: z.array(customerSchema),
  has_more: z.boolean(),
});

/** https://docs.stripe.com/api/payment_methods/object */
export const paymentMethodSchema = z.object({
  object: z.literal('payment_method'),
  id: z.string().min(1),
  customer: z.string().nullish(),
  card: z
    .object({
      brand: z.string().min(1),
      last4: z.string().regex(/^\d{4}$/),
      exp_month: z.int().min(1).max(12),
      exp_year: z.int().min(2000),
    })
    .nullish(),
});
export type PaymentMethodWire = z.infer<typeof paymentMethodSchema>;

/** https://docs.stripe.com/api/setup_intents/object */
export const setupIntentSchema = z.object({
  object: z.literal('setup_intent'),
  id: z.string().min(1),
  status: z.enum([
    'requires_payment_method',
    'requires_confirmation',
    'requires_action',
    'processing',
    'succeeded',
    'canceled',
  ]),
  client_secret: z.string().min(1).nullish(),
  metadata,
  next_action: z
    .object({
      type: z.string(),
      redirect_to_url: z.object({ url: webUrl.nullish() }).nullish(),
    })
    .nullish(),
  last_setup_error: paymentErrorSchema.nullish(),
  /** Expanded where we ask for it; the object inside an error carries the bare id. */
  payment_method: z.union([z.string(), paymentMethodSchema]).nullish(),
});
export type SetupIntentWire = z.infer<typeof setupIntentSchema>;

export const setupIntentListSchema = z.object({
  data: z.array(setupIntentSchema),
  has_more: z.boolean(),
});
