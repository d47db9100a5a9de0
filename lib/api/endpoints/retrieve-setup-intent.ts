import { z } from 'zod';
import { retrieveSetup, writeSetup } from '#lib/operations/own-setups.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';

/** https://docs.stripe.com/api/setup_intents/retrieve */
export const retrieveSetupIntentEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/setup_intents/{id}',
  summary: 'A setup intent as it stands.',
  scope: 'setup_intents.read',
  answers: { one: 'setup_intent' },
  params: z.strictObject({}),
  run: async ({ context, caller, tx, pathParams }) => {
    const found = await retrieveSetup(tx, caller, pathParams['id'] ?? '');
    return writeSetup(context, requireFound(found, 'setupintent', pathParams, 'intent'));
  },
});
