import { z } from 'zod';
import { readOwnOrdering } from '#lib/operations/ordering/own-ordering.ts';
import { defineEndpoint } from '../endpoint.ts';
import { orderingObject } from '../ordering-objects.ts';

/** How the methods on the merchant's page are ordered; one who has set nothing has its own order. */
export const retrieveOrderingEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/ordering',
  summary: 'How payment methods are ordered on the page, and what has been learned so far.',
  scope: 'ordering.read',
  answers: { one: 'ordering' },
  params: z.strictObject({}),
  run: async ({ context, caller, tx }) =>
    orderingObject(await readOwnOrdering(tx, caller, context.clock.now())),
});
