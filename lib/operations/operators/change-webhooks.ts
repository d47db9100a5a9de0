import { createHash } from 'node:crypto';
import type { Db } from '#lib/db/client.ts';
import type { WebhookEndpointRow } from '#lib/db/stores/webhook-endpoint-store.ts';
import type { EventSelection } from '#lib/domain/event-type.ts';
import { MAX_ROLL_OVERLAP_MS } from '#lib/domain/webhook-endpoint.ts';
import type { AppContext } from '../context.ts';
import { isLiveAllowed } from '../live-on-pglite.ts';
import {
  EndpointInputError,
  changeWebhookEndpoint,
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  lockOwnEndpoint,
  rollSecret,
} from '../manage-webhook-endpoint.ts';
import { type UrlFault, merchantUrlFault } from '../merchant-url.ts';
import { type Acting, auditOf, ownerOf } from './acting.ts';
import { writeAudit } from './write-audit.ts';

const HOUR_MS = 60 * 60 * 1000;

/** What an operator types of an endpoint. */
export interface TypedEndpoint {
  readonly url: string;
  readonly events: EventSelection;
  readonly description: string | null;
}

export type EndpointRefusal =
  | { readonly kind: 'url'; readonly fault: UrlFault }
  | { readonly kind: 'many' }
  | { readonly kind: 'live_refused' }
  /** It was deleted, or never there. */
  | { readonly kind: 'gone' }
  /** It is not any more as it was shown. */
  | { readonly kind: 'stale' };

/** Sends events to an address. `secret` is shown this once. */
export async function createEndpoint(
  context: AppContext,
  acting: Acting,
  input: TypedEndpoint & { apiVersion: string | null },
): Promise<{ kind: 'made'; secret: string } | EndpointRefusal> {
  const { livemode } = acting;
  if (livemode && !isLiveAllowed(context)) return { kind: 'live_refused' };
  const fault = merchantUrlFault(input.url, { loopbackHttp: !livemode });
  if (fault !== null) return { kind: 'url', fault };
  try {
    return await context.database.db.transaction(async (tx) => {
      const { endpoint, secret } = await createWebhookEndpoint(context, tx, {
        ...ownerOf(acting),
        settings: settingsOf(input),
        apiVersion: input.apiVersion,
      });
      await writeAudit(context, tx, {
        ...auditOf(acting),
        action: 'webhook.created',
        subject: endpoint.url,
        after: factsOf(endpoint),
      });
      return { kind: 'made' as const, secret };
    });
  } catch (error) {
    // Its address was looked at above: what is left is that there are too many.
    if (error instanceof EndpointInputError) return { kind: 'many' };
    throw error;
  }
}

/** Changes where events go, and which. `version`: as the endpoint was shown (`endpointVersion`). */
export async function changeEndpoint(
  context: AppContext,
  acting: Acting,
  input: TypedEndpoint & { id: string; version: string },
): Promise<{ kind: 'changed' } | EndpointRefusal> {
  const fault = merchantUrlFault(input.url, { loopbackHttp: !acting.livemode });
  if (fault !== null) return { kind: 'url', fault };
  return withEndpoint(context, acting, input.id, async (tx, endpoint) => {
    if (endpointVersion(endpoint) !== input.version) return { kind: 'stale' };
    const settings = settingsOf(input);
    const { metadata: _kept, ...change } = settings;
    const after = await changeWebhookEndpoint(context, tx, endpoint, change);
    await writeAudit(context, tx, {
      ...auditOf(acting),
      action: 'webhook.changed',
      subject: after.url,
      before: factsOf(endpoint),
      after: factsOf(after),
    });
    return { kind: 'changed' };
  });
}

/** Switches an endpoint off or on; what happens meanwhile is held for it. Done twice it changes nothing more. */
export async function switchEndpoint(
  context: AppContext,
  acting: Acting,
  input: { id: string; on: boolean },
): Promise<{ kind: 'switched' } | EndpointRefusal> {
  return withEndpoint(context, acting, input.id, async (tx, endpoint) => {
    if (endpoint.enabled === input.on) return { kind: 'switched' };
    await changeWebhookEndpoint(context, tx, endpoint, { disabled: !input.on });
    await writeAudit(context, tx, {
      ...auditOf(acting),
      action: 'webhook.changed',
      subject: endpoint.url,
      before: { on: endpoint.enabled },
      after: { on: input.on },
    });
    return { kind: 'switched' };
  });
}

/** A new signing secret, shown this once; the old one signs beside it for the overlap. */
export async function rollEndpointSecret(
  context: AppContext,
  acting: Acting,
  input: { id: string; overlapHours: number; version: string },
): Promise<{ kind: 'rolled'; secret: string } | EndpointRefusal> {
  const overlapMs = Math.min(Math.max(input.overlapHours * HOUR_MS, 0), MAX_ROLL_OVERLAP_MS);
  return withEndpoint(context, acting, input.id, async (tx, endpoint) => {
    if (secretVersion(endpoint) !== input.version) return { kind: 'stale' };
    const { secret } = await rollSecret(context, tx, { endpoint: endpoint.id, overlapMs });
    await writeAudit(context, tx, {
      ...auditOf(acting),
      action: 'webhook.secret_rolled',
      subject: endpoint.url,
      after: { overlapHours: overlapMs / HOUR_MS },
    });
    return { kind: 'rolled', secret };
  });
}

/** Sends nothing more there, ever. */
export async function removeEndpoint(
  context: AppContext,
  acting: Acting,
  input: { id: string },
): Promise<{ kind: 'removed' } | EndpointRefusal> {
  return withEndpoint(context, acting, input.id, async (tx, endpoint) => {
    await deleteWebhookEndpoint(context, tx, endpoint);
    await writeAudit(context, tx, {
      ...auditOf(acting),
      action: 'webhook.removed',
      subject: endpoint.url,
      before: factsOf(endpoint),
    });
    return { kind: 'removed' };
  });
}

/** What a form that changes an endpoint was drawn from. */
export function endpointVersion({ url, enabledEvents, description }: WebhookEndpointRow): string {
  return hashOf(JSON.stringify([url, enabledEvents, description]));
}

/** The secret that a form to roll it was drawn with; nothing of it can be told from this. */
export function secretVersion({ secret }: WebhookEndpointRow): string {
  return hashOf(secret);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}

/** Works on a merchant's own endpoint, which stays as it is until the transaction ends. */
export async function withEndpoint<Result>(
  context: AppContext,
  acting: Acting,
  id: string,
  work: (tx: Db, endpoint: WebhookEndpointRow) => Promise<Result>,
): Promise<Result | { readonly kind: 'gone' }> {
  return context.database.db.transaction(async (tx) => {
    const endpoint = await lockOwnEndpoint(tx, ownerOf(acting), id);
    return endpoint === null ? { kind: 'gone' as const } : work(tx, endpoint);
  });
}

function settingsOf({ url, events, description }: TypedEndpoint) {
  return { url, enabledEvents: events, description, metadata: {} };
}

function factsOf({ livemode, url, enabledEvents, apiVersion }: WebhookEndpointRow) {
  return {
    mode: livemode ? 'live' : 'test',
    url,
    events: enabledEvents.join(' ').slice(0, 500),
    apiVersion,
  };
}
