import { z } from 'zod';
import { eventObject } from '#lib/operations/event-object.ts';
import { findOwnEvent } from '#lib/operations/list-events.ts';
import { noSuchObject } from '../api-error.ts';
import { defineEndpoint } from '../endpoint.ts';

/** https://docs.stripe.com/api/events/retrieve */
export const retrieveEventEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/events/{id}',
  summary: 'One thing that happened, with the object as it was then.',
  scope: 'events.read',
  answers: { one: 'event' },
  params: z.strictObject({}),
  run: async ({ caller, tx, pathParams, apiVersion }) => {
    const id = pathParams['id'] ?? '';
    const found = await findOwnEvent(tx, caller, id);
    if (found === null) throw noSuchObject('event', id.slice(0, 100), 'event');
    return eventObject(found.event, { apiVersion, pendingWebhooks: found.pendingWebhooks });
  },
});
