import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS } from './decay.ts';
import { estimateContext } from './estimates.ts';
import { type Learned, learn, quarantine } from './learn.ts';
import { LEVELS, type Level, type OrderingContext, levelKeys } from './ordering-context.ts';
import {
  type Exposure,
  NOTHING_LEARNED,
  type OrderingRecord,
  type OutcomeRecord,
} from './ordering-record.ts';
import {
  EMPTY_ORDERING_STATE,
  MAX_CELLS,
  type OrderingState,
  cellOf,
  cellWeights,
  weighed,
} from './ordering-state.ts';
import { seededRandom } from './random.ts';

const context: OrderingContext = {
  region: 'HK',
  device: 'ios',
  inApp: null,
  amountBand: 'medium',
  currency: 'HKD',
};
const NOW = 1_700_000_000_000;
const exposure: Exposure = {
  sessionId: 'cs_1',
  atMs: NOW,
  context,
  shown: ['card', 'fps', 'payme'],
  layout: 'list',
  counts: true,
};
const nothing: Learned = { state: EMPTY_ORDERING_STATE, session: NOTHING_LEARNED };
const outcome = (change: Partial<OutcomeRecord> = {}): OutcomeRecord => ({
  type: 'outcome',
  atMs: NOW + 2 * MINUTE_MS,
  attemptId: 'pa_1',
  method: 'fps',
  attemptNo: 1,
  startedAtMs: NOW + MINUTE_MS,
  outcome: 'paid',
  reason: null,
  ...change,
});
const learnAll = (records: readonly OrderingRecord[], from = nothing, shown = exposure) =>
  records.reduce((learned, record) => learn(learned, shown, record), from);
/** What is kept of a method in the context's own cell, as of when the cell was begun. */
const counterOf = (state: OrderingState, method: string, level: Level = 'band') => {
  const kept = cellOf(state, levelKeys(context), level)?.methods[method];
  return kept === undefined ? undefined : weighed(kept, { choice: 1, success: 1 });
};

