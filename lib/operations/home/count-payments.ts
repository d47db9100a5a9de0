import {
  type TalliedList,
  addToTallies,
  listNumbers,
  listUncounted,
  lockTallyCursor,
  moveTallyCursor,
} from '#lib/db/stores/payment-tally-store.ts';
import type { AppContext } from '../context.ts';
import { followOn } from '../ordering/followed-events.ts';

/** Rows counted in one transaction. PGlite has one connection, and pages wait for it. */
const MOST_AT_ONCE = { postgres: 2_000, pglite: 500 } as const;

/**
 * Counts payments as they are recorded: whatever is new in the lists that tallies are made of, each row once, for
 * how far was counted is kept in the transaction that counts. A list is one node's at a time. Returns how many rows
 * it took if there may be more.
 */
export async function countPayments(context: AppContext): Promise<number> {
  let taken = 0;
  for (const list of await listUncounted(context.database.db)) {
    taken += await countList(context, list);
  }
  return taken;
}

async function countList(context: AppContext, list: TalliedList): Promise<number> {
  const limit = MOST_AT_ONCE[context.database.kind];
  return context.database.db.transaction(async (tx) => {
    const cursor = await lockTallyCursor(tx, list);
    if (cursor === null) return 0;
    const from = { readTo: cursor.readTo, missing: new Map(cursor.missing) };
    const late = await listNumbers(tx, list, { among: [...from.missing.keys()] });
    const ids = await listNumbers(tx, list, { after: from.readTo, limit });
    await addToTallies(tx, list, [...late, ...ids]);
    const { readTo, missing } = followOn(from, { late, ids }, cursor.nowMs);
    await moveTallyCursor(tx, { list, readTo, missing: [...missing] });
    return ids.length === limit ? ids.length : 0;
  });
}
