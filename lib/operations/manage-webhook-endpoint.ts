import type { Db } from '#lib/db/client.ts';
import {
  type EventRange,
  abandonDeliveries,
  holdDeliveries,
  releaseDeliveries,
  replayToEndpoint,
} from '#lib/db/stores/delivery-store.ts';
import { findEvent } from '#lib/db/stores/event-store.ts';
import {
  type WebhookEndpointRow,
  countWebhookEndpoints,
  findLastApiVersion,
  findWebhookEndpoint,
  insertWebhookEndpoint,
  lockWebhookEndpoint,
  pageWebhookEndpoints,
  updateWebhookEndpoint,
} from '#lib/db/stores/webhook-endpoint-store.ts';
import type { EventSelection } from '#lib/domain/event-type.ts';
import type { EventId, MerchantId, WebhookEndpointId } from '#lib/domain/ids.ts';
import type { Page, PageRequest } from '#lib/domain/list-page.ts';
import { MAX_WEBHOOK_ENDPOINTS } from '#lib/domain/webhook-endpoint.ts';
import { newId } from '#lib/platform/ids.ts';
import { newWebhookSecret } from '#lib/platform/webhook-signature.ts';
import type { AppContext } from './context.ts';
import { merchantUrlProblem } from './merchant-url.ts';
import { DEFAULT_API_VERSION } from './session-object.ts';

/** What is asked of an endpoint and cannot be; `field` by its name on the wire. */
export class EndpointInputError extends Error {
  readonly field: 'url' | 'enabled_events' | 'event';

  constructor(field: EndpointInputError['field'], message: string) {
    super(message);
    this.name = 'EndpointInputError';
    this.field = field;
  }
}

