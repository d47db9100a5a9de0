import type { Db } from '#lib/db/client.ts';
import {
  type BankTransferRow,
  findBankTransfer,
  lockAccount,
  updateBankTransfer,
} from '#lib/db/stores/bank-transfer-store.ts';
import { resolveDiscrepancies } from '#lib/db/stores/discrepancy-store.ts';
import type { AppContext } from './context.ts';
import { TransferInputError } from './fps-account.ts';

/**
 * Notes that a transfer which belongs to no payment is none of Praya's: the merchant's rent, another shop of theirs.
 * It is kept, with who it came from and why it was dismissed; what was raised about it is closed, and nothing is
 * booked, as nothing was. Should it turn out to be a payment after all, report it again with that payment.
 *
 * Call it in a transaction. Throws TransferInputError: it is for a payment, was sent back, or dismissed before.
 */
export async function dismissTransfer(
  context: AppContext,
  tx: Db,
  { transfer: found, reason }: { transfer: BankTransferRow; reason: string },
): Promise<BankTransferRow> {
  // Reports of it take the account too: none of them can give it a payment meanwhile.
  await lockAccount(tx, found.providerAccountId);
  const transfer = await findBankTransfer(tx, found.id);
  if (transfer === null) throw new Error(`Transfer ${found.id} has gone.`);
  const objection = objectionTo(transfer);
  if (objection !== null) throw new TransferInputError('transfer', objection);
  const now = context.clock.now();
  const change = { result: 'dismissed', dismissedAt: now, dismissedBecause: reason } as const;
  await updateBankTransfer(tx, transfer.id, change);
  await resolveDiscrepancies(tx, {
    merchantId: transfer.merchantId,
    kinds: ['unmatched_payment'],
    subject: transfer.id,
    now,
  });
  context.log.warn(
    { transfer: transfer.id, merchant: transfer.merchantId, reason },
    'transfer dismissed as none of ours',
  );
  return { ...transfer, ...change };
}

function objectionTo(transfer: BankTransferRow): string | null {
  if (transfer.attemptId !== null) return `is for payment ${transfer.attemptId}`;
  if (transfer.returnedAt !== null) return 'was sent back already';
  return transfer.result === 'dismissed' ? 'was dismissed before' : null;
}
