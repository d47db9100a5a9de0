import { z } from 'zod';
import { changeWebhookEndpoint, lockOwnEndpoint } from '#lib/operations/manage-webhook-endpoint.ts';
import { webhookEndpointObject } from '#lib/operations/webhook-endpoint-object.ts';
import { defineEndpoint } from '../endpoint.ts';
import { flag } from '../param-schemas.ts';
import {
  endpointSettings,
  noSuchEndpoint,
  tellingEndpointParam,
} from '../webhook-endpoint-params.ts';

/** https://docs.stripe.com/api/webhook_endpoints/update; switched off, it is held what happens meanwhile. */
export const updateWebhookEndpointEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/webhook_endpoints/{id}',
  summary: 'Changes a webhook endpoint, or switches it off and on.',
  scope: 'webhook_endpoints.write',
  answers: { one: 'webhook_endpoint' },
  params: z.strictObject({ ...endpointSettings, disabled: flag.exactOptional() }),
  run: async ({ context, caller, tx, params, pathParams }) => {
    const id = pathParams['id'] ?? '';
    const found = await lockOwnEndpoint(tx, caller, id);
    if (found === null) throw noSuchEndpoint(id);
    const { url, enabled_events: enabledEvents, description, metadata, disabled } = params;
    return tellingEndpointParam(async () =>
      webhookEndpointObject(
        await changeWebhookEndpoint(context, tx, found, {
          ...(url === undefined ? {} : { url }),
          ...(enabledEvents === undefined ? {} : { enabledEvents }),
          ...(description === undefined ? {} : { description }),
          ...(metadata === undefined ? {} : { metadata: { ...found.metadata, ...metadata } }),
          ...(disabled === undefined ? {} : { disabled }),
        }),
      ),
    );
  },
});
