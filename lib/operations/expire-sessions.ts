import type { Db } from '#lib/db/client.ts';
import { isDatabaseUnavailable } from '#lib/db/database-unavailable.ts';
import { bringCheckForward, listAttempts } from '#lib/db/stores/attempt-store.ts';
import {
  type SessionRow,
  getIntent,
  listSessionsPastExpiry,
  lockSession,
  updateIntent,
  updateSession,
} from '#lib/db/stores/session-store.ts';
import { canMoveSession } from '#lib/domain/checkout-session.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import { deriveIntentStatus } from '#lib/domain/payment-intent.ts';
import { isInFlight } from '#lib/domain/payment-attempt.ts';
import { emitSessionEvent } from './checkout-events.ts';
import { emitEvents } from './emit-events.ts';
import { intentEvent } from './payment-events.ts';
import { listCapturesOf } from './payment-facts.ts';
import type { AppContext } from './context.ts';

const BATCH = 50;

/**
 * How long an open code or wallet request of a session that is over is waited for: the reconciler calls
 * it off, and the answer may be that it was paid in time.
 */
const CALL_OFF_GRACE_MS = 2 * 60 * 1000;

/** Ends open sessions whose time is up; returns how many. */
export async function expireSessions(context: AppContext): Promise<number> {
  const now = context.clock.now();
  const ids = await listSessionsPastExpiry(context.database.db, {
    now,
    regardlessBefore: new Date(now.getTime() - CALL_OFF_GRACE_MS),
    limit: BATCH,
  });
  let expired = 0;
  for (const id of ids) {
    try {
      if (await expireSession(context, id)) expired += 1;
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      context.log.error({ session: id, err: error }, 'session could not be ended');
    }
  }
  return expired;
}

/**
 * Ends one open session, tells the merchant, and has what is still open of it called off. A session
 * with a payment in flight is left open until that has ended: false.
 */
export async function expireSession(context: AppContext, id: CheckoutSessionId): Promise<boolean> {
  const result = await context.database.db.transaction((tx) =>
    expireSessionWithin(context, tx, id),
  );
  if (result === 'expired') context.wakeWorker();
  return result === 'expired';
}

/**
 * The same in a transaction of the caller's, who wakes the worker once it has committed. `not_open`: it was
 * over before; `in_flight`: a payment has to end first.
 */
export async function expireSessionWithin(
  context: AppContext,
  tx: Db,
  id: CheckoutSessionId,
): Promise<'expired' | 'not_open' | 'in_flight'> {
  const session = await lockSession(tx, id);
  if (session === null || !canMoveSession(session.status, 'expired')) return 'not_open';
  const attempts = await listAttempts(tx, id);
  if (attempts.some((attempt) => isInFlight(attempt.status))) return 'in_flight';

  const now = context.clock.now();
  const intent = await getIntent(tx, id);
  await updateSession(tx, id, { status: 'expired', expiredAt: now });
  const after = {
    ...intent,
    status: deriveIntentStatus({
      attempts: attempts.map((attempt) => attempt.status),
      paid: intent.paidAt !== null,
      closed: true,
    }),
  };
  await updateIntent(tx, intent.id, after);
  for (const attempt of attempts) {
    if (attempt.status === 'requires_action') await bringCheckForward(tx, attempt.id, now);
  }
  const expired: SessionRow = { ...session, status: 'expired', expiredAt: now };
  const canceled =
    after.status === 'canceled' && intent.status !== 'canceled'
      ? [
          intentEvent('payment_intent.canceled', {
            session: expired,
            intent: after,
            attempts,
            captures: await listCapturesOf(tx, after, attempts),
            publicOrigin: context.env.PUBLIC_ORIGIN,
          }),
        ]
      : [];
  if (!session.hasPage) {
    await emitEvents(context, tx, expired, canceled);
    return 'expired';
  }
  await emitSessionEvent(context, tx, 'checkout.session.expired', expired, {
    known: after,
    beside: canceled,
  });
  return 'expired';
}
