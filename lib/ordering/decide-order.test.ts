import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DecisionRequest, decideOrder } from './decide-order.ts';
import { learn } from './learn.ts';
import type { OrderingContext } from './ordering-context.ts';
import { NOTHING_LEARNED } from './ordering-record.ts';
import { NO_RULES, type OrderingRules } from './ordering-rules.ts';
import { EMPTY_ORDERING_STATE, type OrderingState } from './ordering-state.ts';
import { ORDERING_POLICIES } from './policies/table.ts';

const METHODS = ['card', 'fps', 'alipayhk', 'payme', 'octopus'];
const NOW = 1_700_000_000_000;
const context: OrderingContext = {
  region: 'HK',
  device: 'ios',
  inApp: null,
  amountBand: 'medium',
  currency: 'HKD',
};
const base: DecisionRequest = {
  sessionId: 'cs_1',
  context,
  amountMinor: 20_000,
  eligible: METHODS,
  rules: { ...NO_RULES, order: METHODS },
  policy: ORDERING_POLICIES['paid-rate'],
  state: stateWhere({ octopus: { chosen: 60, paid: 0.95 }, card: { chosen: 20, paid: 0.9 } }),
  feeShares: {},
  layout: 'list',
  nowMs: NOW,
};
const decide = (change: Partial<DecisionRequest> = {}) => decideOrder({ ...base, ...change });
const withRules = (rules: Partial<OrderingRules>, change: Partial<DecisionRequest> = {}) =>
  decide({ rules: { ...base.rules, ...rules }, ...change });

/** What some sessions taught, in which each method was shown in a place that changes. */
function stateWhere(
  facts: Readonly<Record<string, { readonly chosen: number; readonly paid: number }>>,
): OrderingState {
  let state = EMPTY_ORDERING_STATE;
  for (const [method, { chosen, paid }] of Object.entries(facts)) {
    for (let index = 0; index < chosen; index += 1) {
      const shown = METHODS.map((_, place) => METHODS[(place + index) % METHODS.length] ?? '');
      const exposure = {
        sessionId: `s${index}`,
        atMs: NOW,
        context,
        shown,
        layout: 'list',
        counts: true,
      };
      const isPaid = index < chosen * paid;
      ({ state } = learn({ state, session: NOTHING_LEARNED }, exposure, {
        type: 'outcome',
        atMs: NOW,
        attemptId: `a${index}`,
        method,
        attemptNo: 1,
        startedAtMs: NOW - 1000,
        outcome: isPaid ? 'paid' : 'failed',
        reason: isPaid ? null : 'issuer',
      }));
    }
  }
  return state;
}

