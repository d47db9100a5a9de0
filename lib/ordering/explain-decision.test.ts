import { describe, expect, it } from 'vitest';
import type { Decision } from './decide-order.ts';
import { explainDecision } from './explain-decision.ts';

const evidence = {
  level: 'device',
  chosen: 384.4,
  paid: 369.2,
  failed: 15.1,
  sessions: 1243,
  sinceMs: 1_699_000_000_000,
  chosenWhenFirst: 0.31,
  success: { mean: 0.96, low: 0.93, high: 0.98 },
  recovery: 0.4,
  downSinceMs: null,
} as const;
const decision: Decision = {
  sessionId: 'cs_1',
  atMs: 1_700_000_000_000,
  context: { region: 'HK', device: 'ios', inApp: null, amountBand: 'medium', currency: 'HKD' },
  policyId: 'paid-rate',
  policyVersion: 1,
  stateVersion: 7,
  rankingSeed: 'seed',
  order: ['fps', 'card', 'payme'],
  merchantsOrder: ['card', 'payme', 'fps'],
  scores: { fps: 0.4, card: 0.2, payme: 0.1 },
  topPropensities: { fps: 0.99, card: 0.006, payme: 0.004 },
  explored: false,
  pinned: [],
  evidence: { fps: evidence, card: evidence, payme: evidence },
  expectedPaid: { ranked: 0.839, merchants: 0.82 },
};

describe('explaining a decision', () => {
  it('says why a method is first: whose choice, how sure, and what it is expected to bring', () => {
    expect(explainDecision(decision, 'fps')).toEqual({
      method: 'fps',
      place: 0,
      because: 'ranked',
      score: 0.4,
      topPropensity: 0.99,
      shoppers: {
        level: 'device',
        context: { region: 'HK', currency: 'HKD', device: 'ios', inApp: null },
      },
      counts: { chosen: 384, paid: 369, failed: 15 },
      sessions: 1243,
      knownSinceMs: 1_699_000_000_000,
      chosenWhenFirst: 0.31,
      success: { mean: 0.96, low: 0.93, high: 0.98 },
      recovery: 0.4,
      downSinceMs: null,
      expectedPaid: 0.839,
      gainPoints: expect.closeTo(1.9, 9),
      policyId: 'paid-rate',
      decidedAtMs: 1_700_000_000_000,
    });
  });

  it('says so when it was chance, a pin, an outage or the merchant’s own order', () => {
    const because = (change: Partial<Decision>, method = 'fps') =>
      explainDecision({ ...decision, ...change }, method)?.because;
    expect(because({ explored: true })).toBe('explored');
    expect(because({ explored: true }, 'card')).toBe('ranked');
    expect(because({ pinned: ['fps'] })).toBe('pinned');
    // The first place is pinned: what chance led with comes second.
    expect(because({ pinned: ['fps'], explored: true }, 'card')).toBe('explored');
    expect(because({ policyId: 'fixed' })).toBe('merchants_order');
    const down = { ...evidence, downSinceMs: 1 };
    expect(because({ evidence: { payme: down } }, 'payme')).toBe('down');
  });

  it('has nothing to say of a method that was not shown', () => {
    expect(explainDecision(decision, 'octopus')).toBeNull();
  });
});
