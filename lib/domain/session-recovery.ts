import type { SessionStatus } from './checkout-session.ts';
import { type AttemptStatus, isActive } from './payment-attempt.ts';

/**
 * Starting again after a session expired: a fresh session with the same order, where the merchant
 * allows it (Stripe's `after_expiration[recovery]`).
 * https://docs.stripe.com/payments/checkout/abandoned-carts
 */

/** How often one order can be started again: a link must not live for ever. */
export const MAX_RECOVERIES = 3;

/** Stripe's bound: an expired session can be recovered this long. */
export const RECOVERY_WINDOW_MS = 30 * 24 * 60 * 60 * 1000;

/** After a session is over, how long a payment the shopper sent may still be on its way. */
export const CHECKING_AFTER_EXPIRY_MS = 10 * 60 * 1000;

interface AttemptFacts {
  readonly status: AttemptStatus;
  readonly direction: 'pull' | 'push';
}

export interface RecoveryFacts {
  readonly status: SessionStatus;
  readonly expiresAt: Date;
  readonly expiredAt: Date | null;
  readonly recoveryEnabled: boolean;
  /** How many sessions this one goes back to. */
  readonly recoveryCount: number;
}

/** Of a session whose time is up: money for it may still come, so nothing else may be offered. */
export function mayStillBePaid(
  session: Pick<RecoveryFacts, 'expiresAt'>,
  attempts: readonly AttemptFacts[],
  now: Date,
): boolean {
  if (now.getTime() - session.expiresAt.getTime() >= CHECKING_AFTER_EXPIRY_MS) return false;
  return attempts.some(
    ({ status, direction }) => isActive(status) || (status === 'expired' && direction === 'push'),
  );
}

/** Whether the shopper can start again now: allowed, within its bounds, and with no money about. */
export function canRecover(
  session: RecoveryFacts,
  attempts: readonly AttemptFacts[],
  now: Date,
): boolean {
  if (!session.recoveryEnabled || session.recoveryCount >= MAX_RECOVERIES) return false;
  if (session.status === 'complete' || session.expiresAt > now) return false;
  const since = session.expiredAt ?? session.expiresAt;
  if (now.getTime() - since.getTime() >= RECOVERY_WINDOW_MS) return false;
  if (attempts.some(({ status }) => isActive(status) || status === 'captured')) return false;
  return !mayStillBePaid(session, attempts, now);
}
