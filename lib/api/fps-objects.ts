import type { LineReport, StatementReport } from '#lib/operations/import-statement.ts';
import { type TransferField, TransferInputError } from '#lib/operations/fps-account.ts';
import type { ExpectedTransfer, TransferReport } from '#lib/operations/transfer-report.ts';
import { type ApiError, invalidRequest, noSuchObject } from './api-error.ts';

/** A payment by FPS to the merchant's own account, as the merchant waits for its money. */
export function fpsRequestObject(expected: ExpectedTransfer) {
  return {
    id: expected.attemptId,
    object: 'fps_request' as const,
    amount: Number(expected.amount.amountMinor), // at most MAX_AMOUNT_MINOR: eight digits
    checkout_session: expected.sessionId,
    claimed_at: unixSeconds(expected.claimedAt),
    client_reference_id: expected.clientReferenceId,
    created: unixSeconds(expected.createdAt),
    currency: expected.amount.currency.toLowerCase(),
    expires_at: unixSeconds(expected.expiresAt),
    livemode: expected.livemode,
    reference: expected.reference,
    status: expected.status,
  };
}

/** Money that came in on the merchant's own account, and what it turned out to be. */
export function fpsTransferObject(report: TransferReport) {
  return {
    id: report.id,
    object: 'fps_transfer' as const,
    amount: Number(report.amount.amountMinor), // `readStatement` and `transferAmount` bound it
    amount_returned: Number(report.returned.amountMinor),
    bank_reference: report.bankReference,
    checkout_session: report.sessionId,
    created: unixSeconds(report.recordedAt),
    currency: report.amount.currency.toLowerCase(),
    description: report.description,
    late: report.late,
    livemode: report.livemode,
    payer: report.payer,
    payment_attempt: report.attemptId,
    received_at: unixSeconds(report.receivedAt),
    result: report.result,
    suggestions: report.suggestions.map(fpsRequestObject),
  };
}

/** What became of a statement, line by line, and how many lines of each kind there were. */
export function fpsStatementObject(report: StatementReport) {
  const counts: Record<LineReport['result'], number> = {
    matched: 0,
    duplicate: 0,
    wrong_amount: 0,
    unmatched: 0,
    already_recorded: 0,
    not_a_credit: 0,
    unreadable: 0,
  };
  for (const { result } of report.lines) counts[result] += 1;
  return {
    object: 'fps_statement' as const,
    counts,
    lines: report.lines.map((line) => ({
      line: line.line,
      result: line.result,
      transfer: 'transfer' in line ? fpsTransferObject(line.transfer) : null,
      problem: 'problem' in line ? line.problem : null,
    })),
    livemode: report.livemode,
  };
}

const PARAM_OF: Readonly<Record<TransferField, string | null>> = {
  account: null,
  amount: 'amount',
  attempt: 'payment_attempt',
  bankReference: 'bank_reference',
  csv: 'csv',
  noTransfer: null,
  reference: 'reference',
  transfer: 'id',
};

/** Runs work that may find a merchant's report wrong, and tells the parameter at fault. Throws ApiError. */
export async function tellingParam<Result>(
  work: () => Promise<Result>,
  pathId: string = '',
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TransferInputError) throw toApiError(error, pathId);
    throw error;
  }
}

function toApiError({ field, message }: TransferInputError, pathId: string): ApiError {
  if (field === 'noTransfer') return noSuchObject('fps_transfer', pathId.slice(0, 100), 'id');
  const param = PARAM_OF[field];
  if (param === null) return invalidRequest(`FPS to your own account: ${message}.`);
  return invalidRequest(`Invalid ${param}: ${message}.`, { param });
}

function unixSeconds(at: Date | null): number | null {
  return at === null ? null : Math.floor(at.getTime() / 1000);
}
