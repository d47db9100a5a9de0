import { z } from 'zod';
import {
  MAX_REPLAYED,
  lockOwnEndpoint,
  replayEvents,
} from '#lib/operations/manage-webhook-endpoint.ts';
import { invalidRequest } from '../api-error.ts';
import { defineEndpoint } from '../endpoint.ts';
import { createdFilter } from '../list-page.ts';
import { flag, text } from '../param-schemas.ts';
import { noSuchEndpoint, tellingEndpointParam } from '../webhook-endpoint-params.ts';

/**
 * Praya's own: sends events to an endpoint again, under the same ids. One (`event`), or those of a time
 * (`created`), of which those that arrived are left out unless `all`.
 */
export const replayEventsEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/webhook_endpoints/{id}/replay',
  summary: 'Sends an event, or the events of a time, to an endpoint again under the same ids.',
  scope: 'webhook_endpoints.write',
  answers: { one: 'webhook_endpoint.replay' },
  params: z.strictObject({
    event: text(100).exactOptional(),
    created: createdFilter.exactOptional(),
    all: flag.exactOptional(),
  }),
  run: async ({ context, caller, tx, params, pathParams }) => {
    const id = pathParams['id'] ?? '';
    const found = await lockOwnEndpoint(tx, caller, id);
    if (found === null) throw noSuchEndpoint(id);
    const { event, created } = params;
    if ((event === undefined) === (created === undefined)) {
      throw invalidRequest('Send either event or created.', { param: 'event' });
    }
    const replayed = await tellingEndpointParam(() =>
      replayEvents(context, tx, {
        endpoint: found,
        which: event === undefined ? (created ?? { from: null, before: null }) : { event },
        // An event that is asked for by its id is wanted, whatever became of it.
        undeliveredOnly: event === undefined && params.all !== true,
      }),
    );
    return {
      object: 'webhook_endpoint.replay',
      webhook_endpoint: found.id,
      events: replayed,
      has_more: replayed >= MAX_REPLAYED,
    };
  },
});
