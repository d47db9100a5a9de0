import type { AttemptStatus } from './payment-attempt.ts';
import { unreachable } from './unreachable.ts';

/**
 * The goal: this amount, paid once. Names are Stripe's, so that the merchant API needs no second
 * vocabulary. https://docs.stripe.com/payments/paymentintents/lifecycle
 */
export const INTENT_STATUSES = [
  'requires_payment_method',
  'requires_action',
  'processing',
  'requires_capture',
  'succeeded',
  'canceled',
] as const;

export type IntentStatus = (typeof INTENT_STATUSES)[number];

/** Why a merchant cancels an intent, in Stripe's words. */
export const CANCELLATION_REASONS = [
  'abandoned',
  'duplicate',
  'fraudulent',
  'requested_by_customer',
] as const;
export type CancellationReason = (typeof CANCELLATION_REASONS)[number];

/** Why a card is asked for: to take money, or only to keep it (a setup intent, of no amount). */
export type IntentPurpose = 'payment' | 'setup';

/**
 * What an intent's status is derived from. `paid` is whether captures cover the amount (`isPaid`), which is
 * not the same as an attempt being captured: an FPS payer can send the wrong amount. A setup is paid when its
 * card is kept.
 */
export interface IntentFacts {
  readonly attempts: readonly AttemptStatus[];
  readonly paid: boolean;
  /** The session takes no payment any more: it is over, or was completed. */
  readonly closed: boolean;
}

/** The intent's status: a pure function of its attempts. The furthest attempt speaks for the intent. */
export function deriveIntentStatus(facts: IntentFacts): IntentStatus {
  if (facts.paid) return 'succeeded';
  let furthest: IntentStatus = 'requires_payment_method';
  for (const status of facts.attempts) {
    const candidate = contribution(status);
    if (PROGRESS[candidate] > PROGRESS[furthest]) furthest = candidate;
  }
  return facts.closed && furthest === 'requires_payment_method' ? 'canceled' : furthest;
}

const PROGRESS: Readonly<Record<IntentStatus, number>> = {
  canceled: 0,
  requires_payment_method: 1,
  requires_action: 2,
  processing: 3,
  requires_capture: 4,
  succeeded: 5,
};

function contribution(status: AttemptStatus): IntentStatus {
  switch (status) {
    case 'sending':
    case 'unknown':
    case 'pending':
      return 'processing';
    case 'requires_action':
      return 'requires_action';
    case 'authorized':
      return 'requires_capture';
    case 'captured':
    case 'kept':
      // Captured, yet the intent is not paid: the amount was short. It takes another payment. (A setup
      // whose card is kept counts as paid.)
      return 'requires_payment_method';
    case 'declined':
    case 'expired':
    case 'canceled':
      return 'requires_payment_method';
    default:
      return unreachable(status);
  }
}
