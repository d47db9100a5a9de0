import { z } from 'zod';
import { pageOwnEndpoints } from '#lib/operations/manage-webhook-endpoint.ts';
import { webhookEndpointObject } from '#lib/operations/webhook-endpoint-object.ts';
import { defineEndpoint } from '../endpoint.ts';
import { answerList, pageParams } from '../list-page.ts';

/** https://docs.stripe.com/api/webhook_endpoints/list */
export const listWebhookEndpointsEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/webhook_endpoints',
  summary: 'Your webhook endpoints.',
  scope: 'webhook_endpoints.read',
  answers: { listOf: 'webhook_endpoint' },
  params: z.strictObject(pageParams),
  run: ({ caller, tx, params }) =>
    answerList({
      url: '/v1/webhook_endpoints',
      noun: 'webhook_endpoint',
      params,
      load: (page) => pageOwnEndpoints(tx, caller, page),
      object: (row) => webhookEndpointObject(row),
    }),
});
