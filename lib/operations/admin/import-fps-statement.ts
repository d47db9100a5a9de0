import { z } from 'zod';
import { DEFAULT_STATEMENT_COLUMNS } from '#lib/fps/read-statement.ts';
import type { AppContext } from '../context.ts';
import { TransferInputError } from '../fps-account.ts';
import { type StatementReport, importStatement } from '../import-statement.ts';
import { AdminInputError, modeSchema, readInput, requireMerchant } from './admin-input.ts';

/** `read-statement.ts` bounds characters and lines; this bounds what is read at all. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;

const column = z.string().min(1).max(100).exactOptional();

const inputSchema = z.strictObject({
  merchant: z.string(),
  mode: modeSchema,
  /** The file's bytes: UTF-8, with or without a byte order mark. */
  file: z.instanceof(Buffer),
  /** The bank's headings where they are not ours. */
  columns: z.strictObject({
    amount: column,
    receivedAt: column,
    bankReference: column,
    currency: column,
    payer: column,
    reference: column,
    description: column,
  }),
});

export type ImportFpsStatementInput = z.input<typeof inputSchema>;

/**
 * Imports a merchant's bank statement. Imported again, or overlapping an earlier one, it changes nothing
 * about the lines that are known. Throws AdminInputError where the file is no statement.
 */
export async function importFpsStatement(
  context: AppContext,
  input: ImportFpsStatementInput,
): Promise<StatementReport> {
  const { merchant, mode, file, columns } = readInput(inputSchema, input);
  const { id: merchantId } = await requireMerchant(context, merchant);
  if (file.length > MAX_FILE_BYTES) {
    throw new AdminInputError(`file: is larger than ${MAX_FILE_BYTES} bytes`);
  }
  const csv = decode(file);
  try {
    const report = await context.database.db.transaction((tx) =>
      importStatement(context, tx, {
        merchantId,
        livemode: mode === 'live',
        csv,
        columns: { ...DEFAULT_STATEMENT_COLUMNS, ...columns },
      }),
    );
    context.wakeWorker();
    return report;
  } catch (error) {
    if (!(error instanceof TransferInputError)) throw error;
    throw new AdminInputError(error.field === 'csv' ? `file: ${error.message}` : error.message);
  }
}

function decode(file: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file);
  } catch {
    throw new AdminInputError('file: is not UTF-8');
  }
}

/** The report as an operator reads it: how many of each kind, then each line that is not settled. */
export function describeStatement({ lines }: StatementReport): string {
  const counts = new Map<string, number>();
  for (const { result } of lines) counts.set(result, (counts.get(result) ?? 0) + 1);
  const summary = [...counts].map(([result, count]) => `  ${result}: ${count}`);
  const details = lines.flatMap((entry) => {
    if (entry.result === 'not_a_credit' || entry.result === 'already_recorded') return [];
    if (entry.result === 'unreadable') return [`  line ${entry.line}: ${entry.problem}`];
    const { transfer } = entry;
    const payment = transfer.attemptId === null ? '' : ` for ${transfer.attemptId}`;
    const late = transfer.late ? ', late' : '';
    const maybe = transfer.suggestions.map(({ attemptId }) => attemptId).join(', ');
    const suggested = maybe === '' ? '' : `; perhaps for ${maybe}`;
    return [`  line ${entry.line}: ${entry.result}${late}, ${transfer.id}${payment}${suggested}`];
  });
  return [`${lines.length} lines`, ...summary, '', ...details].join('\n').trimEnd();
}
