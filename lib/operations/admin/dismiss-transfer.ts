import { findBankTransfer } from '#lib/db/stores/bank-transfer-store.ts';
import { MAX_DISMISSAL_CHARS } from '#lib/domain/bank-transfer.ts';
import type { BankTransferId } from '#lib/domain/ids.ts';
import { type Money, money } from '#lib/domain/money.ts';
import type { AppContext } from '../context.ts';
import { dismissTransfer as dismiss } from '../dismiss-transfer.ts';
import { TransferInputError } from '../fps-account.ts';
import { AdminInputError } from './admin-input.ts';

/**
 * Dismisses a transfer (`btr_…`) as none of Praya's. Throws AdminInputError: there is no such transfer, it is for a
 * payment, or was sent back.
 */
export async function dismissTransfer(
  context: AppContext,
  input: { transfer: string; reason: string },
): Promise<{ bankReference: string; amount: Money }> {
  const reason = input.reason.trim();
  if (reason === '' || [...reason].length > MAX_DISMISSAL_CHARS) {
    throw new AdminInputError(`reason: must be of 1 to ${MAX_DISMISSAL_CHARS} characters`);
  }
  const id = input.transfer as BankTransferId; // looked up, not trusted
  try {
    const { bankReference, amount, currency } = await context.database.db.transaction(
      async (tx) => {
        const transfer = await findBankTransfer(tx, id);
        if (transfer === null) throw new AdminInputError(`There is no transfer ${input.transfer}.`);
        return dismiss(context, tx, { transfer, reason });
      },
    );
    return { bankReference, amount: money(amount, currency) };
  } catch (error) {
    if (!(error instanceof TransferInputError)) throw error;
    throw new AdminInputError(`${input.transfer} ${error.message}.`);
  }
}
