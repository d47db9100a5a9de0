import { z } from 'zod';
import { releaseDeliveries } from '#lib/db/stores/delivery-store.ts';
import {
  insertWebhookEndpoint,
  listWebhookEndpoints,
  updateWebhookEndpoint,
} from '#lib/db/stores/webhook-endpoint-store.ts';
import type { WebhookEndpointId } from '#lib/domain/ids.ts';
import { newId } from '#lib/platform/ids.ts';
import { newWebhookSecret } from '#lib/platform/webhook-signature.ts';
import type { AppContext } from '../context.ts';
import { merchantUrlProblem } from '../merchant-url.ts';
import { DEFAULT_API_VERSION } from '../session-object.ts';
import {
  AdminInputError,
  modeSchema,
  readInput,
  requireLiveAllowed,
  requireMerchant,
} from './admin-input.ts';
import { eventSelectionSchema } from './event-selection-input.ts';

const inputSchema = z.strictObject({
  merchant: z.string(),
  mode: modeSchema,
  url: z.string(),
  /** The version its SDK was made for: some SDKs refuse events of another. */
  apiVersion: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}(?:\.[a-z][a-z0-9_]{0,30})?$/, `such as ${DEFAULT_API_VERSION}`)
    .exactOptional(),
  /** Types of events, or `*`; all unless told. */
  events: eventSelectionSchema.exactOptional(),
});

export type SetWebhookEndpointInput = z.input<typeof inputSchema>;

/**
 * Sends a merchant's events of one mode to an address. An address that is set already is switched on
 * again with a new secret, and is sent what was held for it meanwhile. `secret` is the only copy that is shown. Throws AdminInputError.
 */
export async function setWebhookEndpoint(
  context: AppContext,
  input: SetWebhookEndpointInput,
): Promise<{ id: WebhookEndpointId; secret: string; replaced: boolean }> {
  const { merchant, mode, url, apiVersion, events } = readInput(inputSchema, input);
  const { id: merchantId } = await requireMerchant(context, merchant);
  requireLiveAllowed(context, mode);
  const livemode = mode === 'live';
  const problem = merchantUrlProblem(url, { loopbackHttp: !livemode });
  if (problem !== null) throw new AdminInputError(`url: ${problem}`);

  const { db } = context.database;
  const endpoints = await listWebhookEndpoints(db, { merchantId, livemode });
  const existing = endpoints.find((endpoint) => endpoint.url === url);
  const id = existing?.id ?? newId('webhook_endpoint');
  const secret = newWebhookSecret();
  const sealed = context.secrets.seal(secret, `webhook_endpoint.secret:${id}`);
  if (existing !== undefined) {
    await db.transaction(async (tx) => {
      await updateWebhookEndpoint(tx, id, {
        secret: sealed,
        enabled: true,
        disabledBecause: null,
        failingSince: null,
        ...(apiVersion === undefined ? {} : { apiVersion }),
        ...(events === undefined ? {} : { enabledEvents: events }),
      });
      await releaseDeliveries(tx, id, context.clock.now());
    });
    context.wakeWorker();
    return { id, secret, replaced: true };
  }
  await insertWebhookEndpoint(db, {
    id,
    merchantId,
    livemode,
    url,
    secret: sealed,
    apiVersion: apiVersion ?? DEFAULT_API_VERSION,
    enabled: true,
    ...(events === undefined ? {} : { enabledEvents: events }),
    createdAt: context.clock.now(),
  });
  return { id, secret, replaced: false };
}
