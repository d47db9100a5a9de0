import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REQUEST_WAIT_MS, type RequestTally, requestHoldMs } from './request-limits.ts';

const tally = (begun: number, paid: number, more: Partial<RequestTally> = {}): RequestTally => ({
  begun,
  paid,
  sinceLastMs: 0,
  sessions: { opened: begun, paid },
  ...more,
});

describe('a code or wallet request is started at once', () => {
  it('from an address that has started nothing, or a hundred that are still open', () => {
    expect(requestHoldMs(tally(0, 0, { sinceLastMs: null }))).toBeNull();
    expect(requestHoldMs(tally(100, 0))).toBeNull();
  });

  it('from an address whose shoppers leave as many as they pay', () => {
    expect(requestHoldMs(tally(800, 400))).toBeNull();
    expect(requestHoldMs(tally(480, 120)), 'three quarters left').toBeNull();
  });
});

describe('a code or wallet request waits half a minute', () => {
  it('where 120 were left, and more than three quarters', () => {
    expect(requestHoldMs(tally(119, 0))).toBeNull();
    expect(requestHoldMs(tally(120, 0))).toBe(REQUEST_WAIT_MS);
    expect(requestHoldMs(tally(200, 49))).toBe(REQUEST_WAIT_MS);
    expect(requestHoldMs(tally(120, 0, { sinceLastMs: 29_999 }))).toBe(1);
    expect(requestHoldMs(tally(120, 0, { sinceLastMs: 30_000 }))).toBeNull();
  });

  it('where hundreds of sessions were opened and next to none paid', () => {
    expect(requestHoldMs(tally(1, 0, { sessions: { opened: 360, paid: 0 } }))).toBe(
      REQUEST_WAIT_MS,
    );
    expect(requestHoldMs(tally(1, 0, { sessions: { opened: 360, paid: 36 } }))).toBeNull();
  });

  it('and never longer, whatever was counted; a payment never brings a wait', () => {
    const any = fc.record({
      begun: fc.nat(1_000),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      sinceLastMs: fc.option(fc.nat(100_000)),
      opened: fc.nat(1_000),
    });
    fc.assert(
      fc.property(any, ({ begun, share, sinceLastMs, opened }) => {
        const paid = Math.floor(begun * share);
        const sessions = { opened, paid: Math.floor(opened * share) };
        const held = requestHoldMs({ begun, paid, sinceLastMs, sessions });
        if (held !== null) {
          expect(held).toBeGreaterThan(0);
          expect(held).toBeLessThanOrEqual(REQUEST_WAIT_MS);
        }
        fc.pre(held === null && paid < begun);
        expect(requestHoldMs({ begun, paid: paid + 1, sinceLastMs, sessions })).toBeNull();
      }),
    );
  });
});
