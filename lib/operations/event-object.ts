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
    data: { object: forApiVersion(dataObjectSchema.parse(event.object), options.apiVersion) },
    livemode: event.livemode,
    pending_webhooks: options.pendingWebhooks,
    request: { id: null, idempotency_key: null },
    type: event.type,
  };
}
