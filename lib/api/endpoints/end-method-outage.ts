import { z } from 'zod';
import { endOutage } from '#lib/operations/ordering/end-outage.ts';
import { methodOutageObject } from '#lib/operations/ordering/method-outage-object.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';

/**
 * Takes back what the merchant said, or says that an alarm is over or was none: what was tried before is held
 * against the method no more. One that has ended is answered as it is.
 */
export const endMethodOutageEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/ordering/outages/{id}/end',
  summary: 'Says that a payment method works: it is offered as before.',
  scope: 'ordering.write',
  answers: { one: 'method_outage' },
  params: z.strictObject({}),
  run: async ({ context, caller, tx, pathParams, request }) => {
    const ended = await endOutage(context, tx, caller, pathParams['id'] ?? '', request);
    return methodOutageObject(requireFound(ended, 'method_outage', pathParams));
  },
});
