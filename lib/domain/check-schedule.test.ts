import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CheckScheduleInput,
  SETUP_ACTION_MS,
  SETUP_CHECK_MS,
  isSetupOverdue,
  nextCheckAt,
} from './check-schedule.ts';

const START = Date.UTC(2026, 10, 23, 2);
const at = (ms: number) => new Date(START + ms);
const HOUR = 3_600_000;

const waiting = (ms: number, more: Partial<CheckScheduleInput> = {}): CheckScheduleInput => ({
  status: 'requires_action',
  direction: 'pull',
  statusSince: at(0),
  now: at(ms),
  expiresAt: null,
  sessionExpiresAt: at(24 * HOUR),
  sendingGraceMs: 0,
  ...more,
});

describe('what waits for its shopper', () => {
  it('is looked at ever less often where it is a payment', () => {
    expect(nextCheckAt(waiting(0))).toEqual(at(20_000));
    expect(nextCheckAt(waiting(600_000))).toEqual(at(900_000));
  });

  it('is looked at twice a minute where it is a setup, until its time is up and after', () => {
    fc.assert(
      fc.property(fc.nat(2 * HOUR), (ms) => {
        const next = nextCheckAt(waiting(ms, { isSetup: true }));
        expect(next?.getTime()).toBeGreaterThan(at(ms).getTime());
        expect(next?.getTime()).toBeLessThanOrEqual(at(ms + SETUP_CHECK_MS).getTime());
      }),
    );
    const last = nextCheckAt(waiting(SETUP_ACTION_MS - 1_000, { isSetup: true }));
    expect(last).toEqual(at(SETUP_ACTION_MS));
  });

  it('has a quarter of an hour where it is a setup', () => {
    expect(isSetupOverdue(waiting(SETUP_ACTION_MS - 1))).toBe(false);
    expect(isSetupOverdue(waiting(SETUP_ACTION_MS))).toBe(true);
    expect(isSetupOverdue(waiting(SETUP_ACTION_MS, { status: 'pending' }))).toBe(false);
  });
});
