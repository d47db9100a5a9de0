import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FailureCode } from '#lib/domain/failure-code.ts';
import type { AttemptStatus } from '#lib/domain/payment-attempt.ts';
import { MINUTE_MS } from './decay.ts';
import { type Learned, learn } from './learn.ts';
import { type Exposure, NOTHING_LEARNED, type OrderingRecord } from './ordering-record.ts';
import { type Cell, EMPTY_ORDERING_STATE, cellAsOf } from './ordering-state.ts';
import {
  type AttemptHistory,
  type SessionHistory,
  nextLookMs,
  sessionRecords,
} from './session-records.ts';

const SHOWN = 1_700_000_000_000;
const at = (minutes: number) => SHOWN + minutes * MINUTE_MS;
const LATER = at(60 * 24);
const exposure: Exposure = {
  sessionId: 'cs_1',
  atMs: SHOWN,
  context: { region: 'HK', device: 'ios', inApp: null, amountBand: 'medium', currency: 'HKD' },
  shown: ['card', 'fps', 'alipayhk'],
  layout: 'list',
  counts: true,
};

type Step = readonly [
  to: AttemptStatus,
  minutes: number,
  more?: { readonly source?: string; readonly failureCode?: FailureCode },
];

/** An attempt that began so many minutes after the list was shown, and what became of it. */
function attempt(
  id: string,
  method: AttemptHistory['method'],
  began: number,
  ...steps: readonly Step[]
): AttemptHistory {
  let from: AttemptStatus | null = null;
  const changes = ([['sending', began], ...steps] as const).map(([to, minutes, more]) => {
    const change = {
      atMs: at(minutes),
      from,
      to,
      source: more?.source ?? 'notification',
      failureCode: more?.failureCode ?? null,
    };
    from = to;
    return change;
  });
  return { id, method, startedAtMs: at(began), changes };
}

function history(
  attempts: readonly AttemptHistory[],
  ends: { readonly expired?: number; readonly completed?: number } = {},
): SessionHistory {
  return {
    attempts,
    expiresAtMs: at(30),
    expiredAtMs: ends.expired === undefined ? null : at(ends.expired),
    completedAtMs: ends.completed === undefined ? null : at(ends.completed),
  };
}

/** Type, and what tells one from another: method, outcome, reason, paid. */
function said(of: SessionHistory, nowMs = LATER): readonly string[] {
  return sessionRecords(exposure, of, nowMs).map((record) => {
    switch (record.type) {
      case 'chosen':
        return `chosen ${record.method}`;
      case 'left':
        return 'left';
      case 'closed':
        return record.paid ? 'closed paid' : 'closed';
      case 'outcome':
        return `${record.method} ${record.outcome} ${record.reason ?? ''}`.trim();
    }
  });
}

