import type { Decision } from '#lib/ordering/decide-order.ts';
import { rounded } from './explained-method-object.ts';

/** What an explanation and an exposure tell of a decision alike. */
export function decisionFields(decision: Decision) {
  const { context, expectedPaid } = decision;
  return {
    /** The chance that a session is paid in the order as ranked, and in the merchant's own. */
    expected_paid:
      expectedPaid === null
        ? null
        : { merchants: rounded(expectedPaid.merchants), ranked: rounded(expectedPaid.ranked) },
    gain_points:
      expectedPaid === null ? null : rounded(100 * (expectedPaid.ranked - expectedPaid.merchants)),
    merchants_order: decision.merchantsOrder,
    order: decision.order,
    policy: decision.policyId,
    policy_version: decision.policyVersion,
    shopper: {
      amount_band: context.amountBand,
      currency: context.currency.toLowerCase(),
      device: context.device,
      in_app: context.inApp,
      region: context.region,
    },
    state_version: decision.stateVersion,
  };
}
