import type Stripe from 'stripe';
import { z } from 'zod';

import type { WebhookEndpointRecord } from './account.ts';
import { unixNow } from './call.ts';
import type { Call } from './call.ts';
import { invalidParam, resourceMissing } from './errors.ts';
import { changeMetadata, emptyable, expand, flag, metadata, text } from './form.ts';
import { newId, randomBase62 } from './ids.ts';

/** Stripe allows 16 endpoints per account and mode. */
const MAX_ENDPOINTS = 16;

export const createEndpointParams = z.strictObject({
  api_version: text.optional(),
  connect: flag.optional(),
  description: emptyable(text).optional(),
  enabled_events: z.array(text).min(1),
  expand,
  metadata: metadata.optional(),
  url: text,
});

export const updateEndpointParams = z.strictObject({
  description: emptyable(text).optional(),
  disabled: flag.optional(),
  enabled_events: z.array(text).min(1).optional(),
  expand,
  metadata: metadata.optional(),
  url: text.optional(),
});

/** Registers an endpoint. Only this answer shows its `secret`. */
export function createEndpoint(
  call: Call,
  params: z.infer<typeof createEndpointParams>,
): Stripe.WebhookEndpoint {
  if (call.account.webhookEndpoints.size >= MAX_ENDPOINTS) {
    throw invalidParam(`You have reached the maximum of ${MAX_ENDPOINTS} test webhook endpoints.`);
  }
  const secret = `whsec_${randomBase62(32)}`;
  const wire: Stripe.WebhookEndpoint = {
    id: newId('we').replace('we_3', 'we_1'),
    object: 'webhook_endpoint',
    api_version: params.api_version ?? null,
    application: null,
    created: unixNow(call),
    description: params.description ?? null,
    enabled_events: params.enabled_events,
    livemode: false,
    metadata: changeMetadata({}, params.metadata),
    status: 'enabled',
    url: checkEndpointUrl(params.url),
  };
  call.account.webhookEndpoints.set(wire.id, { wire, secret });
  return { ...wire, secret };
}

export function updateEndpoint(
  record: WebhookEndpointRecord,
  params: z.infer<typeof updateEndpointParams>,
): Stripe.WebhookEndpoint {
  const { wire } = record;
  if (params.url !== undefined) wire.url = checkEndpointUrl(params.url);
  if (params.enabled_events !== undefined) wire.enabled_events = params.enabled_events;
  if (params.description !== undefined) wire.description = params.description;
  if (params.disabled !== undefined) wire.status = params.disabled ? 'disabled' : 'enabled';
  wire.metadata = changeMetadata(wire.metadata, params.metadata);
  return wire;
}

export function findEndpoint(call: Call, id: string): WebhookEndpointRecord {
  const found = call.account.webhookEndpoints.get(id);
  if (found === undefined) throw resourceMissing('webhook endpoint', id, 'webhook_endpoint');
  return found;
}

function checkEndpointUrl(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw invalidParam(
      'Invalid URL: An explicit scheme (such as https) must be provided.',
      'url',
      'url_invalid',
    );
  }
  return url;
}
