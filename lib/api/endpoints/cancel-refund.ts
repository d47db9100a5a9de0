import { z } from 'zod';
import { retrieveRefund } from '#lib/operations/own-payments.ts';
import { invalidRequest } from '../api-error.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { REFUND_EXPANSIONS, expandParam } from '../expand.ts';

/**
 * https://docs.stripe.com/api/refunds/cancel is for refunds that wait for the shopper to say where the
 * money goes. No refund of ours does: it is sent to the provider at once, and what was sent cannot be
 * called back there.
 */
export const cancelRefundEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/refunds/{id}/cancel',
  summary: 'Refuses: a refund that was sent cannot be called back.',
  scope: 'refunds.write',
  answers: { one: 'refund' },
  params: z.strictObject({ expand: expandParam(REFUND_EXPANSIONS) }),
  run: async ({ caller, tx, pathParams }) => {
    const found = await retrieveRefund(tx, caller, pathParams['id'] ?? '');
    const { refund } = requireFound(found, 'refund', pathParams).item;
    throw invalidRequest(
      `This refund is ${refund.status} and cannot be canceled: it was sent to the payment's provider, ` +
        'which takes none back.',
      { code: 'charge_not_refundable', param: 'id' },
    );
  },
});
