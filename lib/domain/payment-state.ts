import type { IntentStatus } from './payment-intent.ts';

/** How a payment stands in an operator's words, one of these at a time. */
export const PAYMENT_STATES = [
  'paid',
  'partially_refunded',
  'refunded',
  'authorized',
  'waiting',
  'declined',
  'expired',
  'canceled',
  /** A provider has not said how it ended. */
  'unknown',
  /** Money came, and not the amount that was due. */
  'wrong_amount',
] as const;
export type PaymentState = (typeof PAYMENT_STATES)[number];

export interface PaymentStateFacts {
  readonly intentStatus: IntentStatus;
  /** Its merchant canceled it. */
  readonly canceled: boolean;
  /** How the attempt stands that speaks for it: the one that paid, else the latest. */
  readonly setback: 'declined' | 'unknown' | null;
  /** What of its sales was given back; null: nothing. */
  readonly refunded: 'part' | 'full' | null;
  /** Another amount came than was due. */
  readonly wrongAmount: boolean;
}

/** The column `payment_list.state` says the same; a test holds the two together. */
export function paymentStateOf(facts: PaymentStateFacts): PaymentState {
  const { intentStatus, setback } = facts;
  if (intentStatus === 'succeeded') {
    if (facts.refunded === null) return 'paid';
    return facts.refunded === 'full' ? 'refunded' : 'partially_refunded';
  }
  if (intentStatus === 'requires_capture') return 'authorized';
  if (facts.wrongAmount) return 'wrong_amount';
  if (intentStatus === 'canceled' && facts.canceled) return 'canceled';
  if (setback === 'unknown') return 'unknown';
  if (intentStatus === 'processing' || intentStatus === 'requires_action') return 'waiting';
  if (setback === 'declined') return 'declined';
  return intentStatus === 'canceled' ? 'expired' : 'waiting';
}
