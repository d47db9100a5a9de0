import { z } from 'zod';
import { retrieveDispute } from '#lib/operations/own-disputes.ts';
import { disputeIn, requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { DISPUTE_EXPANSIONS, expandParam } from '../expand.ts';

/** https://docs.stripe.com/api/disputes/retrieve */
export const retrieveDisputeEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/disputes/{id}',
  summary: 'A dispute as its provider last told of it.',
  scope: 'disputes.read',
  answers: { one: 'dispute' },
  params: z.strictObject({ expand: expandParam(DISPUTE_EXPANSIONS) }),
  run: async (call) => {
    const { caller, tx, pathParams } = call;
    const found = await retrieveDispute(tx, caller, pathParams['id'] ?? '');
    return disputeIn(call)(requireFound(found, 'dispute', pathParams));
  },
});
