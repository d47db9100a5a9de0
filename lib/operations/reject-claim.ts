import type { Db } from '#lib/db/client.ts';
import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import { resolveDiscrepancies } from '#lib/db/stores/discrepancy-store.ts';
import type { AppContext } from './context.ts';
import { recordOutcomeWithin } from './record-outcome.ts';

/**
 * The merchant looked at its account, and the transfer that the shopper told of is not there: the attempt is
 * declined, its page says so, and what was raised about the wait is dealt with. No money moves; should it come all
 * the same, it is booked like any other. False where there is no claim to reject, and nothing changed.
 *
 * Call it under the session's lock with the attempt as read there, and wake the worker afterwards.
 */
export async function rejectClaim(
  context: AppContext,
  tx: Db,
  attempt: AttemptRow,
): Promise<boolean> {
  const isClaim = context.providers[attempt.provider].confirmedBy === 'merchant';
  if (!isClaim || attempt.status !== 'pending') return false;
  await recordOutcomeWithin(context, tx, {
    attemptId: attempt.id,
    answer: {
      outcome: {
        kind: 'declined',
        code: 'transfer_not_found',
        // Nobody has a code of their own for it.
        providerCode: 'rejected_by_merchant',
      },
      providerReference: attempt.providerReference,
    },
    source: 'merchant',
  });
  await resolveDiscrepancies(tx, {
    merchantId: attempt.merchantId,
    kinds: ['unresolved_attempt'],
    subject: attempt.id,
    now: context.clock.now(),
  });
  return true;
}
