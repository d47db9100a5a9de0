import type { OrderingPolicy } from '../ordering-policy.ts';
import { fixed } from './fixed.ts';
import { PAID_RATE, createPaidRate } from './paid-rate.ts';
import { successRate } from './success-rate.ts';

/** Every policy a merchant can choose: one file and one line each. */
export const ORDERING_POLICIES = {
  fixed,
  'success-rate': successRate,
  'paid-rate': createPaidRate(PAID_RATE),
  'paid-rate-net': createPaidRate({ ...PAID_RATE, id: 'paid-rate-net', netOfFees: true }),
} as const satisfies Readonly<Record<string, OrderingPolicy>>;

export type OrderingPolicyId = keyof typeof ORDERING_POLICIES;

export function isOrderingPolicy(name: string): name is OrderingPolicyId {
  return Object.hasOwn(ORDERING_POLICIES, name);
}
