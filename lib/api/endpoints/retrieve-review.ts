import { z } from 'zod';
import { retrieveReview } from '#lib/operations/own-reviews.ts';
import { requireFound, reviewIn } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { REVIEW_EXPANSIONS, expandParam } from '../expand.ts';

/** https://docs.stripe.com/api/radar/reviews/retrieve */
export const retrieveReviewEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/reviews/{id}',
  summary: 'A review, open or closed, as its provider last told of it.',
  scope: 'reviews.read',
  answers: { one: 'review' },
  params: z.strictObject({ expand: expandParam(REVIEW_EXPANSIONS) }),
  run: async (call) => {
    const { caller, tx, pathParams } = call;
    const found = await retrieveReview(tx, caller, pathParams['id'] ?? '');
    return reviewIn(call)(requireFound(found, 'review', pathParams));
  },
});
