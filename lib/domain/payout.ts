import type { UnknownCause } from './payment-outcome.ts';
import type { Money } from './money.ts';

/** How a payout stands: https://docs.stripe.com/api/payouts/object */
export const PAYOUT_STATUSES = ['pending', 'in_transit', 'paid', 'canceled', 'failed'] as const;
export type PayoutStatus = (typeof PAYOUT_STATUSES)[number];

/** Money that a provider sends to the merchant's bank, as it tells of it when asked. */
export interface ReportedPayout {
  /** The provider's id of it (Stripe `po_…`). */
  readonly reference: string;
  /** Below zero: the provider takes from the bank what it is owed. */
  readonly amount: Money;
  readonly status: PayoutStatus;
  /** By the provider's schedule, as against by hand. */
  readonly automatic: boolean;
  readonly method: string;
  readonly type: string;
  readonly statementDescriptor: string | null;
  /** The day it should be on the account. */
  readonly arrivesAt: Date;
  readonly createdAt: Date;
}

export type PayoutAnswer =
  | { readonly kind: 'found'; readonly payout: ReportedPayout }
  /** The provider answers that it has none of that name. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly cause: UnknownCause; readonly detail: string };
