import { countReplayable } from '#lib/db/stores/delivery-store.ts';
import type { WebhookEndpointRow } from '#lib/db/stores/webhook-endpoint-store.ts';
import type { AppContext } from '../context.ts';
import { resendDelivery } from '../delivery-log.ts';
import { MAX_REPLAYED, replayEvents } from '../manage-webhook-endpoint.ts';
import { type Acting, auditOf } from './acting.ts';
import { withEndpoint } from './change-webhooks.ts';
import { writeAudit } from './write-audit.ts';

/** Which events are to go to an endpoint again. */
export interface ReplayRange {
  readonly from: Date;
  /** Not among them. */
  readonly before: Date;
  /** Null: all that the endpoint is sent. */
  readonly types: readonly string[] | null;
  /** Also those that arrived there. */
  readonly all: boolean;
}

/** How many events a replay would send, at most 10,000. */
export function countReplay(
  context: AppContext,
  endpoint: WebhookEndpointRow,
  { all, ...which }: ReplayRange,
): Promise<number> {
  const input = { endpoint, which, undeliveredOnly: !all, limit: MAX_REPLAYED };
  return countReplayable(context.database.db, input);
}

/**
 * Sends the events of a time to an endpoint again, under their own ids. `expected`: how many its operator was told;
 * where there are others by now, nothing is sent.
 */
export async function replayRange(
  context: AppContext,
  acting: Acting,
  input: { id: string; range: ReplayRange; expected: number },
): Promise<{ kind: 'replayed'; events: number } | { kind: 'stale' } | { kind: 'gone' }> {
  const { all, ...which } = input.range;
  return withEndpoint(context, acting, input.id, async (tx, endpoint) => {
    const undeliveredOnly = !all;
    const counted = { endpoint, which, undeliveredOnly, limit: MAX_REPLAYED };
    if ((await countReplayable(tx, counted)) !== input.expected) return { kind: 'stale' };
    const events = await replayEvents(context, tx, { endpoint, which, undeliveredOnly });
    await writeAudit(context, tx, {
      ...auditOf(acting),
      action: 'webhook.replayed',
      subject: endpoint.url,
      after: {
        events,
        from: which.from.toISOString(),
        before: which.before.toISOString(),
        ...(which.types === null ? {} : { types: which.types.join(' ').slice(0, 500) }),
      },
    });
    return { kind: 'replayed', events };
  });
}

/** Sends one delivery again, under its event's id. */
export async function resendOwnDelivery(
  context: AppContext,
  acting: Acting,
  input: { endpoint: string; delivery: string },
): Promise<{ kind: 'resent' } | { kind: 'gone' }> {
  return withEndpoint(context, acting, input.endpoint, async (tx, endpoint) => {
    const found = await resendDelivery(context, tx, { endpoint, delivery: input.delivery });
    if (found === null) return { kind: 'gone' };
    await writeAudit(context, tx, {
      ...auditOf(acting),
      action: 'event.resent',
      subject: found.event.id,
      after: { url: endpoint.url },
    });
    return { kind: 'resent' };
  });
}
