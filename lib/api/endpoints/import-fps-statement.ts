import { z } from 'zod';
import { DEFAULT_STATEMENT_COLUMNS } from '#lib/fps/read-statement.ts';
import { importStatement } from '#lib/operations/import-statement.ts';
import { defineEndpoint } from '../endpoint.ts';
import { fpsStatementObject, tellingParam } from '../fps-objects.ts';
import { text } from '../param-schemas.ts';

/** Characters of a statement; `read-statement.ts` bounds its lines. Form encoding may triple them. */
const MAX_CSV_LENGTH = 1024 * 1024;

const column = text(100).exactOptional();

/**
 * Imports a bank's statement (CSV): every credit is reported as if by `POST /v1/fps_transfers`, by its
 * bank reference once. `columns` names the headings of a bank that has others than ours.
 */
export const importFpsStatementEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/fps_statements',
  summary: 'Reports the lines of a bank statement.',
  scope: 'fps_transfers.write',
  answers: { one: 'fps_statement' },
  maxBodyBytes: 3 * MAX_CSV_LENGTH,
  params: z.strictObject({
    csv: text(MAX_CSV_LENGTH),
    columns: z
      .strictObject({
        amount: column,
        received_at: column,
        bank_reference: column,
        currency: column,
        payer: column,
        reference: column,
        description: column,
      })
      .exactOptional(),
  }),
  run: ({ context, caller, tx, params: { csv, columns = {} } }) =>
    tellingParam(async () => {
      const { received_at: receivedAt, bank_reference: bankReference, ...same } = columns;
      const report = await importStatement(context, tx, {
        merchantId: caller.merchantId,
        livemode: caller.livemode,
        csv,
        columns: {
          ...DEFAULT_STATEMENT_COLUMNS,
          ...same,
          ...(receivedAt === undefined ? {} : { receivedAt }),
          ...(bankReference === undefined ? {} : { bankReference }),
        },
      });
      context.wakeWorker();
      return fpsStatementObject(report);
    }),
});
