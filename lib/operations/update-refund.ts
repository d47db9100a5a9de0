import type { Db } from '#lib/db/client.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import { lockRefund, updateRefundMetadata } from '#lib/db/stores/refund-store.ts';
import { type OwnRefund, retrieveRefund } from './own-payments.ts';

/** Changes the merchant's notes on a refund; nothing else of one can change. Null: it has no such refund. */
export async function updateRefund(
  tx: Db,
  owner: Owner,
  id: string,
  change: (before: Readonly<Record<string, string>>) => Record<string, string>,
): Promise<OwnRefund | null> {
  await lockRefund(tx, id);
  const found = await retrieveRefund(tx, owner, id);
  if (found === null) return null;
  await updateRefundMetadata(tx, found.item.refund.id, change(found.item.refund.metadata));
  return retrieveRefund(tx, owner, id);
}
