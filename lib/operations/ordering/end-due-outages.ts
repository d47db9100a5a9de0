import { listOutagesToEnd } from '#lib/db/stores/outage-store.ts';
import type { AppContext } from '../context.ts';
import { endOutage } from './end-outage.ts';

const BATCH = 20;

/** Ends outages that the merchant gave a time to, once it has come: its word, said in advance. */
export async function endDueOutages(context: AppContext): Promise<number> {
  const now = context.clock.now();
  const due = await listOutagesToEnd(context.database.db, { now, limit: BATCH });
  for (const { id, merchantId, livemode } of due) {
    await context.database.db.transaction((tx) =>
      endOutage(context, tx, { merchantId, livemode }, id),
    );
  }
  return due.length;
}
