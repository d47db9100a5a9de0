import { clearTallies } from '#lib/db/stores/payment-tally-store.ts';
import type { AppContext } from '../context.ts';

/** Has all payments counted anew, of every merchant: the background work begins at the first one. */
export async function rebuildTallies(context: AppContext): Promise<void> {
  await context.database.db.transaction((tx) => clearTallies(tx));
  context.wakeWorker();
}
