import { z } from 'zod';
import { BANK_TRANSFER_RESULTS } from '#lib/domain/bank-transfer.ts';
import { listTransfers } from '#lib/operations/transfer-report.ts';
import { defineEndpoint } from '../endpoint.ts';
import { fpsTransferObject, tellingParam } from '../fps-objects.ts';
import { answerList, pageParams } from '../list-page.ts';

/** What came in on the merchant's own account, the last reported first. */
export const listFpsTransfersEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/fps_transfers',
  summary: "Money that came in on the merchant's own FPS account.",
  scope: 'fps_transfers.read',
  answers: { listOf: 'fps_transfer' },
  params: z.strictObject({
    ...pageParams,
    result: z
      .enum(BANK_TRANSFER_RESULTS, `must be one of ${BANK_TRANSFER_RESULTS.join(', ')}`)
      .exactOptional(),
  }),
  run: ({ caller, tx, params }) =>
    tellingParam(() =>
      answerList({
        url: '/v1/fps_transfers',
        noun: 'fps_transfer',
        params,
        load: (page) =>
          listTransfers(tx, caller, {
            which: params.result === undefined ? null : [params.result],
            page,
          }),
        object: fpsTransferObject,
      }),
    ),
});
