import { z } from 'zod';
import { listSetups, writeSetup } from '#lib/operations/own-setups.ts';
import { defineEndpoint } from '../endpoint.ts';
import { ANY_TIME, answerList, createdFilter, pageParams } from '../list-page.ts';
import { text } from '../param-schemas.ts';
import { refusedParams } from '../set-aside-params.ts';

/** https://docs.stripe.com/api/setup_intents/list */
export const listSetupIntentsEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/setup_intents',
  summary: 'The setup intents, the newest first.',
  scope: 'setup_intents.read',
  answers: { listOf: 'setup_intent' },
  params: z.strictObject({
    ...pageParams,
    created: createdFilter.exactOptional(),
    customer: text(100).exactOptional(),
  }),
  setAside: refusedParams('attach_to_self', 'customer_account', 'payment_method'),
  run: ({ context, caller, tx, params }) =>
    answerList({
      url: '/v1/setup_intents',
      noun: 'setup_intent',
      params,
      load: (page) =>
        listSetups(tx, caller, {
          created: params.created ?? ANY_TIME,
          customerId: params.customer ?? null,
          page,
        }),
      object: (setup) => writeSetup(context, setup),
    }),
});
