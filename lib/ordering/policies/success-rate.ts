import { estimateContext } from '../estimates.ts';
import { methodEvidence } from '../method-evidence.ts';
import type { OrderingPolicy } from '../ordering-policy.ts';

/**
 * By the share of first attempts that are paid in the shopper's context. What most would call the obvious
 * order: it puts what always works above what anyone wants, and is here to be compared with.
 */
export const successRate: OrderingPolicy = {
  id: 'success-rate',
  version: 1,
  rank(request) {
    const { state, context, methods, mayLead, layout, nowMs } = request;
    const estimate = estimateContext(state, context, methods, { layout, nowMs });
    const ranked = estimate.methods
      .map(({ method, success }) => ({ method, score: success.a / (success.a + success.b) }))
      .sort((a, b) => b.score - a.score);
    const first = ranked.find(({ method }) => mayLead.includes(method));
    return {
      ranked,
      topPropensities: first === undefined ? {} : { [first.method]: 1 },
      evidence: methodEvidence(request, estimate),
      expectedPaid: null,
    };
  },
};
