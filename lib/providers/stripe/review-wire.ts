import { z } from 'zod';
import { REVIEW_CLOSED_REASONS } from '#lib/domain/review.ts';
import { unixSeconds } from './wire.ts';

/** https://docs.stripe.com/api/radar/reviews/object. Where the shopper sat stays at Stripe: it is not read. */
export const reviewSchema = z.object({
  object: z.literal('review'),
  id: z.string().min(1),
  payment_intent: z.union([z.string(), z.object({ id: z.string() })]).nullish(),
  open: z.boolean(),
  opened_reason: z.string().regex(/^\w{1,60}$/),
  closed_reason: z.enum(REVIEW_CLOSED_REASONS).nullish(),
  created: unixSeconds,
});
export type ReviewWire = z.infer<typeof reviewSchema>;
