import type { Db } from '#lib/db/client.ts';
import { findAttempt } from '#lib/db/stores/attempt-store.ts';
import { type BankTransferRow, listTransfersByHand } from '#lib/db/stores/bank-transfer-store.ts';
import type { PaymentAttemptId, ProviderAccountId } from '#lib/domain/ids.ts';
import type { Money } from '#lib/domain/money.ts';
import { suggestAttempts } from './suggest-attempts.ts';

/** Who confirms after a long weekend says that the money came that day. */
const NEAR_MS = 72 * 60 * 60 * 1000;
/** More payments of one amount than these, and nobody could say which is meant. */
const MAX_OTHERS = 20;

/**
 * The transfer that a person confirmed without the bank's name of it, where a line of the statement can be no other
 * money: of its amount, at about its time, and of the payment whose reference the line carries. Of a line that carries
 * none it has to be the only such transfer, and no other payment of the amount may be waiting. Null: it cannot be told.
 */
export async function findConfirmedByHand(
  tx: Db,
  line: {
    readonly providerAccountId: ProviderAccountId;
    readonly amount: Money;
    readonly receivedAt: Date;
    /** What the line's text refers to; null: to nothing. */
    readonly attemptId: PaymentAttemptId | null;
  },
): Promise<BankTransferRow | null> {
  const at = line.receivedAt.getTime();
  const [found, another] = await listTransfersByHand(tx, {
    ...line,
    receivedFrom: new Date(at - NEAR_MS),
    receivedUntil: new Date(at + NEAR_MS),
    limit: 2,
  });
  if (found === undefined || another !== undefined) return null;
  if (line.attemptId !== null) return found;
  return (await isOnlyPayment(tx, found, line)) ? found : null;
}

async function isOnlyPayment(
  tx: Db,
  { attemptId }: BankTransferRow,
  line: Parameters<typeof suggestAttempts>[1],
): Promise<boolean> {
  const paid = attemptId === null ? null : await findAttempt(tx, attemptId);
  const waiting = await suggestAttempts(tx, line, MAX_OTHERS);
  return (
    waiting.length < MAX_OTHERS && waiting.every(({ intentId }) => intentId === paid?.intentId)
  );
}
