import { estimateContext } from '../estimates.ts';
import { methodEvidence } from '../method-evidence.ts';
import type { OrderingPolicy } from '../ordering-policy.ts';

/** The merchant's own order, what is out of order at its end. */
export const fixed: OrderingPolicy = {
  id: 'fixed',
  version: 2,
  rank(request) {
    const { state, context, methods, layout, nowMs } = request;
    const estimate = estimateContext(state, context, methods, { layout, nowMs });
    const down = new Set(
      estimate.methods.filter((one) => one.down !== null).map(({ method }) => method),
    );
    const ranked = [...methods].sort((a, b) => Number(down.has(a)) - Number(down.has(b)));
    const first = ranked.find((method) => request.mayLead.includes(method));
    return {
      ranked: ranked.map((method, place) => ({ method, score: methods.length - place })),
      topPropensities: first === undefined ? {} : { [first]: 1 },
      evidence: methodEvidence(request, estimate),
      expectedPaid: null,
    };
  },
};
