import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from './decay.ts';
import { addDelay } from './delay-distribution.ts';
import { estimateContext } from './estimates.ts';
import type { OrderingState } from './ordering-state.ts';
import { EMPTY_ORDERING_STATE } from './ordering-state.ts';
import { type WatchedAttempt, outageRatio, scanForOutages, withScan } from './outage-detector.ts';
import { seededRandom } from './random.ts';

const NOW = 1_700_000_000_000;

/** A state that knows FPS well: 400 outcomes, nine of ten paid, each within ten seconds or so. */
function stateThatKnowsFps(outcomes = 400): OrderingState {
  const counter = [outcomes, 500, 0.9 * outcomes, 0.1 * outcomes];
  let delays = addDelay(undefined, { as: 'paid', delayMs: 8_000 }, NOW);
  for (let index = 0; index < 200; index += 1) {
    delays = addDelay(delays, { as: index % 10 === 0 ? 'failed' : 'paid', delayMs: 8_000 }, NOW);
  }
  return {
    ...EMPTY_ORDERING_STATE,
    levels: {
      ...EMPTY_ORDERING_STATE.levels,
      all: { all: { leaving: [], methods: { fps: counter }, sinceMs: NOW, asOfMs: NOW } },
    },
    delays: { fps: delays },
  };
}

const attempt = (change: Partial<WatchedAttempt> = {}): WatchedAttempt => ({
  method: 'fps',
  region: 'HK',
  inApp: null,
  startedAtMs: NOW,
  expected: 0.9,
  outcome: null,
  ...change,
});
/** One attempt a minute up to now, the last `failing` of them failed. */
const history = (failing: number, change: Partial<WatchedAttempt> = {}) =>
  Array.from({ length: 30 }, (_, index) => {
    const startedAtMs = NOW - (30 - index) * MINUTE_MS;
    const outcome = { paid: index < 30 - failing, atMs: startedAtMs + 9_000 };
    return attempt({ startedAtMs, outcome, ...change });
  });
/** Likewise half an hour before, all paid. */
const earlier = (times: number) =>
  Array.from({ length: times }, () => history(0))
    .flat()
    .map((one) => {
      const startedAtMs = one.startedAtMs - 29 * MINUTE_MS;
      return { ...one, startedAtMs, outcome: { paid: true, atMs: startedAtMs + 9_000 } };
    });

