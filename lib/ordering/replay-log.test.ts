import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decision, type DecisionRequest, decideOrder } from './decide-order.ts';
import { learn } from './learn.ts';
import { AMOUNT_BANDS, type OrderingContext } from './ordering-context.ts';
import { NOTHING_LEARNED, type OrderingRecord } from './ordering-record.ts';
import { NO_RULES } from './ordering-rules.ts';
import { EMPTY_ORDERING_STATE, type OrderingState } from './ordering-state.ts';
import { ORDERING_POLICIES } from './policies/table.ts';
import { seededRandom } from './random.ts';
import { requestOf } from './replay-decision.ts';
import { type LoggedSession, createReplay } from './replay-log.ts';

const METHODS = ['card', 'fps', 'alipayhk', 'payme'];
const START = 1_700_000_000_000;
const HK: OrderingContext = {
  region: 'HK',
  device: 'ios',
  inApp: null,
  amountBand: 'medium',
  currency: 'HKD',
};
const PAID_RATE = ORDERING_POLICIES['paid-rate'];
const SETTINGS = { feeShares: {}, maxDisplacement: null };

const contexts = fc.record({
  region: fc.constantFrom('HK', 'CN', 'unknown'),
  device: fc.constantFrom('ios', 'desktop'),
  inApp: fc.constantFrom(null, 'wechat'),
  amountBand: fc.constantFrom(...AMOUNT_BANDS),
  currency: fc.constant('HKD'),
});

/** What any sessions taught, one after another. */
const states: fc.Arbitrary<OrderingState> = fc
  .array(
    fc.record({
      context: contexts,
      method: fc.constantFrom(...METHODS),
      shown: fc.shuffledSubarray(METHODS, { minLength: METHODS.length }),
      outcome: fc.constantFrom('paid', 'failed', 'left'),
      afterMs: fc.integer({ min: 0, max: 86_400_000 }),
    }),
    { maxLength: 40 },
  )
  .map((facts) => {
    let state = EMPTY_ORDERING_STATE;
    for (const [index, { context, method, shown, outcome, afterMs }] of facts.entries()) {
      const atMs = START - afterMs;
      const id = String(index);
      const exposure = { sessionId: id, atMs, context, shown, layout: 'list', counts: true };
      const record: OrderingRecord =
        outcome === 'left'
          ? { type: 'left', atMs }
          : {
              type: 'outcome',
              atMs,
              attemptId: id,
              method,
              attemptNo: 1,
              startedAtMs: atMs,
              outcome,
              reason: outcome === 'paid' ? null : 'issuer',
            };
      ({ state } = learn({ state, session: NOTHING_LEARNED }, exposure, record));
    }
    return state;
  });

const requests: fc.Arbitrary<DecisionRequest> = fc.record({
  sessionId: fc.uuid(),
  context: contexts,
  amountMinor: fc.integer({ min: 100, max: 1_000_000 }),
  eligible: fc.shuffledSubarray(METHODS),
  rules: fc.record({
    order: fc.shuffledSubarray(METHODS),
    orderByRegion: fc.constantFrom({}, { HK: ['payme', 'fps'] }),
    pinned: fc.array(
      fc.record({ method: fc.constantFrom(...METHODS), place: fc.integer({ min: 0, max: 4 }) }),
      { maxLength: 2 },
    ),
    hidden: fc.subarray(METHODS, { maxLength: 2 }),
    amounts: fc.constantFrom(
      [],
      [{ method: 'fps', currency: 'HKD', fromMinor: 5_000, toMinor: 100_000 }],
    ),
    maxDisplacement: fc.constantFrom(null, 0, 1, 2),
  }),
  policy: fc.constantFrom(...Object.values(ORDERING_POLICIES)),
  state: states,
  feeShares: fc.constantFrom({}, { card: 0.03 }),
  layout: fc.constant('list'),
  nowMs: fc.integer({ min: START, max: START + 86_400_000 }),
});

/** As it comes out of the database. */
const asKept = (decision: Decision) => JSON.parse(JSON.stringify(decision)) as Decision;

describe('a decision that was kept', () => {
  it('is made again exactly, from its record and the state it names', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const kept = asKept(decideOrder(request));
        const again = decideOrder(
          requestOf(
            { decision: kept, layout: request.layout },
            {
              policy: request.policy,
              state: request.state,
              feeShares: request.feeShares,
              maxDisplacement: request.rules.maxDisplacement,
            },
          ),
        );
        expect(again).toEqual(kept);
      }),
      { numRuns: 300 },
    );
  });
});

const WEIGHTS: Readonly<Record<string, number>> = { card: 1, fps: 2, alipayhk: 0.5, payme: 1.5 };
const SUCCESS: Readonly<Record<string, number>> = {
  card: 0.7,
  fps: 0.95,
  alipayhk: 0.5,
  payme: 0.8,
};
const LEAVING = 1;

