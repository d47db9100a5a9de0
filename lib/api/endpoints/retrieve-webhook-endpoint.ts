import { z } from 'zod';
import { findOwnEndpoint } from '#lib/operations/manage-webhook-endpoint.ts';
import { webhookEndpointObject } from '#lib/operations/webhook-endpoint-object.ts';
import { defineEndpoint } from '../endpoint.ts';
import { noSuchEndpoint } from '../webhook-endpoint-params.ts';

/** https://docs.stripe.com/api/webhook_endpoints/retrieve */
export const retrieveWebhookEndpointEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/webhook_endpoints/{id}',
  summary: 'One of your webhook endpoints.',
  scope: 'webhook_endpoints.read',
  answers: { one: 'webhook_endpoint' },
  params: z.strictObject({}),
  run: async ({ caller, tx, pathParams }) => {
    const id = pathParams['id'] ?? '';
    const found = await findOwnEndpoint(tx, caller, id);
    if (found === null) throw noSuchEndpoint(id);
    return webhookEndpointObject(found);
  },
});
