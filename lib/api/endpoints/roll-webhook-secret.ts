import { z } from 'zod';
import { MAX_ROLL_OVERLAP_MS } from '#lib/domain/webhook-endpoint.ts';
import { lockOwnEndpoint, rollSecret } from '#lib/operations/manage-webhook-endpoint.ts';
import { webhookEndpointObject } from '#lib/operations/webhook-endpoint-object.ts';
import { defineEndpoint } from '../endpoint.ts';
import { integer } from '../param-schemas.ts';
import { noSuchEndpoint } from '../webhook-endpoint-params.ts';

const MAX_SECONDS = MAX_ROLL_OVERLAP_MS / 1000;

/**
 * Praya's own: a new signing secret. `expires_after` is for how many seconds the old one signs beside it, a
 * day unless told; 0 ends it at once, for a secret that has leaked.
 */
export const rollWebhookSecretEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/webhook_endpoints/{id}/roll_secret',
  summary: 'Gives an endpoint a new signing secret; the old one signs beside it for up to a day.',
  scope: 'webhook_endpoints.write',
  answers: { one: 'webhook_endpoint' },
  answersSecret: true,
  params: z.strictObject({ expires_after: integer(0, MAX_SECONDS).exactOptional() }),
  run: async ({ context, caller, tx, params, pathParams }) => {
    const id = pathParams['id'] ?? '';
    const found = await lockOwnEndpoint(tx, caller, id);
    if (found === null) throw noSuchEndpoint(id);
    const { endpoint, secret } = await rollSecret(context, tx, {
      endpoint: found.id,
      overlapMs: (params.expires_after ?? MAX_SECONDS) * 1000,
    });
    return webhookEndpointObject(endpoint, secret);
  },
});
