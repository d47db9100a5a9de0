import { z } from 'zod';
import { retrieveIntent } from '#lib/operations/own-payments.ts';
import { intentIn, requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { INTENT_EXPANSIONS, expandParam } from '../expand.ts';

/** https://docs.stripe.com/api/payment_intents/retrieve */
export const retrievePaymentIntentEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/payment_intents/{id}',
  summary: 'A payment intent as it stands.',
  scope: 'payment_intents.read',
  answers: { one: 'payment_intent' },
  params: z.strictObject({ expand: expandParam(INTENT_EXPANSIONS) }),
  run: async (call) => {
    const { caller, tx, pathParams } = call;
    const found = await retrieveIntent(tx, caller, pathParams['id'] ?? '');
    return intentIn(call)(requireFound(found, 'payment_intent', pathParams, 'intent'));
  },
});
