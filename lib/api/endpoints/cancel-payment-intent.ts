import { z } from 'zod';
import { CANCELLATION_REASONS } from '#lib/domain/payment-intent.ts';
import { callOffIntent, cancelIntent } from '#lib/operations/cancel-intent.ts';
import { retrieveIntent } from '#lib/operations/own-payments.ts';
import { intentIn, requireFound } from '../answer-payment.ts';
import { invalidRequest } from '../api-error.ts';
import { defineEndpoint } from '../endpoint.ts';
import { INTENT_EXPANSIONS, expandParam } from '../expand.ts';

/** https://docs.stripe.com/api/payment_intents/cancel; the page of its session is over with it. */
export const cancelPaymentIntentEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/payment_intents/{id}/cancel',
  summary: 'Cancels a payment intent that is not paid, and ends its session.',
  scope: 'payment_intents.write',
  answers: { one: 'payment_intent' },
  params: z.strictObject({
    cancellation_reason: z.enum(CANCELLATION_REASONS).exactOptional(),
    expand: expandParam(INTENT_EXPANSIONS),
  }),
  run: async (call) => {
    const { context, caller, tx, params, pathParams } = call;
    const result = await cancelIntent(context, tx, {
      merchantId: caller.merchantId,
      livemode: caller.livemode,
      id: pathParams['id'] ?? '',
      reason: params.cancellation_reason ?? null,
    });
    const done = requireFound(result, 'payment_intent', pathParams, 'intent');
    if (done.kind === 'refused') {
      throw invalidRequest(`This PaymentIntent cannot be canceled: it is ${done.status}.`, {
        code: 'payment_intent_unexpected_state',
        param: 'intent',
      });
    }
    context.wakeWorker();
    return intentIn(call)(done.intent);
  },
  settle: async (call, ordered) => {
    const { context, caller, tx } = call;
    const canceled = await retrieveIntent(tx, caller, ordered.id);
    if (canceled === null) return ordered;
    await callOffIntent(context, canceled);
    const after = await retrieveIntent(tx, caller, ordered.id);
    return intentIn(call)(after ?? canceled);
  },
});
