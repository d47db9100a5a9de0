import { z } from 'zod';
import { resumeOrdering } from '#lib/operations/ordering/change-ordering.ts';
import { defineEndpoint } from '../endpoint.ts';
import { orderingObject } from '../ordering-objects.ts';

/** What was learned meanwhile counts, and experiments go on. Without a pause nothing changes. */
export const resumeOrderingEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/ordering/resume',
  summary: 'Ends a pause: methods are ordered as they are set to be.',
  scope: 'ordering.write',
  answers: { one: 'ordering' },
  params: z.strictObject({}),
  run: async ({ context, caller, tx }) =>
    orderingObject(await resumeOrdering(tx, caller, context.clock.now())),
});
