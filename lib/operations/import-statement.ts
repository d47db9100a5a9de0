import type { Db } from '#lib/db/client.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import { CsvError } from '#lib/fps/parse-csv.ts';
import {
  type StatementColumns,
  type StatementLine,
  readStatement,
} from '#lib/fps/read-statement.ts';
import type { AppContext } from './context.ts';
import { TransferInputError } from './fps-account.ts';
import { recordTransfer } from './record-transfer.ts';
import { type TransferReport, reportTransfer } from './transfer-report.ts';

/** What became of one line of a statement. */
export type LineReport =
  | {
      readonly line: number;
      /** `already_recorded`: imported or reported before; nothing was changed. */
      readonly result: Exclude<TransferReport['result'], 'dismissed'> | 'already_recorded';
      readonly transfer: TransferReport;
    }
  | { readonly line: number; readonly result: 'not_a_credit' }
  | { readonly line: number; readonly result: 'unreadable'; readonly problem: string };

export interface StatementReport {
  readonly livemode: boolean;
  readonly lines: readonly LineReport[];
}

/**
 * Records every transfer of a bank statement, as `recordTransfer` does each: those that carry a
 * reference of ours, in a column of its own or anywhere in the bank's text, are booked; the others are
 * kept as unmatched, with suggestions. Importing a statement again, or one that overlaps it, changes
 * nothing about the lines that were imported before.
 *
 * Call it in a transaction, and wake the worker afterwards. Throws TransferInputError where the file is
 * no statement.
 */
export async function importStatement(
  context: AppContext,
  tx: Db,
  input: Owner & { readonly csv: string; readonly columns: StatementColumns },
): Promise<StatementReport> {
  const { merchantId, livemode } = input;
  const lines: LineReport[] = [];
  for (const line of linesOf(input)) {
    lines.push(await importLine(context, tx, { merchantId, livemode }, line));
  }
  return { livemode, lines };
}

function linesOf(input: { csv: string; columns: StatementColumns }): readonly StatementLine[] {
  try {
    return readStatement(input.csv, input.columns);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new TransferInputError('csv', error.message, { cause: error });
  }
}

async function importLine(
  context: AppContext,
  tx: Db,
  owner: Owner,
  line: StatementLine,
): Promise<LineReport> {
  if (line.kind === 'not_a_credit') return { line: line.line, result: line.kind };
  if (line.kind === 'unreadable') {
    return { line: line.line, result: line.kind, problem: line.problem };
  }
  try {
    const { transfer, known } = await recordTransfer(context, tx, {
      ...owner,
      amount: line.amount,
      bankReference: line.bankReference,
      receivedAt: line.receivedAt,
      payer: line.payer,
      description: line.description,
      attemptId: null,
      reference: null,
      source: 'statement',
    });
    return {
      line: line.line,
      // One that was dismissed was recorded before, as a matter of course.
      result: known || transfer.result === 'dismissed' ? 'already_recorded' : transfer.result,
      transfer: await reportTransfer(tx, transfer),
    };
  } catch (error) {
    // Two lines of one name that differ are the bank's to explain; the others are not held up.
    if (!(error instanceof TransferInputError) || error.field !== 'bankReference') throw error;
    const problem = `bank reference ${line.bankReference} ${error.message}`;
    return { line: line.line, result: 'unreadable', problem };
  }
}
