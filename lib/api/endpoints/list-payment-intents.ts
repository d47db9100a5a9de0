import { z } from 'zod';
import { listOwnIntents } from '#lib/operations/own-payments.ts';
import { intentIn } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { INTENT_EXPANSIONS, expandListParam } from '../expand.ts';
import { ANY_TIME, answerList, createdFilter, pageParams } from '../list-page.ts';
import { text } from '../param-schemas.ts';
import { refusedParams } from '../set-aside-params.ts';

/** https://docs.stripe.com/api/payment_intents/list */
export const listPaymentIntentsEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/payment_intents',
  summary: 'Payment intents, the newest first.',
  scope: 'payment_intents.read',
  answers: { listOf: 'payment_intent' },
  params: z.strictObject({
    ...pageParams,
    created: createdFilter.exactOptional(),
    customer: text(100).exactOptional(),
    expand: expandListParam(INTENT_EXPANSIONS),
  }),
  setAside: refusedParams('customer_account'),
  run: async (call) => {
    const { caller, tx, params } = call;
    return answerList({
      url: '/v1/payment_intents',
      noun: 'payment_intent',
      params,
      load: (page) =>
        listOwnIntents(tx, caller, {
          created: params.created ?? ANY_TIME,
          customerId: params.customer ?? null,
          page,
        }),
      object: intentIn(call),
    });
  },
});
