import { z } from 'zod';
import { pauseOrdering } from '#lib/operations/ordering/change-ordering.ts';
import { defineEndpoint } from '../endpoint.ts';
import { orderingObject } from '../ordering-objects.ts';

/** The kill switch. Paused again it stays paused since the first time. */
export const pauseOrderingEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/ordering/pause',
  summary: 'Puts every page in the merchant’s own order at once, experiments included.',
  scope: 'ordering.write',
  answers: { one: 'ordering' },
  params: z.strictObject({}),
  run: async ({ context, caller, tx }) =>
    orderingObject(await pauseOrdering(tx, caller, context.clock.now())),
});
