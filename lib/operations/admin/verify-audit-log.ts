import type { AppContext } from '../context.ts';
import { verifyAuditLog } from '../operators/verify-audit-log.ts';
import { AdminInputError, requireMerchant } from './admin-input.ts';

/** Reads a merchant's audit log through. Returns what to keep; throws AdminInputError when it was tampered with. */
export async function verifyMerchantAuditLog(
  context: AppContext,
  merchant: string,
): Promise<string> {
  const { id } = await requireMerchant(context, merchant);
  const verdict = await verifyAuditLog(context, id);
  if (verdict.kind === 'broken') {
    throw new AdminInputError(
      `The audit log is not what was written, from entry ${verdict.seq} on.`,
    );
  }
  const { seq, hash } = verdict.head;
  return seq === 0 ? 'The audit log is empty.' : `Whole: ${seq} entries. Last hash: ${hash}`;
}
