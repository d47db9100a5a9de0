import type { AttemptStatus } from './payment-attempt.ts';

/**
 * Attempts that the merchant alone can confirm (`PaymentProvider.confirmedBy`): FPS to its own bank
 * account. Nobody can be asked about them, so that no answer means nothing, and time alone ends them:
 *
 *     requires_action ──"I have paid"──► pending ──the merchant confirms──► captured
 *            └──────── its time is up ──────┴─────────► expired ──money after all──► captured
 *
 * A claim keeps its session open, so that the merchant has the time to look at its account.
 */

const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;

/** A claim that the merchant has not confirmed after a day is raised; over after three: weekends. */
export const CLAIM_ALERT_MS = 24 * HOUR;
export const CLAIM_LIFETIME_MS = 72 * HOUR;

export interface UnconfirmedAttempt {
  readonly status: AttemptStatus;
  readonly statusSince: Date;
  /** When its code ends. */
  readonly expiresAt: Date | null;
  readonly sessionExpiresAt: Date;
  readonly now: Date;
}

/** Whether time has ended an attempt. Money that comes later is still believed. */
export function isOverUnconfirmed(attempt: UnconfirmedAttempt): boolean {
  return endsOf(attempt).some((end) => end <= attempt.now);
}

/** When an attempt is next to be looked at; null when time changes nothing about it any more. */
export function nextEndAt(attempt: UnconfirmedAttempt): Date | null {
  const { status, statusSince, now } = attempt;
  const alerts = status === 'pending' ? [after(statusSince, CLAIM_ALERT_MS)] : [];
  const times = [...endsOf(attempt), ...alerts];
  if (times.length === 0) return null;
  const coming = times.filter((at) => at > now).map((at) => at.getTime());
  // All are past: what ends it has yet to be written.
  return coming.length === 0 ? after(now, MINUTE) : new Date(Math.min(...coming));
}

function endsOf(attempt: UnconfirmedAttempt): readonly Date[] {
  const { status, statusSince, expiresAt, sessionExpiresAt } = attempt;
  if (status === 'requires_action') {
    return expiresAt === null ? [sessionExpiresAt] : [expiresAt, sessionExpiresAt];
  }
  return status === 'pending' ? [after(statusSince, CLAIM_LIFETIME_MS)] : [];
}

function after(from: Date, ms: number): Date {
  return new Date(from.getTime() + ms);
}
