import { z } from 'zod';
import { retrieveRefund } from '#lib/operations/own-payments.ts';
import { refundIn, requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { REFUND_EXPANSIONS, expandParam } from '../expand.ts';

/** https://docs.stripe.com/api/refunds/retrieve */
export const retrieveRefundEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/refunds/{id}',
  summary: 'A refund as it stands.',
  scope: 'refunds.read',
  answers: { one: 'refund' },
  params: z.strictObject({ expand: expandParam(REFUND_EXPANSIONS) }),
  run: async (call) => {
    const { caller, tx, pathParams } = call;
    const found = await retrieveRefund(tx, caller, pathParams['id'] ?? '');
    return refundIn(call)(requireFound(found, 'refund', pathParams));
  },
});
