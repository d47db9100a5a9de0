import { listAttempts } from '#lib/db/stores/attempt-store.ts';
import {
  type IntentRow,
  type SessionRow,
  findRecovery,
  getIntent,
  insertSession,
  listLineItems,
  lockSession,
} from '#lib/db/stores/session-store.ts';
import { SESSION_MIN_LIFETIME_MS } from '#lib/domain/checkout-session.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import { canRecover } from '#lib/domain/session-recovery.ts';
import { newClientSecret, newId, newSessionId } from '#lib/platform/ids.ts';
import { emitIntentCreated } from './checkout-events.ts';
import type { AppContext } from './context.ts';
import { expireSession } from './expire-sessions.ts';

/**
 * Starts an expired session again: a fresh one with the same order and the same length of life, which
 * names the one it came from. Asked again it finds the session it made. Null where nothing can be
 * started: not allowed, too often, too late, or money may still be about (`canRecover`).
 */
export async function recoverSession(
  context: AppContext,
  expiredId: CheckoutSessionId,
): Promise<CheckoutSessionId | null> {
  // Its time is up, but the background work has not come to it yet: its merchant hears of that first.
  await expireIfDue(context, expiredId);
  return context.database.db.transaction(async (tx) => {
    const expired = await lockSession(tx, expiredId);
    if (expired === null) return null;
    const made = await findRecovery(tx, expiredId);
    if (made !== null) return made.id;
    const now = context.clock.now();
    const attempts = await listAttempts(tx, expiredId);
    if (expired.status !== 'expired' || !canRecover(expired, attempts, now)) return null;

    const id = newSessionId(expired.livemode);
    const intent = await getIntent(tx, expiredId);
    const items = await listLineItems(tx, expiredId);
    const lifetimeMs = expired.expiresAt.getTime() - expired.createdAt.getTime();
    const session: SessionRow = {
      ...expired,
      id,
      status: 'open',
      collectedEmail: null,
      customFields: fieldsOfFresh(expired),
      createdAt: now,
      expiresAt: new Date(now.getTime() + Math.max(lifetimeMs, SESSION_MIN_LIFETIME_MS)),
      completedAt: null,
      expiredAt: null,
      recoveredFrom: expired.id,
      recoveryCount: expired.recoveryCount + 1,
      embed:
        expired.embed === null ? null : { ...expired.embed, clientSecret: newClientSecret(id) },
    };
    const again: IntentRow = {
      ...intent,
      id:
        intent.purpose === 'setup'
          ? (newId('setup_intent') as string as IntentRow['id']) // its own name, as when it was made
          : newId('payment_intent'),
      sessionId: id,
      status: 'requires_payment_method',
      createdAt: now,
      paidAt: null,
      paidByAttemptId: null,
      cancelRequestedAt: null,
      cancellationReason: null,
    };
    await insertSession(tx, {
      session,
      intent: again,
      lineItems: items.map((item) => ({ ...item, id: newId('line_item'), sessionId: id })),
    });
    await emitIntentCreated(context, tx, { session, intent: again, request: null });
    context.wakeWorker();
    return id;
  });
}

/**
 * The page may have another reader by now, so what it asks is asked anew. A link's answers belong to the order;
 * the session's page does not show them.
 */
function fieldsOfFresh({ paymentLinkId, customFields }: SessionRow): SessionRow['customFields'] {
  return paymentLinkId === null
    ? customFields.map((field) => ({ ...field, value: null }))
    : customFields;
}

async function expireIfDue(context: AppContext, id: CheckoutSessionId): Promise<void> {
  const due = await context.database.db.transaction(async (tx) => {
    const session = await lockSession(tx, id);
    if (session === null || session.status !== 'open') return false;
    return canRecover(session, await listAttempts(tx, id), context.clock.now());
  });
  if (due) await expireSession(context, id);
}
