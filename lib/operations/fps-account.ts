import { type Owner, lockAccount } from '#lib/db/stores/bank-transfer-store.ts';
import { listProviderAccounts } from '#lib/db/stores/provider-account-store.ts';
import type { Db } from '#lib/db/client.ts';
import type { ProviderAccountId } from '#lib/domain/ids.ts';

/** What is wrong with what a merchant reports of its transfers; `field` is in our own words. */
export class TransferInputError extends Error {
  readonly field: TransferField;

  constructor(field: TransferField, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TransferInputError';
    this.field = field;
  }
}

export type TransferField =
  | 'account'
  | 'amount'
  | 'attempt'
  | 'bankReference'
  | 'csv'
  /** There is no such transfer. */
  | 'noTransfer'
  | 'reference'
  | 'transfer';

/** The merchant's own bank account, as FPS knows it. Throws TransferInputError where it has none. */
export async function requireFpsAccount(tx: Db, owner: Owner): Promise<ProviderAccountId> {
  const accounts = await listProviderAccounts(tx, owner.merchantId, owner.livemode);
  const account = accounts.find(({ provider }) => provider === 'fps-direct');
  if (account !== undefined) return account.id;
  throw new TransferInputError(
    'account',
    `there is no fps-direct account in ${owner.livemode ? 'live' : 'test'} mode`,
  );
}

/** The same, locked: transfers to one account are recorded one after another. */
export async function lockFpsAccount(tx: Db, owner: Owner): Promise<ProviderAccountId> {
  const id = await requireFpsAccount(tx, owner);
  await lockAccount(tx, id);
  return id;
}
