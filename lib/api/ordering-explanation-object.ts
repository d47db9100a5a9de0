import type { OrderingExplanation } from '#lib/operations/ordering/explain-ordering.ts';
import { explainedMethodObject } from './explained-method-object.ts';
import { decisionFields } from './ordering-decision-fields.ts';

/** The order for a kind of shopper as of now. It is kept nowhere, so it has no id. */
export function orderingExplanationObject(explanation: OrderingExplanation) {
  const { amount, decision, experiments, leftOut, livemode, methods, source } = explanation;
  return {
    object: 'ordering_explanation' as const,
    amount: Number(amount.amountMinor), // eight digits at most
    created: Math.floor(decision.atMs / 1000),
    ...decisionFields(decision),
    experiments,
    left_out: leftOut,
    livemode,
    methods: methods.map(explainedMethodObject),
    source,
    version: explanation.version,
  };
}
