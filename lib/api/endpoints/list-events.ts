import { z } from 'zod';
import { eventObject } from '#lib/operations/event-object.ts';
import { pageOwnEvents } from '#lib/operations/list-events.ts';
import { invalidRequest } from '../api-error.ts';
import { defineEndpoint } from '../endpoint.ts';
import { answerList, createdFilter, pageParams } from '../list-page.ts';
import { flag, list } from '../param-schemas.ts';
import { eventType } from '../webhook-endpoint-params.ts';

/** https://docs.stripe.com/api/events/list */
export const listEventsEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/events',
  summary: 'What happened, the latest first, whether or not it was delivered.',
  scope: 'events.read',
  answers: { listOf: 'event' },
  params: z.strictObject({
    ...pageParams,
    type: eventType.exactOptional(),
    types: list(eventType, { min: 1, max: 20 }).exactOptional(),
    created: createdFilter.exactOptional(),
    delivery_success: flag.exactOptional(),
  }),
  run: ({ caller, tx, params, apiVersion }) => {
    const { type, types, created, delivery_success: deliverySuccess } = params;
    if (type !== undefined && types !== undefined) {
      throw invalidRequest('Send type or types, not both.', { param: 'types' });
    }
    return answerList({
      url: '/v1/events',
      noun: 'event',
      params,
      load: (page) =>
        pageOwnEvents(tx, caller, {
          page,
          types: types ?? (type === undefined ? null : [type]),
          created: created ?? null,
          deliverySuccess: deliverySuccess ?? null,
        }),
      object: ({ event, pendingWebhooks }) => eventObject(event, { apiVersion, pendingWebhooks }),
    });
  },
});
