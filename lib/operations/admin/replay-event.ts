import { replayToAll } from '#lib/db/stores/delivery-store.ts';
import { findEvent } from '#lib/db/stores/event-store.ts';
import type { EventId } from '#lib/domain/ids.ts';
import type { AppContext } from '../context.ts';
import { AdminInputError } from './admin-input.ts';

/**
 * Sends an event (`evt_…`) again, under the same id, to every endpoint it was written for, also to
 * those that have it. Counts those it is due to, and those it is held for as they are switched off.
 * Throws AdminInputError.
 */
export async function replayEvent(
  context: AppContext,
  input: { event: string },
): Promise<{ due: number; held: number }> {
  const id = input.event as EventId; // looked up, not trusted
  const counts = await context.database.db.transaction(async (tx) =>
    (await findEvent(tx, id)) === null ? null : replayToAll(tx, id, context.clock.now()),
  );
  if (counts === null) throw new AdminInputError(`There is no event ${input.event}.`);
  if (counts.due + counts.held === 0) {
    throw new AdminInputError(
      `Event ${input.event} was written when its merchant had no endpoint: there is nobody to send it to.`,
    );
  }
  context.wakeWorker();
  return counts;
}
