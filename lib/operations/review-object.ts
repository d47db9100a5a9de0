import type { ReviewRow } from '#lib/db/stores/review-store.ts';
import { chargeIdOf } from '#lib/domain/charge.ts';
import { unixSeconds } from './unix-seconds.ts';

/**
 * A review on Stripe's wire, with every field that the SDKs' typings of API version 2026-10-28.endive require.
 * From where the shopper paid is not kept here: it stands at the provider.
 */
export function reviewObject({ review, livemode }: { review: ReviewRow; livemode: boolean }) {
  return {
    id: review.id,
    object: 'review' as const,
    billing_zip: null,
    charge: chargeIdOf(review.attemptId),
    closed_reason: review.closedReason,
    created: unixSeconds(review.createdAt),
    ip_address: null,
    ip_address_location: null,
    livemode,
    open: review.open,
    opened_reason: review.openedReason,
    payment_intent: review.intentId,
    reason: review.closedReason ?? review.openedReason,
    session: null,
  };
}
