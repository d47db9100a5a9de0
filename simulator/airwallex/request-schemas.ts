import { z } from 'zod';
import type { Flow, MethodType } from './model.ts';

const requestId = z.string().min(1).max(64);
const metadata = z.record(z.string(), z.unknown());

export const createSchema = z.object({
  request_id: requestId,
  merchant_order_id: z.string().min(1).max(64),
  amount: z.number().positive().max(100_000_000),
  currency: z.string().regex(/^[A-Z]{3}$/, 'currency is an ISO 4217 code in upper case'),
  return_url: z.url({ protocol: /^https?$/ }).optional(),
  descriptor: z.string().max(64).optional(),
  metadata: metadata.optional(),
});

const flow = z.enum(['webqr', 'qrcode', 'mobile_web']) satisfies z.ZodType<Flow>;
const details = z.object({
  flow,
  os_type: z.enum(['ios', 'android', 'windows', 'macos']).optional(),
});

/** `{type: 'fps', fps: {flow: 'webqr'}}` → `{type: 'fps', flow: 'webqr'}`. */
const paymentMethod = z
  .object({
    type: z.enum([
      'fps',
      'alipayhk',
      'payme',
      'octopus',
      'wechatpay',
    ]) satisfies z.ZodType<MethodType>,
    fps: details.optional(),
    alipayhk: details.optional(),
    payme: details.optional(),
    octopus: details.optional(),
    wechatpay: details.optional(),
  })
  .transform((method, check) => {
    const chosen = method[method.type];
    if (chosen !== undefined) return { type: method.type, flow: chosen.flow };
    check.addIssue({
      code: 'custom',
      path: [method.type],
      message: `${method.type} must be provided`,
    });
    return z.NEVER;
  });

export const confirmSchema = z.object({ request_id: requestId, payment_method: paymentMethod });

export const cancelSchema = z.object({
  request_id: requestId,
  cancellation_reason: z.string().max(128).optional(),
});

export const refundSchema = z
  .object({
    request_id: requestId,
    payment_intent_id: z.string().optional(),
    payment_attempt_id: z.string().optional(),
    amount: z.number().positive().optional(),
    reason: z.string().max(128).optional(),
    metadata: metadata.optional(),
  })
  .refine(
    (refund) => refund.payment_intent_id !== undefined || refund.payment_attempt_id !== undefined,
    { path: ['payment_intent_id'], message: 'payment_intent_id must be provided' },
  );
