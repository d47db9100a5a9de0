import type { Db } from '#lib/db/client.ts';
import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import { findOpenCapture } from '#lib/db/stores/capture-request-store.ts';
import { raiseDiscrepancy } from '#lib/db/stores/discrepancy-store.ts';
import type { IntentRow } from '#lib/db/stores/session-store.ts';
import { UNDECIDED_ALERT_MS } from '#lib/domain/check-schedule.ts';
import { type HoldPlan, planHold } from '#lib/domain/hold.ts';
import type { AppContext } from './context.ts';

/** Why a capture failed whose hold was let go before the provider came to it; Stripe's word. */
export const HOLD_OVER = 'charge_expired_for_capture';

/** What is to become of the money that an attempt holds, by all that is known of its intent. */
export async function planHoldOf(
  tx: Db,
  facts: { intent: IntentRow; attempt: AttemptRow; attempts: readonly AttemptRow[] },
): Promise<HoldPlan> {
  const { intent, attempt, attempts } = facts;
  const request = await findOpenCapture(tx, attempt.id);
  return planHold({
    heldSince: attempt.heldAt ?? attempt.statusSince,
    captureAskedAt: request?.createdAt ?? null,
    cancelAskedAt: intent.cancelRequestedAt,
    surplus: intent.paidAt !== null || heldAttempt(attempts, attempt)?.id !== attempt.id,
  });
}

/** The try whose hold counts: the oldest of an intent's that holds money. `known`: one of them, as it is now. */
export function heldAttempt(
  attempts: readonly AttemptRow[],
  known?: AttemptRow,
): AttemptRow | undefined {
  return attempts.find(({ id, status }) => status === 'authorized' || id === known?.id);
}

/** Raises a capture that is open of an attempt and has not been answered for too long; each one once. */
export async function raiseIfUncaptured(
  context: AppContext,
  tx: Db,
  attempt: AttemptRow,
): Promise<void> {
  const request = await findOpenCapture(tx, attempt.id);
  if (request === null) return;
  const now = context.clock.now();
  const { createdAt: askedAt } = request;
  if (now.getTime() - askedAt.getTime() < UNDECIDED_ALERT_MS) return;
  await raiseDiscrepancy(tx, {
    merchantId: attempt.merchantId,
    kind: 'unresolved_capture',
    subject: request.id,
    sessionId: attempt.sessionId,
    attemptId: attempt.id,
    detail: { provider: attempt.provider, askedAt: askedAt.toISOString() },
    now,
  });
}