describe('what a session says of the list it was shown', () => {
  it('is nothing at first, and that its shopper left after 15 minutes', () => {
    expect(said(history([]), at(14))).toEqual([]);
    expect(said(history([]), at(15))).toEqual(['left']);
    const late = attempt('pa_1', 'fps', 20, ['captured', 21]);
    expect(said(history([late], { completed: 21 }))).toEqual([
      'left',
      'chosen fps',
      'fps paid',
      'closed paid',
    ]);
  });

  it.each<readonly [string, AttemptHistory, readonly string[]]>([
    ['paid', attempt('pa_1', 'fps', 1, ['requires_action', 1], ['captured', 2]), ['fps paid']],
    ['held', attempt('pa_1', 'card', 1, ['authorized', 2], ['captured', 90]), ['card paid']],
    ['let go', attempt('pa_1', 'card', 1, ['authorized', 2], ['canceled', 90]), ['card paid']],
    ['kept', attempt('pa_1', 'card', 1, ['kept', 2]), ['card paid']],
    ['under way', attempt('pa_1', 'fps', 1, ['unknown', 1], ['pending', 2]), []],
    [
      'refused',
      attempt('pa_1', 'card', 1, ['declined', 2, { failureCode: 'insufficient_funds' }]),
      ['card failed issuer'],
    ],
    [
      'broken',
      attempt('pa_1', 'card', 1, ['declined', 2, { failureCode: 'provider_unavailable' }]),
      ['card failed technical'],
    ],
    ['mistyped', attempt('pa_1', 'card', 1, ['declined', 2, { failureCode: 'incorrect_cvc' }]), []],
    [
      'declined and nobody says why',
      attempt('pa_1', 'card', 1, ['declined', 2]),
      ['card failed unknown'],
    ],
    [
      'out of time',
      attempt('pa_1', 'fps', 1, ['requires_action', 1], ['expired', 6]),
      ['fps expired'],
    ],
    [
      'called off by us when the session was over',
      attempt('pa_1', 'fps', 1, ['requires_action', 1], ['canceled', 31, { source: 'reconciler' }]),
      ['fps expired'],
    ],
    [
      'called off by its shopper',
      attempt('pa_1', 'fps', 1, ['requires_action', 1], ['canceled', 3, { source: 'shopper' }]),
      [],
    ],
    [
      'called off by the merchant, at whatever time',
      attempt('pa_1', 'card', 1, ['requires_action', 1], ['canceled', 40, { source: 'merchant' }]),
      [],
    ],
    [
      'never answered',
      attempt('pa_1', 'alipayhk', 1, ['unknown', 1], ['canceled', 4, { source: 'shopper' }]),
      ['alipayhk failed technical'],
    ],
    [
      'paid after its time',
      attempt('pa_1', 'fps', 1, ['requires_action', 1], ['expired', 6], ['captured', 600]),
      ['fps expired', 'fps paid'],
    ],
    [
      'paid though it was refused',
      attempt('pa_1', 'card', 1, ['declined', 2], ['captured', 3], ['captured', 4]),
      ['card failed unknown', 'card paid'],
    ],
  ])('says of an attempt that was %s', (_, one, expected) => {
    const [chosen, ...outcomes] = said(history([one]));
    expect(chosen).toBe(`chosen ${one.method}`);
    expect(outcomes).toEqual(expected);
  });

  it('says of what was given up for another method that it failed, and of a second try of the same nothing', () => {
    const wallet = attempt('pa_1', 'alipayhk', 1, ['requires_action', 1], ['canceled', 2]);
    const card = attempt('pa_2', 'card', 3, ['declined', 4, { failureCode: 'do_not_honor' }]);
    const again = attempt('pa_3', 'card', 5, ['captured', 6]);
    expect(said(history([wallet]))).toEqual(['chosen alipayhk']);
    expect(said(history([wallet, card, again], { completed: 6 }))).toEqual([
      'chosen alipayhk',
      'alipayhk superseded',
      'card failed issuer',
      'closed paid',
    ]);
    const sameAgain = attempt('pa_2', 'alipayhk', 3, ['captured', 4]);
    expect(said(history([wallet, sameAgain]))).toEqual(['chosen alipayhk', 'alipayhk paid']);
  });

  it('says nothing of the list where a button beside it was pressed, or what came before it was seen', () => {
    const express = attempt('pa_1', 'apple_pay', 1, ['captured', 2]);
    expect(said(history([express], { completed: 2 }))).toEqual(['apple_pay paid', 'closed paid']);
    const muchLater = attempt('pa_1', 'apple_pay', 20, ['captured', 21]);
    expect(said(history([muchLater]))).toEqual(['left', 'apple_pay paid']);
    const before = attempt('pa_1', 'card', -1, ['declined', -0.5]);
    const after = attempt('pa_2', 'fps', 1, ['captured', 2]);
    expect(said(history([before, after], { completed: 2 }))).toEqual(['fps paid', 'closed paid']);
  });

  it('says that a session is over when it is, and that it was paid after all', () => {
    expect(said(history([], { expired: 31 }))).toEqual(['left', 'closed']);
    expect(said(history([]), at(40))).toEqual(['left']);
    const late = attempt('pa_1', 'fps', 1, ['expired', 6], ['captured', 600]);
    expect(said(history([late], { expired: 31, completed: 600 }))).toEqual([
      'chosen fps',
      'fps expired',
      'closed',
      'fps paid',
      'closed paid',
    ]);
  });

  it('says nothing at all where cards are tried one after another', () => {
    const tries = [1, 2, 3, 4].map((n) =>
      attempt(`pa_${n}`, 'card', n, ['declined', n, { failureCode: 'do_not_honor' }]),
    );
    expect(said(history(tries.slice(1)))).not.toEqual([]);
    expect(said(history(tries))).toEqual([]);
  });

  it('is looked at again after 15 minutes, then when its time is up, and until it is over', () => {
    const looks = (of: SessionHistory, nowMs: number) => nextLookMs(exposure, of, nowMs);
    expect(looks(history([]), at(1))).toBe(at(15));
    expect(looks(history([]), at(15))).toBe(at(33));
    const open = attempt('pa_1', 'fps', 1, ['pending', 1]);
    expect(looks(history([open]), at(2))).toBe(at(33));
    expect(looks(history([open]), at(33))).toBe(at(43));
    expect(looks(history([open], { completed: 44 }), at(45))).toBeNull();
    expect(looks(history([], { expired: 5 }), at(6))).toBe(at(15));
    expect(looks(history([], { expired: 5 }), at(16))).toBeNull();
  });
});

