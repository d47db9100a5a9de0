import { z } from 'zod';
import { retrieveDispute } from '#lib/operations/own-disputes.ts';
import { requireFound } from '../answer-payment.ts';
import { answeredAtProvider } from '../answered-at-provider.ts';
import { defineEndpoint } from '../endpoint.ts';
import { DISPUTE_EXPANSIONS, expandParam } from '../expand.ts';

/** https://docs.stripe.com/api/disputes/close accepts a dispute as lost: that, too, is said at the provider. */
export const closeDisputeEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/disputes/{id}/close',
  summary: 'Refuses: a dispute is accepted at the provider.',
  scope: 'disputes.write',
  answers: { one: 'dispute' },
  params: z.strictObject({ expand: expandParam(DISPUTE_EXPANSIONS) }),
  run: async ({ caller, tx, pathParams }) => {
    const found = await retrieveDispute(tx, caller, pathParams['id'] ?? '');
    throw answeredAtProvider(requireFound(found, 'dispute', pathParams).item);
  },
});
