import { z } from 'zod';
import {
  type DeadDeliveries,
  type DeadDelivery,
  listDeadDeliveries as list,
  resendDeadDeliveries as resend,
} from '#lib/db/stores/dead-delivery-store.ts';
import { findWebhookEndpoint } from '#lib/db/stores/webhook-endpoint-store.ts';
import { isEventType } from '#lib/domain/event-type.ts';
import type { DeliveryId, WebhookEndpointId } from '#lib/domain/ids.ts';
import type { AppContext } from '../context.ts';
import { AdminInputError, modeSchema, readInput, requireMerchant } from './admin-input.ts';
import { readMoment } from './moment-input.ts';

/** More than a person reads at a time; those left over are the oldest. */
const MAX_LISTED = 200;

/** As of a replay over the API: what is left over is for another call. */
const MAX_RESENT = 10_000;

const rangeSchema = z.strictObject({
  merchant: z.string(),
  mode: modeSchema,
  endpoint: z.string().exactOptional(),
  /** Types of events; all unless told. */
  types: z.array(z.string().refine(isEventType, 'is no type of event')).min(1).exactOptional(),
  /** When the events happened: dates of Hong Kong, both whole days among them, or times with their offset. */
  since: z.string().exactOptional(),
  until: z.string().exactOptional(),
});

/** A merchant's deliveries that were given up, and which of them. */
export type DeadRangeInput = z.input<typeof rangeSchema>;

/** A delivery that was given up, as an operator reads it. */
export interface ListedDeadDelivery {
  readonly id: string;
  readonly event: string;
  readonly type: string;
  readonly happenedAt: string;
  readonly endpoint: string;
  readonly url: string;
  readonly switchedOn: boolean;
  readonly tries: number;
  /** What the receiver answered last; null where it answered nothing. */
  readonly lastStatus: number | null;
  readonly lastError: string | null;
}

/** Deliveries that were given up, those of the newest events first, at most 200. Throws AdminInputError. */
export async function listDeadDeliveries(
  context: AppContext,
  input: DeadRangeInput,
): Promise<readonly ListedDeadDelivery[]> {
  const rows = await list(context.database.db, await readRange(context, input), MAX_LISTED);
  return rows.map(describe);
}

/**
 * Sends again what was given up: one delivery (`del_…`), or those of a range, at most 10,000, the oldest events
 * first. Counts those that are due, and those that are held as their endpoint is switched off; `more` says that
 * there may be others. Throws AdminInputError.
 */
export async function resendDeadDeliveries(
  context: AppContext,
  input: { readonly delivery: string } | DeadRangeInput,
): Promise<{ due: number; held: number; more: boolean }> {
  const one = 'delivery' in input ? input.delivery : null;
  const which: DeadDeliveries =
    'delivery' in input
      ? { id: input.delivery as DeliveryId } // looked up, not trusted
      : await readRange(context, input);
  const now = context.clock.now();
  const { due, held } = await context.database.db.transaction((tx) =>
    resend(tx, which, { limit: MAX_RESENT, now }),
  );
  if (one !== null && due + held === 0) {
    throw new AdminInputError(`There is no delivery ${one} that was given up.`);
  }
  context.wakeWorker();
  return { due, held, more: due + held === MAX_RESENT };
}

async function readRange(context: AppContext, input: DeadRangeInput): Promise<DeadDeliveries> {
  const { merchant, mode, endpoint, types, since, until } = readInput(rangeSchema, input);
  const { id: merchantId } = await requireMerchant(context, merchant);
  const livemode = mode === 'live';
  const endpointId = (endpoint ?? null) as WebhookEndpointId | null; // looked up, not trusted
  if (endpointId !== null) {
    const found = await findWebhookEndpoint(context.database.db, endpointId);
    if (found?.merchantId !== merchantId || found.livemode !== livemode) {
      throw new AdminInputError(`There is no endpoint ${endpoint} of this merchant and mode.`);
    }
  }
  return {
    merchantId,
    livemode,
    endpointId,
    types: types ?? null,
    from: since === undefined ? null : readMoment(since, 'since', 'start'),
    before: until === undefined ? null : readMoment(until, 'until', 'end'),
  };
}

function describe({ delivery, event, endpoint }: DeadDelivery): ListedDeadDelivery {
  return {
    id: delivery.id,
    event: event.id,
    type: event.type,
    happenedAt: event.createdAt.toISOString(),
    endpoint: endpoint.id,
    url: endpoint.url,
    switchedOn: endpoint.enabled,
    tries: delivery.tryCount,
    lastStatus: delivery.lastStatus,
    lastError: delivery.lastError,
  };
}
