/** A checkout session is open until it is paid (or authorized) or until its time is up. */
export const SESSION_STATUSES = ['open', 'complete', 'expired'] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** Stripe's bounds on `expires_at`, counted from creation, and its default. */
export const SESSION_MIN_LIFETIME_MS = 30 * 60 * 1000;
export const SESSION_MAX_LIFETIME_MS = 24 * 60 * 60 * 1000;

/**
 * Money that arrives after a session expired still completes it: the merchant must learn of the
 * money, and `complete` is the event shops act on. It is raised as `paid_late` besides.
 */
const SESSION_TRANSITIONS: Readonly<Record<SessionStatus, readonly SessionStatus[]>> = {
  open: ['complete', 'expired'],
  expired: ['complete'],
  complete: [],
};

export function canMoveSession(from: SessionStatus, to: SessionStatus): boolean {
  return SESSION_TRANSITIONS[from].includes(to);
}
