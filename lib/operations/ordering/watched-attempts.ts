import type { OutageRow } from '#lib/db/stores/ordering-store.ts';
import type { FirstAttempt } from '#lib/db/stores/watch-store.ts';
import { MAX_FAILURES_TOLD_PER_ADDRESS } from '#lib/domain/lesson-limits.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import { inScope } from '#lib/ordering/down-method.ts';
import { expectedSuccess } from '#lib/ordering/estimates.ts';
import { failureReason } from '#lib/ordering/failure-reason.ts';
import type { OrderingState } from '#lib/ordering/ordering-state.ts';
import type { WatchedAttempt } from '#lib/ordering/outage-detector.ts';

/**
 * First attempts as the detector looks at them. Left out is what the shopper called off, and what the merchant
 * has spoken for: attempts on a method that it says is out of order, and those begun before it said that the
 * method works. Of what one address left unpaid with a method the latest few are heard (`lesson-limits.ts`).
 */
export function watchedAttempts(
  attempts: readonly FirstAttempt[],
  state: OrderingState,
  byHand: readonly OutageRow[],
): readonly WatchedAttempt[] {
  const watched = attempts.flatMap((attempt) => {
    const standing = standingOf(attempt);
    if (standing === 'called_off') return [];
    const { method, context, startedAt, address } = attempt;
    const spokenFor = byHand.some(
      (outage) =>
        outage.method === method &&
        inScope(outage.scope, context) &&
        (outage.endedAt === null || startedAt < outage.endedAt),
    );
    if (spokenFor) return [];
    return [
      {
        address,
        method,
        region: context.region,
        inApp: context.inApp,
        startedAtMs: startedAt.getTime(),
        expected: expectedOf(attempt, state),
        outcome: standing,
      },
    ];
  });
  return withoutRepeats(watched);
}

type FromAddress = WatchedAttempt & Pick<FirstAttempt, 'address'>;

/**
 * Anybody can begin payments and leave them, so that a method looks broken that is not. What an address has paid
 * speaks for it: behind that of a mobile network stand many shoppers, and when a method breaks all of theirs fail.
 */
function withoutRepeats(attempts: readonly FromAddress[]): readonly FromAddress[] {
  const isPaid = ({ outcome }: WatchedAttempt) => outcome?.paid === true;
  const paid = tally(attempts.filter(isPaid), ({ address }) => address);
  const told = new Map<string, number>();
  return attempts
    .toReversed()
    .filter((attempt) => {
      const { address, method } = attempt;
      if (address === null || isPaid(attempt)) return true;
      const key = `${address} ${method}`;
      const before = told.get(key) ?? 0;
      told.set(key, before + 1);
      return before < MAX_FAILURES_TOLD_PER_ADDRESS + (paid.get(address) ?? 0);
    })
    .toReversed();
}

function tally<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, number> {
  const counts = new Map<Key, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
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
