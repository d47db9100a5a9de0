import { describe, expect, it } from 'vitest';
import { type DecisionRequest, decideOrder } from './decide-order.ts';
import { NO_RULES } from './ordering-rules.ts';
import { EMPTY_ORDERING_STATE } from './ordering-state.ts';
import { ORDERING_POLICIES } from './policies/table.ts';
import { typicalDecision } from './typical-decision.ts';

/** Nothing is known, so that chance has much to say. */
const REQUEST: Omit<DecisionRequest, 'sessionId'> = {
  context: { region: 'HK', device: 'ios', inApp: null, amountBand: 'medium', currency: 'HKD' },
  amountMinor: 20_000,
  eligible: ['card', 'fps', 'payme', 'octopus'],
  rules: NO_RULES,
  policy: ORDERING_POLICIES['paid-rate'],
  state: EMPTY_ORDERING_STATE,
  feeShares: {},
  layout: 'list',
  nowMs: 1_700_000_000_000,
};

describe('what most sessions of a kind are shown', () => {
  it('is ranked without chance, and tells the chances that sessions are drawn by', () => {
    const typical = typicalDecision(REQUEST);
    const ranked = Object.entries(typical.scores).toSorted(([, a], [, b]) => b - a);
    expect(typical.order).toEqual(ranked.map(([method]) => method));
    expect(typical.explored).toBe(false);
    const drawn = Array.from({ length: 50 }, (_, index) =>
      decideOrder({ ...REQUEST, sessionId: `cs_${index}` }),
    );
    for (const { topPropensities } of drawn)
      expect(topPropensities).toEqual(typical.topPropensities);
    // Of the sessions that chance leaves alone each is shown just this.
    const alone = drawn.filter(({ explored }) => !explored);
    expect(alone.length).toBeGreaterThan(0);
    expect(alone.length).toBeLessThan(drawn.length);
    for (const { order } of alone) expect(order).toEqual(typical.order);
  });

  it('has what is pinned to the first place there, for certain', () => {
    const rules = { ...NO_RULES, pinned: [{ method: 'octopus', place: 0 }] };
    const { order, topPropensities } = typicalDecision({ ...REQUEST, rules });
    expect(order[0]).toBe('octopus');
    expect(topPropensities).toEqual({ octopus: 1 });
  });

  it('moves no method further than the merchant lets it', () => {
    const rules = { ...NO_RULES, maxDisplacement: 0 };
    expect(typicalDecision({ ...REQUEST, rules }).order).toEqual(REQUEST.eligible);
  });
});
