import { z } from 'zod';
import { EVENT_TYPES, NEVER_WRITTEN_EVENT_TYPES, isEventType } from '#lib/domain/event-type.ts';
import { EndpointInputError } from '#lib/operations/manage-webhook-endpoint.ts';
import { invalidRequest, noSuchObject } from './api-error.ts';
import { list, metadata, text } from './param-schemas.ts';

/** A type of event by name; one that is none is told as such. */
export const eventType = text(100).refine(
  (name) => isEventType(name) || NEVER_WRITTEN_EVENT_TYPES.has(name),
  {
    error: ({ input }) =>
      `'${String(input)}' is no type of event; there are ${Object.keys(EVENT_TYPES).join(', ')}`,
  },
);

/** What of an endpoint can be set and changed. */
export const endpointSettings = {
  url: text(2048).meta({ format: 'uri' }).exactOptional(),
  enabled_events: list(z.union([z.literal('*'), eventType], { error: unionMessage }), {
    min: 1,
    max: 100,
  }).exactOptional(),
  description: text(5000).exactOptional(),
  metadata: metadata.exactOptional(),
};

function unionMessage({ input }: { input?: unknown }): string {
  const name = typeof input === 'string' ? input.slice(0, 100) : '';
  return `'${name}' is no type of event; there are *, ${Object.keys(EVENT_TYPES).join(', ')}`;
}

/** Runs what takes an endpoint's settings, and tells a wrong one as the API does. Throws ApiError. */
export async function tellingEndpointParam<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof EndpointInputError)) throw error;
    throw invalidRequest(`Invalid ${error.field}: ${error.message}`, { param: error.field });
  }
}

export function noSuchEndpoint(id: string) {
  return noSuchObject('webhook_endpoint', id.slice(0, 100), 'webhook_endpoint');
}
