import { z } from 'zod';
import { callOffIntent, cancelIntent } from '#lib/operations/cancel-intent.ts';
import { retrieveSetup, writeSetup } from '#lib/operations/own-setups.ts';
import { requireFound } from '../answer-payment.ts';
import { invalidRequest } from '../api-error.ts';
import { defineEndpoint } from '../endpoint.ts';

/** https://docs.stripe.com/api/setup_intents/cancel; the page of its session is over with it. */
export const cancelSetupIntentEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/setup_intents/{id}/cancel',
  summary: 'Cancels a setup intent that has kept no card, and ends its session.',
  scope: 'setup_intents.write',
  answers: { one: 'setup_intent' },
  params: z.strictObject({
    cancellation_reason: z
      .enum(['abandoned', 'duplicate', 'requested_by_customer'])
      .exactOptional(),
  }),
  run: async ({ context, caller, tx, params, pathParams }) => {
    const result = await cancelIntent(context, tx, {
      merchantId: caller.merchantId,
      livemode: caller.livemode,
      id: pathParams['id'] ?? '',
      reason: params.cancellation_reason ?? null,
      purpose: 'setup',
    });
    const done = requireFound(result, 'setupintent', pathParams, 'intent');
    if (done.kind === 'refused') {
      throw invalidRequest(`This SetupIntent cannot be canceled: it is ${done.status}.`, {
        code: 'setup_intent_unexpected_state',
        param: 'intent',
      });
    }
    context.wakeWorker();
    return writeSetup(context, done.intent);
  },
  settle: async ({ context, caller, tx }, ordered) => {
    const canceled = await retrieveSetup(tx, caller, ordered.id);
    if (canceled === null) return ordered;
    await callOffIntent(context, canceled);
    return writeSetup(context, (await retrieveSetup(tx, caller, ordered.id)) ?? canceled);
  },
});
