import { describe, expect, it } from 'vitest';
import { chargeStatusOf, isHoldReleased } from './charge.ts';
import { nextCheckAt } from './check-schedule.ts';
import { type HoldFacts, planHold } from './hold.ts';

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 23, 2, minutes));
const HELD: HoldFacts = {
  heldSince: at(0),
  captureAskedAt: null,
  cancelAskedAt: null,
  surplus: false,
};

describe('held money', () => {
  it('waits for its merchant where nothing was asked', () => {
    expect(planHold(HELD)).toEqual({ kind: 'keep' });
  });

  it('is let go where it was called off, or is one too many', () => {
    const since = at(0);
    expect(planHold({ ...HELD, surplus: true })).toEqual({ kind: 'release', since });
    expect(planHold({ ...HELD, cancelAskedAt: at(9) })).toEqual({ kind: 'release', since: at(9) });
  });

  it('is taken where that was asked, whatever else is: it may have been taken already', () => {
    const facts = { ...HELD, captureAskedAt: at(5), cancelAskedAt: at(9), surplus: true };
    expect(planHold(facts)).toEqual({ kind: 'capture', since: at(5) });
  });

  it('is looked at hourly, and at once and ever less often while it is to be taken', () => {
    const next = (now: Date, holdPressingSince?: Date, expiresAt: Date | null = null) =>
      nextCheckAt({
        status: 'authorized',
        direction: 'pull',
        statusSince: at(0),
        now,
        expiresAt,
        sessionExpiresAt: at(30),
        ...(holdPressingSince === undefined ? {} : { holdPressingSince }),
        sendingGraceMs: 0,
      });
    expect(next(at(5))).toEqual(at(65));
    // And the moment it may have lapsed.
    expect(next(at(5), undefined, at(9))).toEqual(new Date(at(9).getTime() + 1_000));
    expect(next(at(10), undefined, at(9))).toEqual(at(70));
    expect(next(at(5), at(5))).toEqual(new Date(at(5).getTime() + 5_000));
    expect(next(at(25), at(5))).toEqual(at(35));
  });
});

describe('a charge', () => {
  it('stays one after its hold was let go; a payment that was called off unheld is none', () => {
    for (const status of ['canceled', 'expired'] as const) {
      expect(chargeStatusOf({ status, heldAt: at(0) })).toBe('succeeded');
      expect(isHoldReleased({ status, heldAt: at(0) })).toBe(true);
      expect(chargeStatusOf({ status, heldAt: null })).toBeNull();
      expect(isHoldReleased({ status, heldAt: null })).toBe(false);
    }
    expect(isHoldReleased({ status: 'captured', heldAt: at(0) })).toBe(false);
    expect(isHoldReleased({ status: 'authorized', heldAt: at(0) })).toBe(false);
  });
});