describe('the outage detector', () => {
  it('weighs an outcome by how much likelier it is in an outage', () => {
    const state = stateThatKnowsFps();
    const paid = attempt({ expected: 0.8, outcome: { paid: true, atMs: NOW } });
    const failed = attempt({ expected: 0.8, outcome: { paid: false, atMs: NOW } });
    const ratio = (of: WatchedAttempt, left: number) =>
      outageRatio(state, of, { left, nowMs: NOW });
    expect(ratio(paid, 0.15)).toBeCloseTo(Math.log(0.15), 9);
    expect(ratio(failed, 0.15)).toBeCloseTo(Math.log(0.88 / 0.2), 9);
    expect(ratio(failed, 0.05)).toBeCloseTo(Math.log(0.96 / 0.2), 9);
  });

  it('holds an attempt that hangs against the method, the more the longer, and never more than a failure', () => {
    const state = stateThatKnowsFps();
    const hanging = attempt({ expected: 0.8 });
    const after = (ms: number) => outageRatio(state, hanging, { left: 0.15, nowMs: NOW + ms });
    expect(after(2_000)).toBe(0);
    expect(after(60_000)).toBeGreaterThan(0.5);
    expect(after(300_000)).toBeGreaterThanOrEqual(after(60_000));
    expect(after(3_000_000)).toBeLessThan(Math.log(0.88 / 0.2) + 1e-9);
  });

  it('raises a method whose attempts fail one after another, from the first of them on', () => {
    const scan = scanForOutages(stateThatKnowsFps(), history(6), NOW);
    expect(scan.raised).toHaveLength(1);
    expect(scan.raised[0]).toMatchObject({
      method: 'fps',
      scope: { kind: 'everywhere' },
      sinceMs: NOW - 6 * MINUTE_MS,
      paid: 0,
      failed: 6,
    });
    expect(scanForOutages(stateThatKnowsFps(), history(2), NOW).raised).toEqual([]);
  });

  it('raises a silent hang before anything has expired', () => {
    const hanging = history(10).map((one, index) => (index < 20 ? one : { ...one, outcome: null }));
    expect(scanForOutages(stateThatKnowsFps(), hanging, NOW).raised).toHaveLength(1);
  });

  it('says where: in one region only when the others are well', () => {
    const attempts = [...history(0), ...history(8, { region: 'CN' })].toSorted(
      (a, b) => a.startedAtMs - b.startedAtMs,
    );
    const { raised } = scanForOutages(stateThatKnowsFps(), attempts, NOW);
    expect(raised.map(({ scope }) => scope)).toEqual([{ kind: 'region', region: 'CN' }]);
  });

  it('is surer of an outage for all than of one in a region', () => {
    // Six failures are enough from two regions, and not from one beside another that is well.
    const state = stateThatKnowsFps(2_000);
    const well = history(0, { region: 'MO' });
    const failing = (regions: readonly string[]) =>
      history(0).map((one, index) =>
        index < 24
          ? one
          : {
              ...one,
              region: regions[index % regions.length] ?? 'HK',
              outcome: { paid: false, atMs: one.startedAtMs + 9_000 },
            },
      );
    const everywhere = [...earlier(2), ...failing(['HK', 'CN'])];
    expect(scanForOutages(state, everywhere, NOW).raised).toHaveLength(1);
    const onlyThere = [...well, ...failing(['CN'])].toSorted(
      (a, b) => a.startedAtMs - b.startedAtMs,
    );
    expect(scanForOutages(state, [...earlier(1), ...onlyThere], NOW).raised).toEqual([]);
  });

  it('asks for more in a busy hour, when more is not long in coming', () => {
    const state = stateThatKnowsFps(2_000);
    expect(scanForOutages(state, history(6), NOW).raised).toHaveLength(1);
    expect(scanForOutages(state, [...earlier(3), ...history(6)], NOW).raised).toEqual([]);
    expect(scanForOutages(state, [...earlier(3), ...history(7)], NOW).raised).toHaveLength(1);
  });

  it('raises what only a part of the payments still gets through', () => {
    const third = Array.from({ length: 30 }, (_, index) => {
      const startedAtMs = NOW - (30 - index) * MINUTE_MS;
      const outcome = { paid: index < 15 || index % 3 === 0, atMs: startedAtMs + 9_000 };
      return attempt({ startedAtMs, outcome });
    });
    expect(scanForOutages(stateThatKnowsFps(), third, NOW).raised).toHaveLength(1);
    expect(scanForOutages(stateThatKnowsFps(), third.slice(0, 21), NOW).raised).toEqual([]);
  });

  it('raises nothing of a method it knows little of', () => {
    expect(scanForOutages(stateThatKnowsFps(100), history(9), NOW).raised).toEqual([]);
  });

  it('raises an outage once, and forgets what began before the method worked again', () => {
    const state = stateThatKnowsFps();
    const first = scanForOutages(state, history(8), NOW);
    const known = withScan(state, first);
    expect(known.version).toBe(state.version + 1);
    const again = scanForOutages(known, history(8), NOW + MINUTE_MS);
    expect(again.raised).toEqual([]);
    expect(withScan(known, again)).toEqual(known);
    expect(again.recovered).toEqual([]);

    const later = NOW + 5 * MINUTE_MS;
    const paid = [1, 2].map((minutes) =>
      attempt({
        startedAtMs: NOW + minutes * MINUTE_MS,
        outcome: { paid: true, atMs: NOW + minutes * MINUTE_MS + 5_000 },
      }),
    );
    const over = scanForOutages(known, [...history(8), ...paid], later);
    expect(over.recovered).toHaveLength(1);
    expect(over.down).toMatchObject([{ recoveredAtMs: later }]);
    expect(over.raised).toEqual([]);
    const after = scanForOutages({ ...state, down: over.down }, [...history(8), ...paid], later);
    expect(after.raised).toEqual([]);
    const muchLater = scanForOutages({ ...state, down: over.down }, [], later + 61 * MINUTE_MS);
    expect(muchLater.down).toEqual([]);
  });

  it('takes no outcome for known before its time, when asked about the past', () => {
    const state = stateThatKnowsFps();
    const failsLater = attempt({ outcome: { paid: false, atMs: NOW + 60_000 } });
    const then = { left: 0.15, nowMs: NOW + 30_000 };
    expect(outageRatio(state, failsLater, then)).toBe(outageRatio(state, attempt(), then));
  });

  it('raises hardly ever what is well: not once in 60 days of usual failures', () => {
    const random = seededRandom('well');
    const state = stateThatKnowsFps(2_000);
    let raised = 0;
    let attempts: WatchedAttempt[] = [];
    for (let minute = 0; minute < 60 * 24 * 60; minute += 15) {
      const startedAtMs = NOW + minute * MINUTE_MS;
      const outcome = { paid: random.next() < 0.9, atMs: startedAtMs + 8_000 };
      attempts = [...attempts.slice(-4), attempt({ startedAtMs, outcome })];
      raised += scanForOutages(state, attempts, startedAtMs + MINUTE_MS).raised.length;
    }
    expect(raised).toBe(0);
  });

  it('suspects before it raises: ranked as if it were down, learned from as if it were not', () => {
    const state = stateThatKnowsFps();
    const scan = scanForOutages(state, history(4), NOW);
    expect(scan.raised).toEqual([]);
    expect(scan.suspected).toEqual([
      {
        method: 'fps',
        scope: { kind: 'everywhere' },
        sinceMs: NOW - 4 * MINUTE_MS,
        paid: 0,
        failed: 4,
      },
    ]);
    // Before that, those who would decide it are not kept away.
    expect(scanForOutages(state, history(3), NOW).suspected).toEqual([]);
    const wary = withScan(state, scan);
    expect(wary.version).toBe(state.version + 1);
    expect(withScan(wary, scan)).toEqual(wary);
    expect(wary.down).toEqual([]);
    const context = {
      region: 'HK',
      device: 'ios',
      inApp: null,
      amountBand: 'medium',
      currency: 'HKD',
    } as const;
    const success = (of: OrderingState) => {
      const { a, b } = estimateContext(of, context, ['fps'], { layout: 'list', nowMs: NOW })
        .methods[0]?.success ?? { a: 0, b: 1 };
      return a / (a + b);
    };
    expect(success(state)).toBeGreaterThan(0.85);
    expect(success(wary)).toBeLessThan(0.1);

    const paid = attempt({ outcome: { paid: true, atMs: NOW + 5_000 } });
    const after = [...history(4), paid, paid, paid];
    const cleared = scanForOutages(wary, after, NOW + MINUTE_MS);
    expect(cleared.suspected).toEqual([]);
    const trusting = withScan(wary, cleared);
    expect(trusting.version).toBe(wary.version + 1);
    expect(success(trusting)).toBe(success(state));
  });
});