describe('learning from a session', () => {
  it('keeps no more cells than a bound, however many kinds of shoppers browsers make up', () => {
    const chosen = (state: OrderingState, of: OrderingContext) =>
      learn(
        { state, session: NOTHING_LEARNED },
        { ...exposure, context: of },
        { type: 'chosen', atMs: NOW, method: 'fps' },
      ).state;
    let state = chosen(chosen(EMPTY_ORDERING_STATE, context), context);
    for (let nth = 0; nth < 100; nth += 1) {
      state = chosen(state, { ...context, region: `made up ${nth}` });
    }
    expect(Object.keys(state.levels.region).length).toBeLessThanOrEqual(MAX_CELLS.region);
    expect(Object.keys(state.levels.device).length).toBeLessThanOrEqual(MAX_CELLS.device);
    expect(Object.keys(state.levels.band).length).toBeLessThanOrEqual(MAX_CELLS.device);
    for (const level of ['region', 'device', 'band'] as const) {
      // Not the one that two sessions taught.
      expect(cellOf(state, levelKeys(context), level)?.methods['fps']?.[0]).toBeCloseTo(2, 3);
    }
    // What all have taught stays whole.
    expect(state.levels.all['all']?.methods['fps']?.[0]).toBeCloseTo(102, 3);
  });

  it('counts the choice and the outcome at every level', () => {
    const { state } = learnAll([{ type: 'chosen', atMs: NOW, method: 'fps' }, outcome()]);
    for (const level of LEVELS) {
      const fps = counterOf(state, 'fps', level);
      expect(fps).toMatchObject({ f: 0 });
      expect(fps?.n).toBeCloseTo(1, 3);
      expect(fps?.s).toBe(1);
      expect(counterOf(state, 'card', level)?.e).toBeGreaterThan(0);
    }
  });

  it('counts nothing twice: each record again leaves the state as it is', () => {
    const records: OrderingRecord[] = [
      { type: 'chosen', atMs: NOW, method: 'fps' },
      outcome({ outcome: 'failed', reason: 'issuer' }),
      { type: 'closed', atMs: NOW + 60 * MINUTE_MS, paid: false },
    ];
    const once = learnAll(records);
    for (const record of records) expect(learn(once, exposure, record)).toEqual(once);
    expect(learnAll([...records, ...records])).toEqual(once);
  });

  it('hears of an outcome before the choice that led to it, and comes to the same choice', () => {
    const choice: OrderingRecord = { type: 'chosen', atMs: NOW + MINUTE_MS, method: 'fps' };
    const inOrder = learnAll([choice, outcome()]);
    expect(learnAll([outcome(), choice])).toEqual(inOrder);
  });

  it('takes a failure back when the money comes after all, as it has decayed by then', () => {
    const later = NOW + 3 * DAY_MS;
    const failed = learnAll([outcome({ outcome: 'expired' })]);
    expect(counterOf(failed.state, 'fps')?.f).toBe(1);
    const paid = learn(failed, exposure, outcome({ atMs: later }));
    expect(counterOf(paid.state, 'fps')?.f).toBeCloseTo(0, 9);
    expect(counterOf(paid.state, 'fps')?.s).toBe(1);
    expect(learn(paid, exposure, outcome({ atMs: later + 1 }))).toEqual(paid);
  });

  it('takes the recovery back with it', () => {
    const closed = learnAll([
      outcome({ outcome: 'failed', reason: 'technical' }),
      { type: 'closed', atMs: NOW + DAY_MS, paid: false },
    ]);
    expect(closed.state.recoveries['fps']).toMatchObject({ tried: 1, paid: 0 });
    const paid = learn(closed, exposure, outcome({ atMs: NOW + 2 * DAY_MS }));
    expect(paid.state.recoveries['fps']?.tried).toBeCloseTo(0, 9);
  });

  it('counts a session as recovered that was paid after it was over, whichever it hears of first', () => {
    const failed = outcome({ outcome: 'failed', reason: 'technical' });
    const over: OrderingRecord = { type: 'closed', atMs: NOW + 60 * MINUTE_MS, paid: false };
    const late: OrderingRecord = { type: 'closed', atMs: NOW + DAY_MS, paid: true };
    for (const records of [
      [failed, over, late],
      [late, failed, over],
      [over, late, failed, over],
    ]) {
      const { recoveries } = learnAll(records).state;
      expect(recoveries['fps']?.tried).toBeCloseTo(1, 3);
      expect(recoveries['fps']?.paid).toBeCloseTo(1, 3);
    }
  });

  it('comes to the same whatever it hears of first, and however often', () => {
    const records: OrderingRecord[] = [
      { type: 'chosen', atMs: NOW + MINUTE_MS, method: 'fps' },
      outcome({ outcome: 'failed', reason: 'issuer' }),
      outcome({ attemptId: 'pa_2', attemptNo: 2, method: 'card' }),
      { type: 'closed', atMs: NOW + 60 * MINUTE_MS, paid: true },
    ];
    const expected = learnAll(records);
    expect(expected.state.recoveries['fps']).toMatchObject({ tried: 1, paid: 1 });
    const anyOrder = fc.shuffledSubarray([...records, ...records], { minLength: 8 });
    fc.assert(
      fc.property(anyOrder, (shuffled) => {
        const learned = learnAll(shuffled);
        expect(learned.session.recovery).toEqual(expected.session.recovery);
        for (const method of ['fps', 'card', 'payme']) {
          const [seen, wanted] = [
            counterOf(learned.state, method),
            counterOf(expected.state, method),
          ];
          for (const part of ['n', 'e', 's', 'f'] as const) {
            expect(seen?.[part]).toBeCloseTo(wanted?.[part] ?? -1, 3);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('never undoes a payment for a failure that is heard of later', () => {
    const paid = learnAll([outcome()]);
    expect(learn(paid, exposure, outcome({ outcome: 'expired', atMs: NOW + DAY_MS }))).toEqual(
      paid,
    );
  });

  it('moves the choice of one who was taken to have left', () => {
    const left = learnAll([{ type: 'left', atMs: NOW + 15 * MINUTE_MS }]);
    const cell = ({ state }: Learned) => cellOf(state, levelKeys(context), 'band');
    expect(cell(left)?.leaving[0]).toBe(1);
    const chosen = learn(left, exposure, { type: 'chosen', atMs: NOW + DAY_MS, method: 'fps' });
    expect(cell(chosen)?.leaving[0]).toBeCloseTo(0, 9);
    const weights = { choice: 1, success: 1 };
    expect(weighed(cell(chosen)?.methods['fps'], weights).n).toBeGreaterThan(0.9);
    expect(weighed(cell(chosen)?.methods['fps'], weights).e).toBeLessThanOrEqual(
      weighed(cell(left)?.methods['fps'], weights).e,
    );
  });

  it('counts only the first outcome of a method, and none the shopper called off', () => {
    const again = learnAll([
      outcome({ outcome: 'failed', reason: 'issuer' }),
      outcome({ attemptId: 'pa_2', attemptNo: 2 }),
    ]);
    expect(counterOf(again.state, 'fps')).toMatchObject({ s: 0, f: 1 });
    const calledOff = learnAll([outcome({ outcome: 'failed', reason: 'customer' })]);
    expect(counterOf(calledOff.state, 'fps')).toMatchObject({ s: 0, f: 0 });
    const thenPaid = learn(calledOff, exposure, outcome({ attemptId: 'pa_2', attemptNo: 2 }));
    expect(counterOf(thenPaid.state, 'fps')).toMatchObject({ s: 1, f: 0 });
  });

  it('learns nothing from test mode, bots or suspects, nor of a method that was not shown', () => {
    const uncounted = { ...exposure, counts: false };
    expect(learnAll([outcome()], nothing, uncounted)).toEqual(nothing);
    expect(learnAll([{ type: 'chosen', atMs: NOW, method: 'octopus' }])).toEqual(nothing);
    expect(learnAll([outcome({ method: 'octopus' })])).toEqual(nothing);
  });

  it('forgets by half in a fortnight, and invents nothing when the clock jumps back', () => {
    const cell = { leaving: [], methods: { fps: [8, 8, 8, 8] }, sinceMs: NOW, asOfMs: NOW };
    const at = (nowMs: number) => weighed(cell.methods.fps, cellWeights(cell, nowMs));
    expect(at(NOW + 14 * DAY_MS)).toMatchObject({ s: 4, f: 4 });
    expect(at(NOW + 42 * DAY_MS).n).toBeCloseTo(4, 9);
    expect(at(NOW - DAY_MS)).toEqual({ n: 8, e: 8, s: 8, f: 8 });
    const { state } = learnAll([outcome()]);
    const earlier = learn(
      { state, session: NOTHING_LEARNED },
      exposure,
      outcome({ attemptId: 'pa_9', atMs: NOW - DAY_MS, startedAtMs: NOW - DAY_MS - 1 }),
    );
    expect(counterOf(earlier.state, 'fps')).toMatchObject({ s: 2 });
  });

  it('survives being kept as JSON', () => {
    const { state, session } = learnAll([outcome(), { type: 'closed', atMs: NOW, paid: true }]);
    expect(JSON.parse(JSON.stringify({ state, session }))).toEqual({ state, session });
  });

  it('keeps what began in an outage apart, and takes out what was counted before it was known', () => {
    const counted = learnAll([outcome({ outcome: 'failed', reason: 'technical' })]);
    const down = {
      method: 'fps',
      scope: { kind: 'everywhere' },
      sinceMs: NOW,
      alarmedAtMs: NOW + 3 * MINUTE_MS,
      evidence: 9,
      paid: 0,
      failed: 1,
      recoveredAtMs: null,
    } as const;
    const alarmed = { ...counted, state: { ...counted.state, down: [down] } };
    const clean = quarantine(alarmed, exposure, NOW + 3 * MINUTE_MS);
    expect(counterOf(clean.state, 'fps')?.f).toBeCloseTo(0, 4);
    expect(quarantine(clean, exposure, NOW + 4 * MINUTE_MS)).toEqual(clean);
    const next = learn(
      { state: clean.state, session: NOTHING_LEARNED },
      exposure,
      outcome({ attemptId: 'pa_2', outcome: 'failed', reason: 'technical' }),
    );
    expect(counterOf(next.state, 'fps')?.f).toBeCloseTo(0, 4);
    expect(next.state.down[0]?.failed).toBe(2);
  });
});

describe('what is learned', () => {
  it('finds the choice weights and the pull of places that shoppers follow', () => {
    const random = seededRandom('truth');
    const weights: Record<string, number> = { card: 1, fps: 3, payme: 0.4 };
    const pulls = [1, 0.5, 0.25];
    let { state } = nothing;
    for (let index = 0; index < 6000; index += 1) {
      const shown = ['card', 'fps', 'payme']
        .map((method) => ({ method, draw: random.next() }))
        .sort((a, b) => a.draw - b.draw)
        .map(({ method }) => method);
      const drawn = [
        ...shown.map((method, place) => (weights[method] ?? 0) * (pulls[place] ?? 0)),
        0.5,
      ];
      let left = random.next() * drawn.reduce((sum, one) => sum + one, 0);
      const place = drawn.findIndex((one) => (left -= one) < 0);
      const method = shown[place];
      const record: OrderingRecord =
        method === undefined
          ? { type: 'left', atMs: NOW + index }
          : { type: 'chosen', atMs: NOW + index, method };
      ({ state } = learn({ state, session: NOTHING_LEARNED }, { ...exposure, shown }, record));
    }
    const estimate = estimateContext(state, context, ['card', 'fps', 'payme'], {
      layout: 'list',
      nowMs: NOW + 6000,
    });
    const [card = 0, fps = 0, payme = 0] = estimate.methods.map(
      ({ weight }) => weight.shape / weight.rate,
    );
    const leaving = estimate.leaving.shape / estimate.leaving.rate;
    expect(fps / card).toBeGreaterThan(2.6);
    expect(fps / card).toBeLessThan(3.4);
    expect(payme / card).toBeGreaterThan(0.3);
    expect(payme / card).toBeLessThan(0.5);
    expect(leaving / card).toBeGreaterThan(0.4);
    expect(leaving / card).toBeLessThan(0.6);
    expect(estimate.positions[1]).toBeGreaterThan(0.44);
    expect(estimate.positions[1]).toBeLessThan(0.56);
    expect(estimate.positions[2]).toBeLessThan(0.32);
  });

  it('knows something of a context never seen: what it is like elsewhere, with less certainty', () => {
    let { state } = nothing;
    for (let index = 0; index < 400; index += 1) {
      const paid = index % 10 !== 0;
      ({ state } = learn(
        { state, session: NOTHING_LEARNED },
        exposure,
        outcome({ outcome: paid ? 'paid' : 'failed', reason: paid ? null : 'issuer' }),
      ));
    }
    const options = { layout: 'list', nowMs: NOW };
    const seen = estimateContext(state, context, ['fps', 'unknown'], options);
    const elsewhere = { ...context, region: 'TW', currency: 'TWD' };
    const unseen = estimateContext(state, elsewhere, ['fps', 'unknown'], options);
    const of = (estimate: typeof seen, index: number) => {
      const { a, b } = estimate.methods[index]?.success ?? { a: 0, b: 1 };
      return { mean: a / (a + b), strength: a + b };
    };
    expect(of(seen, 0).mean).toBeCloseTo(0.9, 2);
    expect(of(unseen, 0).mean).toBeCloseTo(of(seen, 0).mean, 2);
    expect(of(unseen, 0).strength).toBeLessThan(of(seen, 0).strength + 1e-9);
    expect(of(unseen, 1)).toEqual({ mean: 0.85, strength: 5 });
  });
});
