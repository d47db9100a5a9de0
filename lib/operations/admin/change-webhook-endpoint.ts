import { z } from 'zod';
import type { Db } from '#lib/db/client.ts';
import {
  type WebhookEndpointRow,
  lockWebhookEndpoint,
  updateWebhookEndpoint,
} from '#lib/db/stores/webhook-endpoint-store.ts';
import type { WebhookEndpointId } from '#lib/domain/ids.ts';
import { MAX_ROLL_OVERLAP_MS } from '#lib/domain/webhook-endpoint.ts';
import type { AppContext } from '../context.ts';
import { rollSecret } from '../manage-webhook-endpoint.ts';
import { AdminInputError, readInput, requireLiveAllowed } from './admin-input.ts';
import { eventSelectionSchema } from './event-selection-input.ts';

const HOUR_MS = 60 * 60 * 1000;
const MAX_HOURS = MAX_ROLL_OVERLAP_MS / HOUR_MS;

const rollSchema = z.strictObject({
  endpoint: z.string(),
  overlapHours: z
    .number()
    .int('must be whole hours')
    .min(0, `must be from 0 to ${MAX_HOURS}`)
    .max(MAX_HOURS, `must be from 0 to ${MAX_HOURS}`),
});

/**
 * Gives an endpoint a new signing secret, the only copy of which is `secret`. The old one signs beside it for the
 * overlap, so that the receiver can change over without refusing anything. Throws AdminInputError.
 */
export async function rollWebhookSecret(
  context: AppContext,
  input: z.input<typeof rollSchema>,
): Promise<{ secret: string; oldEndsAt: Date }> {
  const { endpoint, overlapHours } = readInput(rollSchema, input);
  const overlapMs = overlapHours * HOUR_MS;
  return context.database.db.transaction(async (tx) => {
    const found = await lockEndpoint(context, tx, endpoint);
    const { secret } = await rollSecret(context, tx, { endpoint: found.id, overlapMs });
    return { secret, oldEndsAt: new Date(context.clock.now().getTime() + overlapMs) };
  });
}

const eventsSchema = z.strictObject({ endpoint: z.string(), events: eventSelectionSchema });

/**
 * Sends an endpoint those types of events from now on, and no others; `*` alone is every type. Its secret stays.
 * Throws AdminInputError.
 */
export async function setWebhookEvents(
  context: AppContext,
  input: z.input<typeof eventsSchema>,
): Promise<void> {
  const { endpoint, events } = readInput(eventsSchema, input);
  await context.database.db.transaction(async (tx) => {
    const found = await lockEndpoint(context, tx, endpoint);
    await updateWebhookEndpoint(tx, found.id, { enabledEvents: events });
  });
}

async function lockEndpoint(context: AppContext, tx: Db, id: string): Promise<WebhookEndpointRow> {
  const found = await lockWebhookEndpoint(tx, id as WebhookEndpointId); // looked up, not trusted
  if (found === null) throw new AdminInputError(`There is no endpoint ${id}.`);
  requireLiveAllowed(context, found.livemode ? 'live' : 'test');
  return found;
}
