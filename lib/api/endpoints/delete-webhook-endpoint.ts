import { z } from 'zod';
import { deleteWebhookEndpoint, lockOwnEndpoint } from '#lib/operations/manage-webhook-endpoint.ts';
import { defineEndpoint } from '../endpoint.ts';
import { noSuchEndpoint } from '../webhook-endpoint-params.ts';

/** https://docs.stripe.com/api/webhook_endpoints/delete */
export const deleteWebhookEndpointEndpoint = defineEndpoint({
  method: 'DELETE',
  path: '/v1/webhook_endpoints/{id}',
  summary: 'Sends nothing more to an endpoint, ever.',
  scope: 'webhook_endpoints.write',
  answers: { one: 'webhook_endpoint' },
  params: z.strictObject({}),
  run: async ({ context, caller, tx, pathParams }) => {
    const id = pathParams['id'] ?? '';
    const found = await lockOwnEndpoint(tx, caller, id);
    if (found === null) throw noSuchEndpoint(id);
    await deleteWebhookEndpoint(context, tx, found);
    return { id: found.id, object: 'webhook_endpoint', deleted: true };
  },
});
