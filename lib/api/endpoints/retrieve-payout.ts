import { z } from 'zod';
import { retrievePayout } from '#lib/operations/own-payouts.ts';
import { payoutObject } from '#lib/operations/payout-object.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { refusedParams } from '../set-aside-params.ts';

/** https://docs.stripe.com/api/payouts/retrieve */
export const retrievePayoutEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/payouts/{id}',
  summary: 'A payout that a provider has accounted for.',
  scope: 'payouts.read',
  answers: { one: 'payout' },
  params: z.strictObject({}),
  setAside: refusedParams('expand'),
  run: async ({ caller, tx, pathParams }) => {
    const found = await retrievePayout(tx, caller, pathParams['id'] ?? '');
    return payoutObject(requireFound(found, 'payout', pathParams));
  },
});
