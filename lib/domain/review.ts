import type { UnknownCause } from './payment-outcome.ts';

/** Why a review ended, in Stripe's words: https://docs.stripe.com/api/radar/reviews/object */
export const REVIEW_CLOSED_REASONS = [
  'acknowledged',
  'approved',
  'canceled',
  'disputed',
  'payment_never_settled',
  'redacted',
  'refunded',
  'refunded_as_fraud',
] as const;
export type ReviewClosedReason = (typeof REVIEW_CLOSED_REASONS)[number];

/** A payment that its provider wants a person to look at, as it tells of it when asked. */
export interface ReportedReview {
  /** The provider's id of it (Stripe `prv_…`). */
  readonly reference: string;
  /** The provider's id of the payment; null: of none that we can have made. */
  readonly paymentReference: string | null;
  /** Null while it is open. */
  readonly closedReason: ReviewClosedReason | null;
  readonly open: boolean;
  /** Why it was opened: by the merchant's rule, by hand, or as a later version of the provider says. */
  readonly openedReason: string;
  readonly openedAt: Date;
}

export type ReviewAnswer =
  | { readonly kind: 'found'; readonly review: ReportedReview }
  /** The provider answers that it has none of that name. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly cause: UnknownCause; readonly detail: string };
