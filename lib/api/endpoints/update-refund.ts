import { z } from 'zod';
import { updateRefund } from '#lib/operations/update-refund.ts';
import { refundIn, requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { REFUND_EXPANSIONS, expandParam } from '../expand.ts';
import { applyMetadata, metadataChange } from '../param-schemas.ts';

/** https://docs.stripe.com/api/refunds/update */
export const updateRefundEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/refunds/{id}',
  summary: 'Changes the notes on a refund.',
  scope: 'refunds.write',
  answers: { one: 'refund' },
  params: z.strictObject({
    expand: expandParam(REFUND_EXPANSIONS),
    metadata: metadataChange.exactOptional(),
  }),
  run: async (call) => {
    const { caller, tx, params, pathParams } = call;
    const updated = await updateRefund(tx, caller, pathParams['id'] ?? '', (before) =>
      applyMetadata(before, params.metadata),
    );
    return refundIn(call)(requireFound(updated, 'refund', pathParams));
  },
});
