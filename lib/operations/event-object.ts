import { z } from 'zod';
import type { EventRow } from '#lib/db/stores/event-store.ts';
import { forApiVersion } from './session-object.ts';

const dataObjectSchema = z.record(z.string(), z.unknown());

/** An event on Stripe's wire. https://docs.stripe.com/api/events/object */
export function eventObject(
  event: EventRow,
  options: { apiVersion: string; pendingWebhooks: number },
) {
  return {
    id: event.id,
    object: 'event' as const,
    // Go's and .NET's SDKs refuse an event whose version is not of their own train.
    api_version: options.apiVersion,
    created: Math.floor(event.createdAt.getTime() / 1000),
    data: {
      object: forApiVersion(dataObjectSchema.parse(event.object), options.apiVersion),
      ...(event.previousAttributes === null
        ? {}
        : { previous_attributes: dataObjectSchema.parse(event.previousAttributes) }),
    },
    livemode: event.livemode,
    pending_webhooks: options.pendingWebhooks,
    // The call that it happened in; what a shopper or a provider did happened in none.
    request: { id: event.requestId, idempotency_key: event.idempotencyKey },
    type: event.type,
  };
}
