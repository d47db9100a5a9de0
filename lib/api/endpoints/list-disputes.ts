import { z } from 'zod';
import { defineEndpoint } from '../endpoint.ts';
import { answerList, createdFilter, pageParams } from '../list-page.ts';
import { text } from '../param-schemas.ts';

/**
 * https://docs.stripe.com/api/disputes/list. Praya records no disputes yet: a merchant learns of them from
 * its provider, and answers them there. The list is there, and empty, so that code which asks goes on.
 */
export const listDisputesEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/disputes',
  summary: 'Empty: disputes are told and answered at the provider.',
  scope: 'disputes.read',
  answers: { listOf: 'dispute' },
  params: z.strictObject({
    ...pageParams,
    charge: text(100).exactOptional(),
    created: createdFilter.exactOptional(),
    payment_intent: text(100).exactOptional(),
  }),
  run: ({ params }) =>
    answerList<never>({
      url: '/v1/disputes',
      noun: 'dispute',
      params,
      load: ({ startingAfter, endingBefore }) => {
        const cursor = startingAfter ?? endingBefore;
        return Promise.resolve(cursor === null ? { items: [], hasMore: false } : null);
      },
      object: (none) => none,
    }),
});
