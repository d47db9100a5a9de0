import { z } from 'zod';
import { recordTransfer } from '#lib/operations/record-transfer.ts';
import { reportTransfer } from '#lib/operations/transfer-report.ts';
import { invalidRequest } from '../api-error.ts';
import { defineEndpoint } from '../endpoint.ts';
import { fpsTransferObject, tellingParam } from '../fps-objects.ts';
import { timeOr, transferAmount, transferParams, unixTime } from '../fps-params.ts';
import { text } from '../param-schemas.ts';

/**
 * Reports money that came in on the merchant's own account. `payment_attempt` or `reference` is the
 * merchant's word what it is for, and a slip in it is refused; `description` is the bank's text, in which
 * a reference is looked for, and money that it says nothing of is kept as `unmatched`. Reporting the same
 * `bank_reference` again changes nothing, but that an unmatched transfer can be given its payment.
 */
export const createFpsTransferEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/fps_transfers',
  summary: "Reports money that came in on the merchant's own FPS account.",
  scope: 'fps_transfers.write',
  answers: { one: 'fps_transfer' },
  params: z.strictObject({
    ...transferParams,
    description: text(500).exactOptional(),
    payer: text(200).exactOptional(),
    payment_attempt: text(100).exactOptional(),
    received_at: unixTime.exactOptional(),
    reference: text(100).exactOptional(),
  }),
  run: ({ context, caller, tx, params }) =>
    tellingParam(async () => {
      if (params.payment_attempt !== undefined && params.reference !== undefined) {
        throw invalidRequest('Send payment_attempt or reference, not both.', {
          param: 'reference',
        });
      }
      const { transfer } = await recordTransfer(context, tx, {
        merchantId: caller.merchantId,
        livemode: caller.livemode,
        amount: transferAmount(params),
        bankReference: params.bank_reference,
        receivedAt: timeOr(params.received_at, context.clock.now()),
        payer: params.payer ?? null,
        description: params.description ?? null,
        attemptId: params.payment_attempt ?? null,
        reference: params.reference ?? null,
        source: 'api',
      });
      context.wakeWorker();
      return fpsTransferObject(await reportTransfer(tx, transfer));
    }),
});
