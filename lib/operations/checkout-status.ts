import { bringCheckForward, findAttempt } from '#lib/db/stores/attempt-store.ts';
import { eventDeliveredOrNone } from '#lib/db/stores/event-store.ts';
import { findSession, getIntent } from '#lib/db/stores/session-store.ts';
import { attemptPageState } from '#lib/domain/attempt-page-state.ts';
import type { CheckoutStatus } from '#lib/domain/checkout-view.ts';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import { moneyBack } from '#lib/domain/owed-money.ts';
import type { AppContext } from './context.ts';
import { loadOwedMoney } from './load-owed-money.ts';

/** A shopper who watches is worth asking the provider for: at most this long until the next check. */
const WATCHED_CHECK_MS = 3_000;

/** The merchant has this long to be told before the shopper is sent back regardless. */
export const MERCHANT_TOLD_LIMIT_MS = 3_000;

/**
 * Where a session and one of its attempts stand, for a page that waits. Null when there is no such
 * session. Being asked brings the next check at the provider forward, so that a lost notification
 * costs a waiting shopper seconds.
 */
export async function checkoutStatus(
  context: AppContext,
  input: { sessionId: CheckoutSessionId; attemptId: PaymentAttemptId | null },
): Promise<CheckoutStatus | null> {
  const { db } = context.database;
  const session = await findSession(db, input.sessionId);
  if (session === null) return null;
  const now = context.clock.now();
  const found = input.attemptId === null ? null : await findAttempt(db, input.attemptId);
  const attempt = found?.sessionId === session.id ? found : null;
  const intent = attempt === null ? null : await getIntent(db, session.id);
  const state =
    attempt === null || intent === null
      ? null
      : attemptPageState({
          status: attempt.status,
          hasNextAction: attempt.nextAction !== null,
          sessionPaid: intent.paidAt !== null,
        });
  const settles = state === 'paid' || state === 'wrong_amount';
  const undecided = state === 'requires_action' || state === 'processing' || state === 'expired';
  const askable =
    attempt !== null && context.providers[attempt.provider].confirmedBy !== 'merchant';
  if (askable && attempt.status !== 'sending' && undecided) {
    await bringCheckForward(db, attempt.id, new Date(now.getTime() + WATCHED_CHECK_MS));
  }
  return {
    session: session.status,
    attempt: state,
    serverTimeMs: now.getTime(),
    expiresAtMs: state === 'requires_action' ? (attempt?.expiresAt?.getTime() ?? null) : null,
    merchantTold:
      session.completedAt !== null &&
      (now.getTime() - session.completedAt.getTime() >= MERCHANT_TOLD_LIMIT_MS ||
        (await eventDeliveredOrNone(db, session.id, 'checkout.session.completed'))),
    moneyBack: moneyBack(intent !== null && settles ? await loadOwedMoney(context, intent) : []),
  };
}
