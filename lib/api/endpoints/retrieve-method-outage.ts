import { z } from 'zod';
import { methodOutageObject } from '#lib/operations/ordering/method-outage-object.ts';
import { retrieveOutage } from '#lib/operations/ordering/own-outages.ts';
import { requireFound } from '../answer-payment.ts';
import { defineEndpoint } from '../endpoint.ts';

export const retrieveMethodOutageEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/ordering/outages/{id}',
  summary: 'An outage of a payment method, with what it was raised by.',
  scope: 'ordering.read',
  answers: { one: 'method_outage' },
  params: z.strictObject({}),
  run: async ({ caller, tx, pathParams }) => {
    const found = await retrieveOutage(tx, caller, pathParams['id'] ?? '');
    return methodOutageObject(requireFound(found, 'method_outage', pathParams));
  },
});
