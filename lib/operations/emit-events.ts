import type { Db } from '#lib/db/client.ts';
import { type NewEvent, insertEvents, lockEndpoints } from '#lib/db/stores/event-store.ts';
import type { RequestOrigin } from '#lib/domain/event-type.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import type { AppContext } from './context.ts';

/**
 * Writes events to the outbox, all of a transaction's at once, and a delivery of each for each of the
 * merchant's endpoints that wants it. Call it in the transaction that did what the events report: if that
 * commits, they are out; if it does not, they never were. Without events it asks the database nothing.
 */
export async function emitEvents(
  context: AppContext,
  tx: Db,
  owner: { readonly merchantId: MerchantId; readonly livemode: boolean },
  events: readonly NewEvent[],
  request: RequestOrigin | null = null,
): Promise<void> {
  if (events.length === 0) return;
  await insertEvents(tx, {
    merchantId: owner.merchantId,
    livemode: owner.livemode,
    events,
    endpoints: await lockEndpoints(tx, owner),
    request,
    now: context.clock.now(),
  });
}
