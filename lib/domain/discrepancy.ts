/**
 * What is true of the money and against what was expected. A discrepancy is stored with its evidence
 * and raised to the merchant; it is never dropped, and never fixed in silence.
 */
export const DISCREPANCY_KINDS = [
  /** Paid again after the intent was paid. Refunded by itself where the provider can. */
  'duplicate_payment',
  'overpaid',
  'underpaid',
  /** Paid after the session expired. */
  'paid_late',
  /** The provider first said declined or cancelled, then that money moved. */
  'contradiction',
  /** A notification about a payment we have no record of. */
  'unmatched_payment',
  /** An attempt stayed undecided longer than the alert bound. */
  'unresolved_attempt',
  /** A provider has not said for a while whether it took money that was to be taken. */
  'unresolved_capture',
  /** A provider refused to take held money after the merchant's call was answered, or while nobody waited. */
  'capture_failed',
  /** A refund is not done after a day. */
  'unresolved_refund',
  /** A refund that the provider refused. */
  'refund_failed',
  /** A payment is disputed: somebody answers at the provider in time, or looks at what was lost. */
  'disputed',
  /** The provider wants a person to look at a payment, and to decide there. */
  'in_review',
] as const;

export type DiscrepancyKind = (typeof DISCREPANCY_KINDS)[number];
