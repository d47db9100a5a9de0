import { z } from 'zod';
import { METHOD_IDS } from '#lib/domain/method-id.ts';
import { methodOutageObject } from '#lib/operations/ordering/method-outage-object.ts';
import { listOutages } from '#lib/operations/ordering/own-outages.ts';
import { defineEndpoint } from '../endpoint.ts';
import { answerList, pageParams } from '../list-page.ts';

/** What was found and what the merchant said, under way or over; nothing of it is ever deleted. */
export const listMethodOutagesEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/ordering/outages',
  summary: 'Outages of payment methods, the newest first.',
  scope: 'ordering.read',
  answers: { listOf: 'method_outage' },
  params: z.strictObject({
    ...pageParams,
    method: z.enum(METHOD_IDS, `must be one of ${METHOD_IDS.join(', ')}`).exactOptional(),
    status: z.enum(['open', 'ended'], 'must be open or ended').exactOptional(),
  }),
  run: ({ caller, tx, params }) =>
    answerList({
      url: '/v1/ordering/outages',
      noun: 'method_outage',
      params,
      load: (page) =>
        listOutages(tx, caller, {
          filter: { method: params.method, status: params.status },
          page,
        }),
      object: methodOutageObject,
    }),
});
