import type { ReviewAnswer } from '#lib/domain/review.ts';
import { unfound } from './api-failure.ts';
import type { StripeApi } from './stripe-api.ts';

/** A review as it stands now. */
export async function retrieveReview(api: StripeApi, id: string): Promise<ReviewAnswer> {
  const found = await api.retrieveReview(id);
  if (!found.ok) return unfound(found.failure);
  const { payment_intent: intent, closed_reason: closedReason, ...wire } = found.value;
  return {
    kind: 'found',
    review: {
      reference: wire.id,
      paymentReference: typeof intent === 'object' ? (intent?.id ?? null) : (intent ?? null),
      closedReason: closedReason ?? null,
      open: wire.open,
      openedReason: wire.opened_reason,
      openedAt: new Date(wire.created * 1000),
    },
  };
}
