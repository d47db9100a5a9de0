import { z } from 'zod';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';

/** https://docs.stripe.com/api/disputes/retrieve; there is none to find, as `list-disputes.ts` says. */
export const retrieveDisputeEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/disputes/{id}',
  summary: 'Finds none: disputes are told and answered at the provider.',
  scope: 'disputes.read',
  answers: { one: 'dispute' },
  params: z.strictObject({}),
  run: ({ pathParams }) => Promise.resolve(requireFound<object>(null, 'dispute', pathParams)),
});
