import {
  type BankTransferRow,
  findBankTransfer,
  lockAccount,
  updateBankTransfer,
} from '#lib/db/stores/bank-transfer-store.ts';
import { resolveDiscrepancies } from '#lib/db/stores/discrepancy-store.ts';
import type { BankTransferId } from '#lib/domain/ids.ts';
import { type Money, money } from '#lib/domain/money.ts';
import type { AppContext } from '../context.ts';
import { AdminInputError } from './admin-input.ts';

/** Room for a sentence. */
const MAX_REASON = 300;

/**
 * Notes that a transfer which belongs to no payment (`btr_…`) is none of Praya's: the merchant's rent, another
 * shop of theirs. It is kept, with who it came from and why it was dismissed; what was raised about it is
 * closed, and nothing is booked, as nothing was. Should it turn out to be a payment after all, report it again
 * with that payment.
 *
 * Throws AdminInputError: there is no such transfer, it is for a payment, or was sent back.
 */
export async function dismissTransfer(
  context: AppContext,
  input: { transfer: string; reason: string },
): Promise<{ bankReference: string; amount: Money }> {
  const reason = input.reason.trim();
  if (reason === '' || [...reason].length > MAX_REASON) {
    throw new AdminInputError(`reason: must be of 1 to ${MAX_REASON} characters`);
  }
  const id = input.transfer as BankTransferId; // looked up, not trusted
  const dismissed = await context.database.db.transaction(async (tx) => {
    const found = await findBankTransfer(tx, id);
    if (found === null) throw new AdminInputError(`There is no transfer ${input.transfer}.`);
    // Reports of it take the account too: none of them can give it a payment meanwhile.
    await lockAccount(tx, found.providerAccountId);
    const transfer = await findBankTransfer(tx, id);
    if (transfer === null) throw new Error(`Transfer ${id} has gone.`);
    const objection = objectionTo(transfer);
    if (objection !== null) throw new AdminInputError(`${input.transfer} ${objection}.`);
    const now = context.clock.now();
    await updateBankTransfer(tx, id, {
      result: 'dismissed',
      dismissedAt: now,
      dismissedBecause: reason,
    });
    await resolveDiscrepancies(tx, {
      merchantId: transfer.merchantId,
      kinds: ['unmatched_payment'],
      subject: id,
      now,
    });
    return transfer;
  });
  context.log.warn(
    { transfer: id, merchant: dismissed.merchantId, reason },
    'transfer dismissed as none of ours',
  );
  return {
    bankReference: dismissed.bankReference,
    amount: money(dismissed.amount, dismissed.currency),
  };
}

function objectionTo(transfer: BankTransferRow): string | null {
  if (transfer.attemptId !== null) return `is for payment ${transfer.attemptId}`;
  if (transfer.returnedAt !== null) return 'was sent back already';
  return transfer.result === 'dismissed' ? 'was dismissed before' : null;
}
