import type { AttemptView } from './checkout-view.ts';
import type { AttemptStatus } from './payment-attempt.ts';
import { unreachable } from './unreachable.ts';

/**
 * Which page an attempt has now. A paid session says so whatever became of this attempt: nobody should
 * pay twice.
 */
export function attemptPageState(facts: {
  readonly status: AttemptStatus;
  readonly hasNextAction: boolean;
  readonly sessionPaid: boolean;
}): AttemptView['state'] {
  if (facts.sessionPaid) return 'paid';
  switch (facts.status) {
    case 'sending':
    case 'unknown':
    case 'pending':
    // With it the session is done, which was looked at first.
    case 'kept':
      return 'processing';
    // The shopper has done all there is to do: the receipt says that it is held.
    case 'authorized':
      return 'paid';
    // Captured, and the session is not paid: it was not what was due.
    case 'captured':
      return 'wrong_amount';
    case 'requires_action':
      return facts.hasNextAction ? 'requires_action' : 'processing';
    case 'declined':
    case 'expired':
    case 'canceled':
      return facts.status;
    default:
      return unreachable(facts.status);
  }
}
