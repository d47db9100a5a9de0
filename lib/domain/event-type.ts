/**
 * The events that merchants are told of, each with when it is written. One that is written is in this list,
 * and one in this list is written: `docs/webhooks.md` has a sample of each, made from real objects.
 */
export const EVENT_TYPES = {
  'checkout.session.completed': 'The session was paid, or its money is held for capture.',
  'checkout.session.expired': 'The session is over and was not paid.',
  'payment_intent.created': 'A session was opened, and its payment intent with it.',
  'payment_intent.requires_action':
    'The shopper has something to do: scan a code, go to a wallet, confirm with their bank.',
  'payment_intent.processing': 'The provider is working on it, or did not say how it ended.',
  'payment_intent.amount_capturable_updated': 'Money is held, to be captured.',
  'payment_intent.succeeded':
    'Captures cover the amount, or held money was taken: the order is paid.',
  'payment_intent.payment_failed':
    'One try was declined or ran out of time, or a capture was refused. Another may follow.',
  'payment_intent.canceled':
    'The session is over, or its held money was let go: nothing can pay it any more.',
  'charge.succeeded': 'A try took money, or holds it.',
  'charge.captured': 'Money that was held was taken, in whole or in part.',
  'charge.failed': 'A try was declined.',
  'charge.refunded':
    'A refund of a charge was ordered, in whole or in part, or its held money was let go.',
  'charge.dispute.created': 'A shopper’s bank disputes a payment. It is answered at the provider.',
  'charge.dispute.updated': 'A dispute stands otherwise than before, and is not over.',
  'charge.dispute.funds_withdrawn': 'The provider took disputed money out of what it holds.',
  'charge.dispute.funds_reinstated': 'The provider gave disputed money back.',
  'charge.dispute.closed': 'A dispute is over: won, lost, or no more than a question.',
  'refund.created': 'A refund was ordered.',
  'refund.updated': 'A refund’s status changed.',
  'refund.failed': 'A refund was refused, or the shopper’s bank sent the money back.',
  'method_outage.raised':
    'A payment method was taken to be out of order, by its failures or by the merchant’s word. Praya’s own.',
  'method_outage.ended':
    'A payment method that was out of order works again, or the merchant says that it does. Praya’s own.',
  'review.opened': 'The provider wants a person to look at a payment before it is relied on.',
  'review.closed': 'A review is over; `closed_reason` says how.',
  'payout.reconciliation_completed':
    'A provider has said which payments a payout to the merchant’s bank is made of.',
  'payment_link.created': 'A payment link was made.',
  'payment_link.updated': 'A payment link was changed.',
  'payment_method.attached': 'A card was kept for a customer.',
  'payment_method.detached': 'A kept card was let go: it can be charged no more.',
  'setup_intent.created': 'A session was opened that keeps a card and takes no payment.',
  'setup_intent.requires_action':
    'The shopper has to confirm with their bank that the card is kept.',
  'setup_intent.succeeded': 'The card is kept.',
  'setup_intent.setup_failed': 'One try was declined. Another may follow.',
  'setup_intent.canceled': 'The session is over, and no card was kept.',
  'experiment.started': 'An experiment on the order of methods began. Praya’s own.',
  'experiment.arm_stopped':
    'An arm of an experiment was taken away, by a guardrail or by the merchant: its shoppers see the control. Praya’s own.',
  'experiment.stopped':
    'An experiment ended, by the merchant or as a guardrail took its last arm away. Praya’s own.',
  'webhook_endpoint.disabled':
    'An endpoint was switched off as it answered 410, or nothing arrived there for five days. Praya’s own: sent to the merchant’s other endpoints.',
} as const satisfies Readonly<Record<string, string>>;

export type EventType = keyof typeof EVENT_TYPES;

/**
 * Stripe's types that a shop may name when it moves here, and that never happen: a session is completed
 * when it is paid, not before.
 */
export const NEVER_WRITTEN_EVENT_TYPES: ReadonlySet<string> = new Set([
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
]);

/** Types by name, or `*` for every type there is and will be. */
export type EventSelection = readonly string[];

export function isEventType(name: string): name is EventType {
  return Object.hasOwn(EVENT_TYPES, name);
}

export function selects(selection: EventSelection, type: EventType): boolean {
  return selection.includes('*') || selection.includes(type);
}

/** The call of the merchant API that something happened in. */
export interface RequestOrigin {
  readonly requestId: string;
  readonly idempotencyKey: string | null;
}
