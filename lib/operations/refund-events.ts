import type { Db } from '#lib/db/client.ts';
import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import type { RefundRow } from '#lib/db/stores/money-store.ts';
import { type SessionRow, getIntent } from '#lib/db/stores/session-store.ts';
import type { RequestOrigin } from '#lib/domain/event-type.ts';
import type { AppContext } from './context.ts';
import { emitEvents } from './emit-events.ts';
import { refundCreatedEvents } from './payment-events.ts';
import { loadPaymentHistory } from './payment-facts.ts';

/**
 * Tells the merchant that a refund was ordered. Call it in the transaction that wrote it, under its
 * session's lock.
 */
export async function emitRefundCreated(
  context: AppContext,
  tx: Db,
  input: {
    session: SessionRow;
    attempt: AttemptRow;
    refund: RefundRow;
    request?: RequestOrigin | null;
  },
): Promise<void> {
  const { session, attempt, refund } = input;
  const intent = await getIntent(tx, session.id);
  const facts = {
    session,
    intent,
    ...(await loadPaymentHistory(tx, intent)),
    attempt,
    publicOrigin: context.env.PUBLIC_ORIGIN,
  };
  await emitEvents(context, tx, session, refundCreatedEvents(refund, facts), input.request);
}
