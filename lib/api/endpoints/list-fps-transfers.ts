import { z } from 'zod';
import { BANK_TRANSFER_RESULTS } from '#lib/domain/bank-transfer.ts';
import { listTransfers } from '#lib/operations/transfer-report.ts';
import { defineEndpoint } from '../endpoint.ts';
import { fpsTransferObject, listObject, tellingParam } from '../fps-objects.ts';
import { DEFAULT_PAGE_LIMIT, pageParams } from '../param-schemas.ts';

/** What came in on the merchant's own account, the last reported first. */
export const listFpsTransfersEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/fps_transfers',
  params: z.strictObject({
    ...pageParams,
    result: z
      .enum(BANK_TRANSFER_RESULTS, `must be one of ${BANK_TRANSFER_RESULTS.join(', ')}`)
      .exactOptional(),
  }),
  run: ({ caller, tx, params }) =>
    tellingParam(async () => {
      const page = await listTransfers(tx, caller, {
        result: params.result ?? null,
        startingAfter: params.starting_after ?? null,
        limit: params.limit ?? DEFAULT_PAGE_LIMIT,
      });
      return listObject('/v1/fps_transfers', page, fpsTransferObject);
    }),
});
