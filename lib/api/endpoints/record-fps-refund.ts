import { z } from 'zod';
import { returnTransfer } from '#lib/operations/return-transfer.ts';
import { reportTransfer } from '#lib/operations/transfer-report.ts';
import { defineEndpoint } from '../endpoint.ts';
import { fpsTransferObject, tellingParam } from '../fps-objects.ts';
import { timeOr, transferAmount, transferParams, unixTime } from '../fps-params.ts';

/**
 * Records that the merchant sent money of a transfer back: an FPS refund is a transfer that only the
 * merchant can make. Never more than came in; reporting the same `bank_reference` again changes nothing.
 */
export const recordFpsRefundEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/fps_transfers/{id}/record_refund',
  summary: 'Records that the merchant sent money of a transfer back.',
  scope: 'fps_transfers.write',
  answers: { one: 'fps_transfer' },
  params: z.strictObject({ ...transferParams, returned_at: unixTime.exactOptional() }),
  run: ({ context, caller, tx, params, pathParams }) =>
    tellingParam(async () => {
      const transfer = await returnTransfer(context, tx, {
        merchantId: caller.merchantId,
        livemode: caller.livemode,
        transferId: pathParams['id'] ?? '',
        amount: transferAmount(params),
        bankReference: params.bank_reference,
        returnedAt: timeOr(params.returned_at, context.clock.now()),
      });
      return fpsTransferObject(await reportTransfer(tx, transfer));
    }, pathParams['id']),
});
