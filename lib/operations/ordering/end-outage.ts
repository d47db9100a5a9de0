import type { Db } from '#lib/db/client.ts';
import type { OrderingOwner, OutageRow } from '#lib/db/stores/ordering-store.ts';
import { endOutageRow, findOwnOutage, listOpenOutages } from '#lib/db/stores/outage-store.ts';
import { type StateRow, lockStatesOf, writeState } from '#lib/db/stores/ordering-state-store.ts';
import type { RequestOrigin } from '#lib/domain/event-type.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import { type DownMethod, scopeKey } from '#lib/ordering/down-method.ts';
import type { AppContext } from '../context.ts';
import { emitOutageEvents } from './outage-events.ts';

/**
 * The merchant says that a method works, whoever said that it does not. What began before then is held against
 * it no more (`watched-attempts.ts`). One that has ended stays as it is. Null: the merchant has no such outage
 * in this mode. Call it in a transaction.
 */
export async function endOutage(
  context: AppContext,
  tx: Db,
  owner: OrderingOwner,
  id: string,
  request: RequestOrigin | null = null,
): Promise<OutageRow | null> {
  const found = await findOwnOutage(tx, owner, id);
  if (found === null || found.endedAt !== null) return found;
  // The states before the outages' own rows, as the detector takes them.
  const [ended] = await end(context, tx, await lockStatesOf(tx, owner), [found]);
  // Ended meanwhile, by the detector or by another call.
  if (ended === undefined) return findOwnOutage(tx, owner, id);
  await emitOutageEvents(context, tx, owner, [ended], request);
  context.wakeWorker();
  return ended;
}

/** Ends the detector's alarms on a method, as the merchant speaks for it from now on; tells nobody. */
export async function endDetected(
  context: AppContext,
  tx: Db,
  owner: OrderingOwner,
  method: MethodId,
): Promise<readonly OutageRow[]> {
  // First, so that the detector raises nothing between the look and the merchant's own word.
  const states = await lockStatesOf(tx, owner);
  const open = await listOpenOutages(tx, owner, method);
  const detected = open.filter(({ raisedBy }) => raisedBy === 'detector');
  return end(context, tx, states, detected);
}

/** Returns those that it ended. */
async function end(
  context: AppContext,
  tx: Db,
  states: readonly StateRow[],
  outages: readonly OutageRow[],
): Promise<readonly OutageRow[]> {
  const now = context.clock.now();
  const ended: OutageRow[] = [];
  for (const { id } of outages) {
    const row = await endOutageRow(tx, id, { at: now, by: 'merchant' });
    if (row !== null) ended.push(row);
  }
  const isEnded = (down: DownMethod) =>
    ended.some(
      ({ method, scopeKey: key }) => method === down.method && key === scopeKey(down.scope),
    );
  for (const row of states) {
    const down = row.state.down.filter((one) => !isEnded(one));
    if (down.length === row.state.down.length) continue;
    const state = { ...row.state, down, version: row.state.version + 1 };
    await writeState(tx, { ...row, state, now });
  }
  return ended;
}
