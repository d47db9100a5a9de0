import type { WebhookEndpointRow } from '#lib/db/stores/webhook-endpoint-store.ts';
import { unixSeconds } from './unix-seconds.ts';

/**
 * A webhook endpoint on Stripe's wire, and besides why it is switched off. `secret` is only in the answer to
 * the call that made it: https://docs.stripe.com/api/webhook_endpoints/object
 */
export function webhookEndpointObject(row: WebhookEndpointRow, secret?: string) {
  return {
    id: row.id,
    object: 'webhook_endpoint' as const,
    api_version: row.apiVersion,
    application: null,
    created: unixSeconds(row.createdAt),
    description: row.description,
    disabled_because: row.disabledBecause,
    enabled_events: row.enabledEvents,
    livemode: row.livemode,
    metadata: row.metadata,
    ...(secret === undefined ? {} : { secret }),
    status: row.enabled ? ('enabled' as const) : ('disabled' as const),
    url: row.url,
  };
}
