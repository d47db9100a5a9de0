import { z } from 'zod';
import { retrieveDispute } from '#lib/operations/own-disputes.ts';
import { requireFound } from '../answer-payment.ts';
import { answeredAtProvider } from '../answered-at-provider.ts';
import { defineEndpoint } from '../endpoint.ts';
import { DISPUTE_EXPANSIONS, expandParam } from '../expand.ts';

/**
 * https://docs.stripe.com/api/disputes/update gives evidence. That is between the merchant and the provider that
 * holds the money: what was written to us would be lost, and the deadline with it.
 */
export const updateDisputeEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/disputes/{id}',
  summary: 'Refuses: evidence is given at the provider.',
  scope: 'disputes.write',
  answers: { one: 'dispute' },
  params: z.strictObject({ expand: expandParam(DISPUTE_EXPANSIONS) }),
  // Whatever of these is sent, all of the call is refused below.
  setAside: ['evidence', 'intended_submission_method', 'metadata', 'submit'].map((name) => ({
    path: [name],
    ignore: 'any',
  })),
  run: async ({ caller, tx, pathParams }) => {
    const found = await retrieveDispute(tx, caller, pathParams['id'] ?? '');
    throw answeredAtProvider(requireFound(found, 'dispute', pathParams).item);
  },
});
