import { MissingColumnError, type StatementColumns } from '#lib/fps/read-statement.ts';
import { CsvError } from '#lib/fps/parse-csv.ts';
import type { AppContext } from '../context.ts';
import { TransferInputError } from '../fps-account.ts';
import { type StatementReport, importStatement } from '../import-statement.ts';
import { type Acting, auditOf, ownerOf } from './acting.ts';
import { writeAudit } from './write-audit.ts';

/** What became of a statement, as whoever imported it is told. */
export interface StatementCounts {
  /** Paid what was due, in time or late. */
  readonly matched: number;
  /** Recorded before. */
  readonly known: number;
  /** Of no payment, of one that was paid already, or not what was due. */
  readonly toLookAt: number;
  /** Without an amount, or money that went out. */
  readonly leftAside: number;
  /** The numbers of those lines that could not be read. */
  readonly unreadable: readonly number[];
}

export type ImportResult =
  | { readonly kind: 'imported'; readonly counts: StatementCounts }
  /** A column that was asked for is not in it. */
  | { readonly kind: 'no_column'; readonly field: keyof StatementColumns }
  /** It is no CSV from that line on, or too large. */
  | { readonly kind: 'no_statement'; readonly line: number }
  | { readonly kind: 'no_account' };

/** Records the transfers of a statement, as `POST /v1/fps_statements` does. */
export async function importOwnStatement(
  context: AppContext,
  acting: Acting,
  statement: { readonly csv: string; readonly columns: StatementColumns },
): Promise<ImportResult> {
  try {
    const counts = await context.database.db.transaction(async (tx) => {
      const report = await importStatement(context, tx, { ...ownerOf(acting), ...statement });
      const counted = countLines(report);
      const { matched, known, toLookAt, unreadable } = counted;
      await writeAudit(context, tx, {
        ...auditOf(acting),
        action: 'statement.imported',
        after: { matched, known, toLookAt, unreadable: unreadable.length },
      });
      return counted;
    });
    context.wakeWorker();
    return { kind: 'imported', counts };
  } catch (error) {
    if (!(error instanceof TransferInputError)) throw error;
    const { cause } = error;
    if (cause instanceof MissingColumnError) return { kind: 'no_column', field: cause.field };
    if (cause instanceof CsvError) return { kind: 'no_statement', line: cause.line };
    return { kind: 'no_account' };
  }
}

function countLines({ lines }: StatementReport): StatementCounts {
  const count = (...results: readonly (typeof lines)[number]['result'][]) =>
    lines.filter(({ result }) => results.includes(result)).length;
  return {
    matched: count('matched'),
    known: count('already_recorded'),
    toLookAt: count('unmatched', 'duplicate', 'wrong_amount'),
    leftAside: count('not_a_credit'),
    unreadable: lines.filter(({ result }) => result === 'unreadable').map(({ line }) => line),
  };
}
