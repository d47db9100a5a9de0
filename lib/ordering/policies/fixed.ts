import { estimateContext } from '../estimates.ts';
import { methodEvidence } from '../method-evidence.ts';
import type { OrderingPolicy } from '../ordering-policy.ts';

/** The merchant's own order, as it is. */
export const fixed: OrderingPolicy = {
  id: 'fixed',
  version: 1,
  rank(request) {
    const { state, context, methods, layout, nowMs } = request;
    const estimate = estimateContext(state, context, methods, { layout, nowMs });
    const [first] = request.mayLead;
    return {
      ranked: methods.map((method, place) => ({ method, score: methods.length - place })),
      topPropensities: first === undefined ? {} : { [first]: 1 },
      evidence: methodEvidence(request, estimate),
      expectedPaid: null,
    };
  },
};
