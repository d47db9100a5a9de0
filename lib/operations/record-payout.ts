import { type PayoutRow, insertPayout } from '#lib/db/stores/payout-store.ts';
import { getProviderAccount } from '#lib/db/stores/provider-account-store.ts';
import type { ProviderAccountId } from '#lib/domain/ids.ts';
import { newId } from '#lib/platform/ids.ts';
import { connectAccount } from './connect-provider.ts';
import type { AppContext } from './context.ts';
import { emitEvents } from './emit-events.ts';
import { payoutObject } from './payout-object.ts';

/**
 * Asks a provider about a payout to a merchant's account, which it says it has accounted for, records it and
 * tells the merchant, once however often it is notified of. `unanswered`: it could not be asked.
 * `absent`: the provider knows of none.
 */
export async function learnOfPayout(
  context: AppContext,
  accountId: ProviderAccountId,
  reference: string,
): Promise<'recorded' | 'unanswered' | 'absent'> {
  const { db } = context.database;
  const account = await getProviderAccount(db, accountId);
  const answer = await connectAccount(context, account).retrievePayout?.(reference);
  if (answer?.kind === 'absent') return 'absent';
  if (answer?.kind !== 'found') {
    context.log.warn(
      { account: accountId, detail: answer?.detail ?? 'its provider tells of no payouts' },
      'a payout could not be asked about',
    );
    return 'unanswered';
  }
  const { amount, reference: providerReference, ...told } = answer.payout;
  const row: PayoutRow = {
    ...told,
    id: newId('payout'),
    merchantId: account.merchantId,
    livemode: account.livemode,
    provider: account.provider,
    providerAccountId: account.id,
    providerReference,
    amount: amount.amountMinor,
    currency: amount.currency,
    recordedAt: context.clock.now(),
  };
  await db.transaction(async (tx) => {
    if (!(await insertPayout(tx, row))) return;
    const object = payoutObject(row);
    await emitEvents(context, tx, row, [
      { type: 'payout.reconciliation_completed', subject: row.id, object },
    ]);
  });
  context.wakeWorker();
  return 'recorded';
}
