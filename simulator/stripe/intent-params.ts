import { z } from 'zod';

import { emptyable, expand, flag, integer, metadata, shipping, text } from './form.ts';
import { METHOD_TYPES, paymentMethodData } from './payment-methods.ts';

const methodTypes = z.array(z.enum(METHOD_TYPES)).min(1);

const paymentMethodOptions = z.strictObject({
  alipay: z
    .strictObject({ setup_future_usage: z.enum(['none', 'off_session']).optional() })
    .optional(),
  wechat_pay: z
    .strictObject({ client: z.enum(['android', 'ios', 'web']), app_id: text.optional() })
    .optional(),
  card: z
    .strictObject({
      capture_method: z.literal('manual').optional(),
      request_three_d_secure: z.enum(['any', 'automatic', 'challenge']).optional(),
      setup_future_usage: z.enum(['none', 'on_session', 'off_session']).optional(),
      statement_descriptor_suffix_kanji: text.optional(),
      statement_descriptor_suffix_kana: text.optional(),
    })
    .optional(),
});
export type PaymentMethodOptionsParams = z.infer<typeof paymentMethodOptions>;

export const mandateData = z.strictObject({
  customer_acceptance: z.looseObject({ type: z.enum(['online', 'offline']) }),
});

const paymentDetails = z.strictObject({
  customer_reference: emptyable(text).optional(),
  order_reference: emptyable(text).optional(),
});

/** What may be set at creation and changed later. */
const details = {
  customer: text.optional(),
  description: emptyable(text).optional(),
  expand,
  metadata: metadata.optional(),
  payment_details: emptyable(paymentDetails).optional(),
  payment_method: emptyable(text).optional(),
  payment_method_data: paymentMethodData.optional(),
  payment_method_options: paymentMethodOptions.optional(),
  receipt_email: emptyable(text).optional(),
  setup_future_usage: emptyable(z.enum(['on_session', 'off_session'])).optional(),
  shipping: emptyable(shipping).optional(),
};

/** What says how to confirm. */
const confirmation = {
  confirmation_token: text.optional(),
  error_on_requires_action: flag.optional(),
  mandate_data: emptyable(mandateData).optional(),
  off_session: flag.optional(),
  return_url: text.optional(),
  use_stripe_sdk: flag.optional(),
};

const captureMethod = z.enum(['automatic', 'automatic_async', 'manual']);
const statementDescriptorSuffix = emptyable(z.string().max(22)).optional();

export const createIntentParams = z.strictObject({
  ...details,
  ...confirmation,
  amount: integer,
  automatic_payment_methods: z
    .strictObject({ enabled: flag, allow_redirects: z.enum(['always', 'never']).optional() })
    .optional(),
  allowed_payment_method_types: methodTypes.optional(),
  capture_method: captureMethod.optional(),
  confirm: flag.optional(),
  confirmation_method: z.enum(['automatic', 'manual']).optional(),
  currency: text,
  payment_method_types: methodTypes.optional(),
  statement_descriptor_suffix: statementDescriptorSuffix,
});
export type CreateIntentParams = z.infer<typeof createIntentParams>;

export const updateIntentParams = z.strictObject({
  ...details,
  amount: integer.optional(),
  capture_method: captureMethod.optional(),
  currency: text.optional(),
  payment_method_types: methodTypes.optional(),
  statement_descriptor_suffix: statementDescriptorSuffix,
});
export type UpdateIntentParams = z.infer<typeof updateIntentParams>;

export const confirmIntentParams = z.strictObject({
  ...confirmation,
  capture_method: captureMethod.optional(),
  /** Sent by Stripe.js with the publishable key. */
  client_secret: text.optional(),
  expand,
  payment_method: text.optional(),
  payment_method_data: paymentMethodData.optional(),
  payment_method_options: paymentMethodOptions.optional(),
  payment_method_types: methodTypes.optional(),
  receipt_email: emptyable(text).optional(),
  setup_future_usage: emptyable(z.enum(['on_session', 'off_session'])).optional(),
  shipping: emptyable(shipping).optional(),
});
export type ConfirmIntentParams = z.infer<typeof confirmIntentParams>;

export const captureIntentParams = z.strictObject({
  amount_to_capture: integer.optional(),
  expand,
  final_capture: flag.optional(),
  metadata: metadata.optional(),
  statement_descriptor_suffix: statementDescriptorSuffix,
});
export type CaptureIntentParams = z.infer<typeof captureIntentParams>;

export const cancelIntentParams = z.strictObject({
  cancellation_reason: z
    .enum(['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer'])
    .optional(),
  expand,
});
export type CancelIntentParams = z.infer<typeof cancelIntentParams>;