describe('deciding an order', () => {
  it('puts first what was chosen and paid most, whatever the merchant’s own order', () => {
    expect(decide().order[0]).toBe('octopus');
    expect(decide({ policy: ORDERING_POLICIES.fixed }).order).toEqual(METHODS);
  });

  it('decides the same again, and for every policy shows each method once', () => {
    for (const policy of Object.values(ORDERING_POLICIES)) {
      const decision = decide({ policy });
      expect(decide({ policy })).toEqual(decision);
      expect(decision.order.toSorted()).toEqual(METHODS.toSorted());
      const propensities = Object.values(decision.topPropensities);
      expect(propensities.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
      expect(JSON.parse(JSON.stringify(decision))).toEqual(decision);
    }
  });

  it('puts each method first as often as its logged chance says', () => {
    const counts = new Map<string, number>();
    const sessions = 20_000;
    for (let index = 0; index < sessions; index += 1) {
      const [first = ''] = decide({
        sessionId: `cs_${index}`,
        state: EMPTY_ORDERING_STATE,
        policy: CHEAP,
      }).order;
      counts.set(first, (counts.get(first) ?? 0) + 1);
    }
    for (const [method, propensity] of Object.entries(CHEAP_PROPENSITIES)) {
      const spread = 5 * Math.sqrt((propensity * (1 - propensity)) / sessions);
      expect(Math.abs((counts.get(method) ?? 0) / sessions - propensity)).toBeLessThan(spread);
    }
  });

  it('leaves no method without a chance to be first, and most chance to what is best', () => {
    const { topPropensities } = decide();
    for (const method of METHODS) expect(topPropensities[method]).toBeGreaterThanOrEqual(0.002);
    expect(topPropensities['octopus']).toBeGreaterThan(0.8);
  });

  it('says that chance put a method first', () => {
    const explored = Array.from({ length: 400 }, (_, index) => decide({ sessionId: `x${index}` }));
    for (const { explored: isExplored, order } of explored) {
      expect(isExplored).toBe(order[0] !== 'octopus');
    }
    expect(explored.filter((decision) => decision.explored).length).toBeLessThan(80);
  });

  it('counts what is left after fees where that is the goal', () => {
    const even = stateWhere({
      octopus: { chosen: 40, paid: 0.9 },
      card: { chosen: 40, paid: 0.9 },
    });
    const net = (feeShares: Record<string, number>) =>
      decide({ state: even, policy: ORDERING_POLICIES['paid-rate-net'], feeShares }).scores;
    expect(net({ octopus: 0.03 })['octopus']).toBeLessThan(net({})['octopus'] ?? 0);
    expect(net({ octopus: 0.03 })['octopus']).toBeLessThan(net({ octopus: 0.03 })['card'] ?? 0);
  });

  it('has an answer for no method, one method, methods and contexts it never heard of', () => {
    expect(decide({ eligible: [] })).toMatchObject({ order: [], topPropensities: {} });
    expect(decide({ eligible: ['fps'] })).toMatchObject({
      order: ['fps'],
      topPropensities: { fps: 1 },
      explored: false,
    });
    const strange = decide({
      eligible: [...METHODS, 'new_wallet'],
      context: { ...context, region: 'TW' },
    });
    expect(strange.order).toHaveLength(6);
    expect(strange.evidence['new_wallet']).toMatchObject({ level: 'prior', paid: 0 });
    expect(strange.evidence['octopus']).toMatchObject({ level: 'all' });
    expect(decide({ nowMs: NOW - 1e9 }).order[0]).toBe('octopus');
  });

  it('keeps what it went by: level, counts, interval', () => {
    const evidence = decide().evidence['octopus'];
    expect(evidence).toMatchObject({ level: 'band', downSinceMs: null });
    expect(evidence?.paid).toBeCloseTo(57, 3);
    expect(evidence?.failed).toBeCloseTo(3, 3);
    expect(evidence?.success.low).toBeLessThan(evidence?.success.mean ?? 0);
    expect(evidence?.success.high).toBeGreaterThan(evidence?.success.mean ?? 1);
  });
});

const CHEAP_PROPENSITIES = { card: 0.7, fps: 0.2, payme: 0.1 };
const CHEAP = {
  id: 'cheap',
  version: 1,
  rank: () => ({
    ranked: METHODS.map((method, place) => ({ method, score: -place })),
    topPropensities: CHEAP_PROPENSITIES,
    evidence: {},
    expectedPaid: null,
  }),
};

describe('what the merchant says', () => {
  it('pins a method to its place, in every session', () => {
    for (let index = 0; index < 50; index += 1) {
      const decision = withRules(
        {
          pinned: [
            { method: 'payme', place: 0 },
            { method: 'card', place: 3 },
          ],
        },
        { sessionId: `p${index}` },
      );
      expect(decision.order[0]).toBe('payme');
      expect(decision.order[3]).toBe('card');
      expect(decision.topPropensities).toEqual({ payme: 1 });
      expect(decision.explored).toBe(false);
    }
  });

  it('finds a place for pins that ask for the same, or for one beyond the list', () => {
    const { order } = withRules({
      pinned: [
        { method: 'payme', place: 4 },
        { method: 'card', place: 4 },
        { method: 'fps', place: 99 },
      ],
    });
    expect(order.slice(2).toSorted()).toEqual(['card', 'fps', 'payme']);
  });

  it('hides a method, or shows it only within amounts', () => {
    expect(withRules({ hidden: ['octopus'] }).order).not.toContain('octopus');
    const limits = [{ method: 'fps', currency: 'HKD', fromMinor: 10_000, toMinor: 20_000 }];
    expect(withRules({ amounts: limits }).order).toContain('fps');
    expect(withRules({ amounts: limits }, { amountMinor: 20_001 }).order).not.toContain('fps');
    expect(withRules({ amounts: limits }, { amountMinor: 9_999 }).order).not.toContain('fps');
  });

  it('has an order of its own for a region', () => {
    const { order } = withRules(
      { orderByRegion: { HK: ['payme', 'fps'] } },
      { policy: ORDERING_POLICIES.fixed },
    );
    expect(order.slice(0, 2)).toEqual(['payme', 'fps']);
  });

  it('never moves a method further than it may', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4 }), fc.string(), (maxDisplacement, sessionId) => {
        const { order, topPropensities } = withRules({ maxDisplacement }, { sessionId });
        for (const [place, method] of order.entries()) {
          expect(Math.abs(place - METHODS.indexOf(method))).toBeLessThanOrEqual(maxDisplacement);
        }
        expect(topPropensities[order[0] ?? '']).toBeGreaterThan(0);
        expect(order.toSorted()).toEqual(METHODS.toSorted());
      }),
      { numRuns: 60 },
    );
  });
});
