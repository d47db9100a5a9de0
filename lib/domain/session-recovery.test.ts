import { describe, expect, it } from 'vitest';
import { ATTEMPT_STATUSES, isActive } from './payment-attempt.ts';
import {
  CHECKING_AFTER_EXPIRY_MS,
  MAX_RECOVERIES,
  RECOVERY_WINDOW_MS,
  canRecover,
  mayStillBePaid,
} from './session-recovery.ts';

const EXPIRED = new Date('2026-11-23T02:00:00Z');
const after = (ms: number) => new Date(EXPIRED.getTime() + ms);
const session = {
  status: 'expired',
  expiresAt: EXPIRED,
  expiredAt: EXPIRED,
  recoveryEnabled: true,
  recoveryCount: 0,
} as const;
const SETTLED = after(CHECKING_AFTER_EXPIRY_MS);

describe('starting again after a session expired', () => {
  it('is possible where the merchant allows it, and not where it does not', () => {
    expect(canRecover(session, [], after(1))).toBe(true);
    expect(canRecover({ ...session, recoveryEnabled: false }, [], after(1))).toBe(false);
  });

  it('is bounded in number and in time', () => {
    const at = (recoveryCount: number) => canRecover({ ...session, recoveryCount }, [], after(1));
    expect(at(MAX_RECOVERIES - 1)).toBe(true);
    expect(at(MAX_RECOVERIES)).toBe(false);
    expect(canRecover(session, [], after(RECOVERY_WINDOW_MS - 1))).toBe(true);
    expect(canRecover(session, [], after(RECOVERY_WINDOW_MS))).toBe(false);
  });

  it('waits for every attempt that may still take money, whatever the time', () => {
    for (const status of ATTEMPT_STATUSES) {
      for (const direction of ['pull', 'push'] as const) {
        const possible = canRecover(session, [{ status, direction }], SETTLED);
        expect([status, possible]).toEqual([status, !isActive(status) && status !== 'captured']);
      }
    }
  });

  it('waits for a code that may have been paid in its last second', () => {
    const expired = [{ status: 'expired', direction: 'push' }] as const;
    expect(mayStillBePaid(session, expired, after(CHECKING_AFTER_EXPIRY_MS - 1))).toBe(true);
    expect(canRecover(session, expired, after(CHECKING_AFTER_EXPIRY_MS - 1))).toBe(false);
    expect(canRecover(session, expired, SETTLED)).toBe(true);
  });

  it('is nothing for a session that is paid, or has time left', () => {
    expect(canRecover({ ...session, status: 'complete' }, [], after(1))).toBe(false);
    expect(canRecover({ ...session, status: 'open', expiredAt: null }, [], after(-1))).toBe(false);
    expect(canRecover({ ...session, status: 'open', expiredAt: null }, [], after(1))).toBe(true);
  });
});
