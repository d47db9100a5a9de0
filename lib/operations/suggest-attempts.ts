import type { Db } from '#lib/db/client.ts';
import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import { listPossibleAttempts } from '#lib/db/stores/bank-transfer-store.ts';
import type { ProviderAccountId } from '#lib/domain/ids.ts';
import type { Money } from '#lib/domain/money.ts';

const HOUR_MS = 60 * 60 * 1000;
/** A payment is begun before its money comes; statements that give days only are hours off. */
const SUGGESTED_BEFORE_MS = 72 * HOUR_MS;
const SUGGESTED_AFTER_MS = 24 * HOUR_MS;

/** Unpaid tries of a transfer's amount, at its time: those that a person, or nobody, may know it to be for. */
export function suggestAttempts(
  tx: Db,
  transfer: { providerAccountId: ProviderAccountId; amount: Money; receivedAt: Date },
  limit: number,
): Promise<readonly AttemptRow[]> {
  const { providerAccountId, amount, receivedAt } = transfer;
  return listPossibleAttempts(tx, {
    providerAccountId,
    amount,
    createdFrom: new Date(receivedAt.getTime() - SUGGESTED_BEFORE_MS),
    createdUntil: new Date(receivedAt.getTime() + SUGGESTED_AFTER_MS),
    limit,
  });
}
