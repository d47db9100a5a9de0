import { type Decision, type DecisionRequest, orderFrom, prepareRanking } from './decide-order.ts';

/**
 * What most sessions like this are shown: the order as it is ranked, which chance departs from in some of them by
 * `topPropensities`. Of no session, so that its id is empty.
 */
export function typicalDecision(request: Omit<DecisionRequest, 'sessionId'>): Decision {
  const prepared = prepareRanking(request);
  const undrawn = { ...prepared, ranking: { ...prepared.ranking, topPropensities: {} } };
  const decision = orderFrom(undrawn, { ...request, sessionId: '' });
  return prepared.pins.has(0)
    ? decision
    : { ...decision, topPropensities: prepared.ranking.topPropensities };
}
