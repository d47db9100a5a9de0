import type { OutageRow } from '#lib/db/stores/ordering-store.ts';
import type { FirstAttempt } from '#lib/db/stores/watch-store.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import { inScope } from '#lib/ordering/down-method.ts';
import { expectedSuccess } from '#lib/ordering/estimates.ts';
import { failureReason } from '#lib/ordering/failure-reason.ts';
import type { OrderingState } from '#lib/ordering/ordering-state.ts';
import type { WatchedAttempt } from '#lib/ordering/outage-detector.ts';

/**
 * First attempts as the detector looks at them. Left out is what the shopper called off, and what the merchant
 * has spoken for: attempts on a method that it says is out of order, and those begun before it said that the
 * method works.
 */
export function watchedAttempts(
  attempts: readonly FirstAttempt[],
  state: OrderingState,
  byHand: readonly OutageRow[],
): readonly WatchedAttempt[] {
  return attempts.flatMap((attempt) => {
    const standing = standingOf(attempt);
    if (standing === 'called_off') return [];
    const { method, context, startedAt } = attempt;
    const spokenFor = byHand.some(
      (outage) =>
        outage.method === method &&
        inScope(outage.scope, context) &&
        (outage.endedAt === null || startedAt < outage.endedAt),
    );
    if (spokenFor) return [];
    return [
      {
        method,
        region: context.region,
        inApp: context.inApp,
        startedAtMs: startedAt.getTime(),
        expected: expectedOf(attempt, state),
        outcome: standing,
      },
    ];
  });
}

/** By what the order was decided by; in an outage that is what is left of the method, not what is usual. */
function expectedOf({ method, context, evidence, startedAt }: FirstAttempt, state: OrderingState) {
  return evidence === null || evidence.downSinceMs !== null
    ? expectedSuccess(state, context, method, startedAt.getTime())
    : evidence.success.mean;
}

/** How an attempt ended; null while nobody knows. Giving up on it for another method is a failure of it. */
function standingOf(attempt: FirstAttempt): WatchedAttempt['outcome'] | 'called_off' {
  const { status, statusSince, heldAt, failureCode, leftAt } = attempt;
  const failed = (at: Date) => ({ paid: false, atMs: at.getTime() });
  // Whatever became of the money afterwards.
  if (heldAt !== null) return { paid: true, atMs: heldAt.getTime() };
  switch (status) {
    case 'captured':
    case 'authorized':
    case 'kept':
      return { paid: true, atMs: statusSince.getTime() };
    case 'declined':
      return failureReason(failureCode) === 'customer' ? 'called_off' : failed(statusSince);
    case 'expired':
      return failed(statusSince);
    case 'canceled':
      if (leftAt !== null) return failed(leftAt);
      return wasLeftOver(attempt) ? failed(statusSince) : 'called_off';
    case 'sending':
    case 'unknown':
    case 'requires_action':
    case 'pending':
      return leftAt === null ? null : failed(leftAt);
    default:
      return unreachable(status);
  }
}

/** Called off by us: its provider never answered, or the session's time was up. */
function wasLeftOver({ providerReference, statusSince, sessionExpiresAt }: FirstAttempt): boolean {
  return providerReference === null || statusSince >= sessionExpiresAt;
}
