import { z } from 'zod';
import { createWebhookEndpoint } from '#lib/operations/manage-webhook-endpoint.ts';
import { webhookEndpointObject } from '#lib/operations/webhook-endpoint-object.ts';
import { apiVersionParam } from '../api-version.ts';
import { defineEndpoint } from '../endpoint.ts';
import { endpointSettings, tellingEndpointParam } from '../webhook-endpoint-params.ts';

/** https://docs.stripe.com/api/webhook_endpoints/create; the only answer with the signing secret. */
export const createWebhookEndpointEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/webhook_endpoints',
  summary: 'Sends events to an address of yours. The answer holds the signing secret, this once.',
  scope: 'webhook_endpoints.write',
  answers: { one: 'webhook_endpoint' },
  answersSecret: true,
  params: z.strictObject({
    ...endpointSettings,
    url: endpointSettings.url.unwrap(),
    enabled_events: endpointSettings.enabled_events.unwrap(),
    api_version: apiVersionParam.exactOptional(),
  }),
  run: ({ context, caller, tx, params }) =>
    tellingEndpointParam(async () => {
      const { endpoint, secret } = await createWebhookEndpoint(context, tx, {
        merchantId: caller.merchantId,
        livemode: caller.livemode,
        settings: {
          url: params.url,
          enabledEvents: params.enabled_events,
          description: params.description ?? null,
          metadata: params.metadata ?? {},
        },
        apiVersion: params.api_version ?? caller.lastApiVersion,
      });
      return webhookEndpointObject(endpoint, secret);
    }),
});
