import type { Db } from '#lib/db/client.ts';
import { type AttemptRow, listAttempts } from '#lib/db/stores/attempt-store.ts';
import {
  type CaptureRow,
  type RefundRow,
  listCapturesWithRefunds,
} from '#lib/db/stores/money-store.ts';
import type { IntentRow, SessionRow } from '#lib/db/stores/session-store.ts';

/** Money of an intent, with what of it was given back. */
export interface CaptureWithRefunds {
  readonly capture: CaptureRow;
  readonly refunds: readonly RefundRow[];
}

/** All that the objects about a payment are written from, each row as it stands. */
export interface PaymentFacts {
  readonly session: SessionRow;
  readonly intent: IntentRow;
  /** All of the intent's, the oldest first. */
  readonly attempts: readonly AttemptRow[];
  readonly captures: readonly CaptureWithRefunds[];
  readonly publicOrigin: string;
}

/** What was tried and paid of an intent. */
export async function loadPaymentHistory(
  tx: Db,
  intent: IntentRow,
): Promise<Pick<PaymentFacts, 'attempts' | 'captures'>> {
  const attempts = await listAttempts(tx, intent.sessionId);
  return { attempts, captures: await listCapturesOf(tx, intent, attempts) };
}

/** An intent's money. No attempt that was captured, no money: then it costs no query. */
export async function listCapturesOf(
  tx: Db,
  intent: IntentRow,
  attempts: readonly AttemptRow[],
): Promise<readonly CaptureWithRefunds[]> {
  if (!attempts.some(({ status }) => status === 'captured')) return [];
  return listCapturesWithRefunds(tx, intent.id);
}