export interface EndpointSettings {
  readonly url: string;
  readonly enabledEvents: EventSelection;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Owner {
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
}

/**
 * Sends a merchant's events to an address. `secret` is the only copy that is shown. Call it in a
 * transaction. Throws EndpointInputError.
 */
export async function createWebhookEndpoint(
  context: AppContext,
  tx: Db,
  input: Owner & { settings: EndpointSettings; apiVersion: string | null },
): Promise<{ endpoint: WebhookEndpointRow; secret: string }> {
  const { merchantId, livemode, settings } = input;
  requireUrl(settings.url, livemode);
  const owner = { merchantId, livemode };
  if ((await countWebhookEndpoints(tx, owner)) >= MAX_WEBHOOK_ENDPOINTS) {
    throw new EndpointInputError(
      'url',
      `You have ${MAX_WEBHOOK_ENDPOINTS} webhook endpoints in this mode, which is all there can be.`,
    );
  }
  const id = newId('webhook_endpoint');
  const secret = newWebhookSecret();
  const endpoint = await insertWebhookEndpoint(tx, {
    id,
    merchantId,
    livemode,
    url: settings.url,
    enabledEvents: settings.enabledEvents,
    description: settings.description,
    metadata: { ...settings.metadata },
    secret: context.secrets.seal(secret, sealContext(id)),
    // Some SDKs refuse events of another version than theirs.
    apiVersion: input.apiVersion ?? (await findLastApiVersion(tx, owner)) ?? DEFAULT_API_VERSION,
    enabled: true,
    createdAt: context.clock.now(),
  });
  return { endpoint, secret };
}

/** A merchant's own endpoint, as it stays until the transaction ends; null for anything else. */
export async function lockOwnEndpoint(
  tx: Db,
  owner: Owner,
  id: string,
): Promise<WebhookEndpointRow | null> {
  const row = await lockWebhookEndpoint(tx, id as WebhookEndpointId); // looked up, not trusted
  return row?.merchantId === owner.merchantId && row.livemode === owner.livemode ? row : null;
}

/** A merchant's own endpoint; null for anything else. */
export async function findOwnEndpoint(
  tx: Db,
  owner: Owner,
  id: string,
): Promise<WebhookEndpointRow | null> {
  const row = await findWebhookEndpoint(tx, id as WebhookEndpointId); // looked up, not trusted
  return row?.merchantId === owner.merchantId && row.livemode === owner.livemode ? row : null;
}

/** A page of a merchant's endpoints, the newest first; null when the cursor names none of them. */
export function pageOwnEndpoints(
  tx: Db,
  owner: Owner,
  page: PageRequest,
): Promise<Page<WebhookEndpointRow> | null> {
  return pageWebhookEndpoints(tx, owner, page);
}

/**
 * Changes what is given of an endpoint. Switched off, it is held what happens from then on; switched on, it
 * is sent what was held. Throws EndpointInputError.
 */
export async function changeWebhookEndpoint(
  context: AppContext,
  tx: Db,
  endpoint: WebhookEndpointRow,
  change: Partial<EndpointSettings> & { readonly disabled?: boolean },
): Promise<WebhookEndpointRow> {
  const { disabled, ...settings } = change;
  if (settings.url !== undefined) requireUrl(settings.url, endpoint.livemode);
  const switched = disabled !== undefined && disabled === endpoint.enabled;
  const after: WebhookEndpointRow = {
    ...endpoint,
    ...settings,
    metadata: { ...(settings.metadata ?? endpoint.metadata) },
    ...(switched
      ? { enabled: !disabled, disabledBecause: disabled ? 'asked' : null, failingSince: null }
      : {}),
  };
  const { id, merchantId: _merchant, livemode: _mode, createdAt: _created, ...columns } = after;
  await updateWebhookEndpoint(tx, id, columns);
  if (switched && disabled) await holdDeliveries(tx, id, 'held: the endpoint is switched off');
  if (switched && !disabled) {
    await releaseDeliveries(tx, id, context.clock.now());
    context.wakeWorker();
  }
  return after;
}

/** Sends nothing more there, ever. */
export async function deleteWebhookEndpoint(
  context: AppContext,
  tx: Db,
  { id }: WebhookEndpointRow,
): Promise<void> {
  await updateWebhookEndpoint(tx, id, {
    enabled: false,
    disabledBecause: 'asked',
    deletedAt: context.clock.now(),
  });
  await abandonDeliveries(tx, id, 'the endpoint was deleted');
}

/**
 * Gives an endpoint a new secret. The one before goes on signing beside it for `overlapMs`, so that the
 * receiver can change over without refusing anything. Call it in a transaction.
 */
export async function rollSecret(
  context: AppContext,
  tx: Db,
  input: { endpoint: WebhookEndpointId; overlapMs: number },
): Promise<{ endpoint: WebhookEndpointRow; secret: string }> {
  const row = await lockWebhookEndpoint(tx, input.endpoint);
  if (row === null) throw new Error(`Webhook endpoint ${input.endpoint} does not exist.`);
  const secret = newWebhookSecret();
  const change = {
    secret: context.secrets.seal(secret, sealContext(row.id)),
    previousSecret: input.overlapMs > 0 ? row.secret : null,
    previousSecretUntil:
      input.overlapMs > 0 ? new Date(context.clock.now().getTime() + input.overlapMs) : null,
  };
  await updateWebhookEndpoint(tx, row.id, change);
  return { endpoint: { ...row, ...change }, secret };
}

/** How many events one replay makes due at most; more are for another, which begins where it ended. */
export const MAX_REPLAYED = 10_000;

/**
 * Sends events of the endpoint's merchant there again, under their own ids: one, or those of a time. Returns
 * how many. Call it in a transaction. Throws EndpointInputError.
 */
export async function replayEvents(
  context: AppContext,
  tx: Db,
  input: {
    endpoint: WebhookEndpointRow;
    which: { readonly event: string } | EventRange;
    undeliveredOnly: boolean;
  },
): Promise<number> {
  const { endpoint, which } = input;
  const eventId = 'event' in which ? (which.event as EventId) : null; // looked up, not trusted
  if (eventId !== null) {
    const event = await findEvent(tx, eventId);
    if (event?.merchantId !== endpoint.merchantId || event.livemode !== endpoint.livemode) {
      throw new EndpointInputError('event', `No such event: '${eventId.slice(0, 100)}'`);
    }
  }
  const replayed = await replayToEndpoint(tx, {
    endpoint,
    which: 'event' in which ? { eventId: which.event as EventId } : which, // found above
    undeliveredOnly: input.undeliveredOnly,
    limit: MAX_REPLAYED,
    now: context.clock.now(),
  });
  context.wakeWorker();
  return replayed;
}

function requireUrl(url: string, livemode: boolean): void {
  const problem = merchantUrlProblem(url, { loopbackHttp: !livemode });
  if (problem !== null) throw new EndpointInputError('url', problem);
}

function sealContext(id: WebhookEndpointId): string {
  return `webhook_endpoint.secret:${id}`;
}
