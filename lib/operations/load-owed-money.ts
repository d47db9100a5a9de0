import { type AttemptRow, listAttempts } from '#lib/db/stores/attempt-store.ts';
import { listCapturesWithRefunds } from '#lib/db/stores/money-store.ts';
import type { IntentRow } from '#lib/db/stores/session-store.ts';
import { money } from '#lib/domain/money.ts';
import { type OwedMoney, owedMoney } from '#lib/domain/owed-money.ts';
import type { AppContext } from './context.ts';

/**
 * What of an intent's money is owed back to the shopper, by what is booked. No capture, no question:
 * the page of a session without one costs no query.
 */
export async function loadOwedMoney(
  context: AppContext,
  intent: IntentRow,
  known?: readonly AttemptRow[],
): Promise<readonly OwedMoney[]> {
  const { db } = context.database;
  const attempts = known ?? (await listAttempts(db, intent.sessionId));
  if (!attempts.some(({ status }) => status === 'captured')) return [];
  const methods = new Map(attempts.map(({ id, method }) => [id, method]));
  return owedMoney(
    (await listCapturesWithRefunds(db, intent.id)).flatMap(({ capture, refunds }) => {
      const method = methods.get(capture.attemptId);
      if (method === undefined) return [];
      return {
        kind: capture.kind,
        method,
        surplus: money(capture.surplus, capture.currency),
        refunds: refunds.map((row) => ({
          status: row.status,
          amount: money(row.amount, row.currency),
        })),
      };
    }),
  );
}
