import { z } from 'zod';
import { listOwnReviews } from '#lib/operations/own-reviews.ts';
import { reviewIn } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { REVIEW_EXPANSIONS, expandListParam } from '../expand.ts';
import { ANY_TIME, answerList, createdFilter, pageParams } from '../list-page.ts';

/** https://docs.stripe.com/api/radar/reviews/list */
export const listReviewsEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/reviews',
  summary: 'Open reviews: payments that the provider wants a person to look at, the newest first.',
  scope: 'reviews.read',
  answers: { listOf: 'review' },
  params: z.strictObject({
    ...pageParams,
    created: createdFilter.exactOptional(),
    expand: expandListParam(REVIEW_EXPANSIONS),
  }),
  run: (call) => {
    const { caller, tx, params } = call;
    return answerList({
      url: '/v1/reviews',
      noun: 'review',
      params,
      load: (page) => listOwnReviews(tx, caller, { created: params.created ?? ANY_TIME, page }),
      object: reviewIn(call),
    });
  },
});
