import type { Db } from '#lib/db/client.ts';
import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import { raiseDiscrepancy } from '#lib/db/stores/discrepancy-store.ts';
import { UNDECIDED_ALERT_MS } from '#lib/domain/check-schedule.ts';
import { CLAIM_ALERT_MS } from '#lib/domain/merchant-confirmed.ts';
import { type AttemptStatus, isInFlight } from '#lib/domain/payment-attempt.ts';
import type { AppContext } from './context.ts';

/** Raises an attempt that has been in flight for too long, in whatever way it is stuck. */
export async function raiseIfUndecided(
  context: AppContext,
  tx: Db,
  attempt: AttemptRow,
  status: AttemptStatus,
): Promise<void> {
  const now = context.clock.now();
  const ageMs = now.getTime() - attempt.createdAt.getTime();
  const { confirmedBy } = context.providers[attempt.provider];
  const alertMs = confirmedBy === 'merchant' ? CLAIM_ALERT_MS : UNDECIDED_ALERT_MS;
  if (!isInFlight(status) || ageMs < alertMs) return;
  await raiseDiscrepancy(tx, {
    merchantId: attempt.merchantId,
    kind: 'unresolved_attempt',
    subject: attempt.id,
    sessionId: attempt.sessionId,
    attemptId: attempt.id,
    detail: { provider: attempt.provider, status },
    now,
  });
}
