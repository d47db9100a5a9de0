import type Stripe from 'stripe';

import { emitEvent, unixNow } from './call.ts';
import type { Call } from './call.ts';
import { resourceMissing } from './errors.ts';
import { newId } from './ids.ts';

/** Puts a charge in the queue of what a person has to look at. */
export function openReview(call: Call, charge: Stripe.Charge): Stripe.Review {
  const review: Stripe.Review = {
    id: newId('prv'),
    object: 'review',
    billing_zip: null,
    charge: charge.id,
    closed_reason: null,
    created: unixNow(call),
    ip_address: null,
    ip_address_location: null,
    livemode: false,
    open: true,
    opened_reason: 'manual',
    payment_intent: String(charge.payment_intent),
    reason: 'manual',
    session: null,
  };
  call.account.reviews.set(review.id, review);
  charge.review = review.id;
  emitEvent(call, 'review.opened', review);
  return review;
}

/** Somebody looked at it; false: somebody had before. */
export function closeReview(
  call: Call,
  review: Stripe.Review,
  reason: 'approved' | 'refunded_as_fraud',
): boolean {
  if (!review.open) return false;
  review.open = false;
  review.closed_reason = reason;
  review.reason = reason;
  emitEvent(call, 'review.closed', review);
  return true;
}

export function findReview(call: Call, id: string): Stripe.Review {
  const found = call.account.reviews.get(id);
  if (found === undefined) throw resourceMissing('review', id);
  return found;
}
