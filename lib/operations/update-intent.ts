import type { Db } from '#lib/db/client.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import { findOwnIntent, updateIntentNotes } from '#lib/db/stores/payment-store.ts';
import { type IntentRow, lockSession } from '#lib/db/stores/session-store.ts';
import { type OwnIntent, retrieveIntent } from './own-payments.ts';

type Notes = Pick<IntentRow, 'metadata' | 'description'>;

/** Changes what a merchant noted on an intent, whatever its state. Null: it has no such intent. */
export async function updateIntent(
  tx: Db,
  owner: Owner,
  id: string,
  change: (before: Notes) => Notes,
): Promise<OwnIntent | null> {
  const found = await findOwnIntent(tx, owner, id);
  if (found === null) return null;
  // Two changes at once follow each other, and neither is lost.
  await lockSession(tx, found.sessionId);
  const current = (await findOwnIntent(tx, owner, id)) ?? found;
  await updateIntentNotes(tx, found.id, change(current));
  return retrieveIntent(tx, owner, id);
}