const METHODS = ['card', 'fps', 'alipayhk', 'apple_pay', 'octopus'] as const;
const ENDS: readonly AttemptStatus[] = ['declined', 'expired', 'canceled', 'captured', 'pending'];
const CODES: readonly FailureCode[] = ['do_not_honor', 'incorrect_cvc', 'processing_error'];

/** Up to four attempts, each with an end, some with money after it. */
const anyHistory = fc
  .record({
    tries: fc.array(
      fc.record({
        method: fc.constantFrom(...METHODS),
        end: fc.constantFrom(...ENDS),
        failureCode: fc.constantFrom(...CODES),
        takes: fc.integer({ min: 1, max: 9 }),
        paidLate: fc.boolean(),
      }),
      { maxLength: 4 },
    ),
    startedAfter: fc.integer({ min: 1, max: 20 }),
    over: fc.constantFrom({}, { completed: 50 }, { expired: 50 }, { expired: 50, completed: 110 }),
  })
  .map(({ tries, startedAfter, over }) => {
    const attempts = tries.map(({ method, end, failureCode, takes, paidLate }, index) => {
      const began = startedAfter + index * 4;
      const steps: Step[] = [
        ['requires_action', began],
        [end, began + takes, { failureCode }],
      ];
      if (paidLate && end !== 'captured') steps.push(['captured', 100 + index]);
      return attempt(`pa_${index}`, method, began, ...steps);
    });
    return history(attempts, over);
  })
  // A suspect of card testing is one only from its fourth decline on.
  .filter(({ attempts }) => attempts.filter(isDeclined).length < 4);

function isDeclined({ changes }: AttemptHistory): boolean {
  return changes.some(({ to }) => to === 'declined');
}

/** As it was known at a time. */
function asOf(of: SessionHistory, nowMs: number): SessionHistory {
  const known = (ms: number | null) => (ms !== null && ms <= nowMs ? ms : null);
  return {
    ...of,
    attempts: of.attempts
      .filter(({ startedAtMs }) => startedAtMs <= nowMs)
      .map((one) => ({ ...one, changes: one.changes.filter(({ atMs }) => atMs <= nowMs) })),
    expiredAtMs: known(of.expiredAtMs),
    completedAtMs: known(of.completedAtMs),
  };
}

const learnAll = (records: readonly OrderingRecord[]) =>
  records.reduce<Learned>((learned, record) => learn(learned, exposure, record), {
    state: EMPTY_ORDERING_STATE,
    session: NOTHING_LEARNED,
  });

const TIMES: ReadonlySet<string> = new Set(['atMs', 'sinceMs', 'asOfMs']);

/** All counts but delays, which are of attempts and not of sessions, by where they stand. */
function counts({ state }: Learned): ReadonlyMap<string, number> {
  const { positions, recoveries } = state;
  const found = new Map<string, number>();
  const walk = (value: unknown, path: string) => {
    if (typeof value === 'number') found.set(path, value);
    else if (typeof value === 'object' && value !== null) {
      // Whatever a cell is kept as of, at one moment it weighs the same.
      const weighing = 'asOfMs' in value ? cellAsOf(value as Cell, LATER) : value;
      for (const [key, each] of Object.entries(weighing)) {
        if (!TIMES.has(key)) walk(each, `${path}/${key}`);
      }
    }
  };
  walk({ levels: state.levels, positions, recoveries }, '');
  return found;
}

/** To what decays between a count and its being taken back; a count of nothing is none. */
function expectSame(one: Learned, other: Learned): void {
  const [a, b] = [counts(one), counts(other)];
  for (const path of new Set([...a.keys(), ...b.keys()])) {
    expect(a.get(path) ?? 0, path).toBeCloseTo(b.get(path) ?? 0, 2);
  }
}

describe('learning from a session', () => {
  it('comes to the same however often one looks meanwhile', () => {
    const anyLooks = fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 12 });
    fc.assert(
      fc.property(anyHistory, anyLooks, (of, minutes) => {
        const looks = [...minutes.toSorted((a, b) => a - b).map(at), LATER];
        const records = looks.flatMap((ms) => sessionRecords(exposure, asOf(of, ms), ms));
        expectSame(learnAll(records), learnAll(sessionRecords(exposure, of, LATER)));
      }),
    );
  });

  it('comes to the same whatever of it is heard of first, and however often', () => {
    fc.assert(
      fc.property(anyHistory, fc.infiniteStream(fc.nat()), (of, dice) => {
        const records = sessionRecords(exposure, of, LATER);
        const shuffled = [...records, ...records]
          .map((record) => ({ record, place: dice.next().value }))
          .toSorted((a, b) => Number(a.place) - Number(b.place))
          .map(({ record }) => record);
        expectSame(learnAll(shuffled), learnAll(records));
      }),
    );
  });
});
