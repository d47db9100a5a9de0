import type { Db } from '#lib/db/client.ts';
import type { NewEvent } from '#lib/db/stores/event-store.ts';
import type { OrderingOwner, OutageRow } from '#lib/db/stores/ordering-store.ts';
import type { RequestOrigin } from '#lib/domain/event-type.ts';
import type { AppContext } from '../context.ts';
import { emitEvents } from '../emit-events.ts';
import { methodOutageObject } from './method-outage-object.ts';

/** Tells a merchant of its outages, each as it stands now. Call it in the transaction that wrote them. */
export async function emitOutageEvents(
  context: AppContext,
  tx: Db,
  owner: OrderingOwner,
  outages: readonly OutageRow[],
  request: RequestOrigin | null = null,
): Promise<void> {
  const events = outages.map((outage): NewEvent => ({
    type: outage.endedAt === null ? 'method_outage.raised' : 'method_outage.ended',
    subject: outage.id,
    object: methodOutageObject(outage),
  }));
  await emitEvents(context, tx, owner, events, request);
}
