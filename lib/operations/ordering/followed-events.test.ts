import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type FollowedEvents,
  NOTHING_FOLLOWED,
  followOn,
  passedBy,
  resumeFrom,
} from './followed-events.ts';

describe('events that become visible out of order', () => {
  it('are waited for a minute below what was read already, and then no more', () => {
    let followed = followOn(NOTHING_FOLLOWED, { late: [], ids: [1, 2, 5] }, 0);
    expect([...followed.missing.keys()]).toEqual([3, 4]);
    expect(passedBy(followed)).toBe(2);
    followed = followOn(followed, { late: [3], ids: [6] }, 59_000);
    expect([followed.readTo, passedBy(followed)]).toEqual([6, 3]);
    followed = followOn(followed, { late: [], ids: [] }, 60_000);
    expect(passedBy(followed)).toBe(6);
  });

  it('are found again by another node, that goes on from what is past', () => {
    const before = followOn(NOTHING_FOLLOWED, { late: [], ids: [1, 4] }, 0);
    const other = resumeFrom(NOTHING_FOLLOWED, passedBy(before));
    expect(followOn(other, { late: [], ids: [4] }, 0)).toEqual(before);
    expect(resumeFrom(before, 9)).toEqual({ readTo: 9, missing: new Map() });
  });

  it('keep memory bounded where a database skips numbers', () => {
    const followed = followOn(NOTHING_FOLLOWED, { late: [], ids: [10_000_000] }, 0);
    expect(followed.missing.size).toBe(2_000);
    expect(followed.missing.has(9_999_999)).toBe(true);
  });

  it('are all read, whatever commits when within a minute, and each once', () => {
    // Each event commits in the round of its index plus its delay.
    const anyDelays = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(anyDelays, fc.integer({ min: 1, max: 7 }), (delays, limit) => {
        let followed: FollowedEvents = NOTHING_FOLLOWED;
        const read: number[] = [];
        for (let round = 0; round < delays.length + 80; round += 1) {
          const visible = delays.flatMap((delay, i) => (i + delay <= round ? [i + 1] : []));
          const late = visible.filter((id) => followed.missing.has(id));
          const ids = visible.filter((id) => id > followed.readTo).slice(0, limit);
          read.push(...late, ...ids);
          followed = followOn(followed, { late, ids }, round * 5_000);
        }
        expect(read.toSorted((a, b) => a - b)).toEqual(delays.map((_, i) => i + 1));
        expect(passedBy(followed)).toBe(delays.length);
      }),
    );
  });
});