/** A log as a shop's is made: decided by what was known, and learned from in the order in which things happened. */
function makeLog(sessions: number, seed: string): readonly LoggedSession[] {
  const random = seededRandom(seed);
  const log: LoggedSession[] = [];
  let state = EMPTY_ORDERING_STATE;
  const due: { atMs: number; teach: () => void }[] = [];
  for (let index = 0; index < sessions; index += 1) {
    const nowMs = START + index * 60_000 + Math.floor(random.next() * 50_000);
    for (const { teach } of due.filter(({ atMs }) => atMs <= nowMs)) teach();
    due.splice(0, due.length, ...due.filter(({ atMs }) => atMs > nowMs));
    const decision = asKept(
      decideOrder({
        sessionId: `${seed}-${index}`,
        context: HK,
        amountMinor: 20_000,
        eligible: METHODS,
        rules: NO_RULES,
        policy: PAID_RATE,
        state,
        feeShares: {},
        layout: 'list',
        nowMs,
      }),
    );
    const pulls = decision.order.map((method, place) => (WEIGHTS[method] ?? 0) / (place + 1));
    let left = random.next() * (LEAVING + pulls.reduce((sum, pull) => sum + pull, 0));
    const place = pulls.findIndex((pull) => (left -= pull) < 0);
    const method = decision.order[place];
    const paid = method !== undefined && random.next() < (SUCCESS[method] ?? 0);
    // One outcome takes longer than it takes the next shopper to come.
    const atMs = nowMs + 1_000 + Math.floor(random.next() * 90_000);
    const record: OrderingRecord =
      method === undefined
        ? { type: 'left', atMs }
        : {
            type: 'outcome',
            atMs,
            attemptId: `a${index}`,
            method,
            attemptNo: 1,
            startedAtMs: nowMs,
            outcome: paid ? 'paid' : 'failed',
            reason: paid ? null : 'issuer',
          };
    const exposure = {
      sessionId: decision.sessionId,
      atMs: nowMs,
      context: HK,
      shown: decision.order,
      layout: 'list',
      counts: true,
    };
    due.push({
      atMs,
      teach: () => ({ state } = learn({ state, session: NOTHING_LEARNED }, exposure, record)),
    });
    due.sort((a, b) => a.atMs - b.atMs);
    log.push({
      decision,
      layout: 'list',
      drawn: true,
      counts: true,
      records: [record],
      paid,
      judged: true,
    });
  }
  return log;
}

const replayOf = (log: readonly LoggedSession[], policy: DecisionRequest['policy']) => {
  const replay = createReplay({ policy, ...SETTINGS });
  for (const session of log) replay.show(session);
  return replay.result();
};

describe('the replay of a log', () => {
  it('gives the policy that made it its own figures: each decision knows what was known then', () => {
    const log = makeLog(700, 'own');
    const share = log.filter(({ paid }) => paid).length / log.length;
    const { wholeOrder, firstPlace } = replayOf(log, PAID_RATE);
    for (const estimates of [wholeOrder, firstPlace]) {
      if (estimates.kind === 'refused') throw new Error('refused');
      // Every weight is 1.
      expect(estimates.effectiveSampleSize).toBeCloseTo(log.length, 6);
      expect(estimates.ips.value).toBeCloseTo(share, 9);
      expect(estimates.snips.value).toBeCloseTo(share, 9);
    }
  });

  it('would not if it knew more or less than was known', () => {
    const log = makeLog(700, 'own');
    const forgetful = log.map((session) => ({ ...session, records: [] }));
    const { wholeOrder } = replayOf(forgetful, PAID_RATE);
    expect(wholeOrder.effectiveSampleSize).toBeLessThan(600);
  });

  it('refuses a policy whose orders hardly anyone was shown', () => {
    const { wholeOrder, sessions } = replayOf(makeLog(700, 'own'), ORDERING_POLICIES.fixed);
    expect(sessions).toBe(700);
    expect(wholeOrder.kind).toBe('refused');
  });

  it('leaves out, by why, what says nothing of another policy', () => {
    const [one] = makeLog(1, 'one');
    if (one === undefined) throw new Error('no session');
    const { decision } = one;
    const only = { ...decision, order: ['fps'], topPropensities: { fps: 1 } };
    const pinned = { ...decision, topPropensities: { [decision.order[0] ?? '']: 1 } };
    const { sessions, leftOut } = replayOf(
      [
        { ...one, counts: false },
        { ...one, drawn: false },
        { ...one, decision: pinned },
        { ...one, decision: only },
        { ...one, judged: false },
      ],
      PAID_RATE,
    );
    expect({ sessions, leftOut }).toEqual({
      sessions: 0,
      leftOut: { notCounted: 1, determined: 2, single: 1 },
    });
  });

  it('goes by time', () => {
    const log = makeLog(2, 'two');
    const replay = createReplay({ policy: PAID_RATE, ...SETTINGS });
    const [first, second] = log;
    if (first === undefined || second === undefined) throw new Error('no log');
    replay.show(second);
    expect(() => replay.show(first)).toThrow(RangeError);
  });
});
