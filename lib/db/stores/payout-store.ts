import { type SQL, and, eq } from 'drizzle-orm';
import type { PayoutId } from '#lib/domain/ids.ts';
import type { CreatedRange, PageRequest } from '#lib/domain/list-page.ts';
import type { PayoutStatus } from '#lib/domain/payout.ts';
import type { Db } from '../client.ts';
import { createdWithin, pageQuery } from '../cursor-page.ts';
import { payout } from '../schema/payout.ts';
import type { Owner } from './bank-transfer-store.ts';

export type PayoutRow = typeof payout.$inferSelect;

/** Writes a payout once; false when it was recorded before: then it is left as it is. */
export async function insertPayout(tx: Db, row: PayoutRow): Promise<boolean> {
  const inserted = await tx
    .insert(payout)
    .values(row)
    .onConflictDoNothing({ target: [payout.providerAccountId, payout.providerReference] })
    .returning({ id: payout.id });
  return inserted.length > 0;
}

function own({ merchantId, livemode }: Owner): SQL | undefined {
  return and(eq(payout.merchantId, merchantId), eq(payout.livemode, livemode));
}

/** Null for what is another merchant's or of the other mode, too. */
export async function findOwnPayout(db: Db, owner: Owner, id: string): Promise<PayoutRow | null> {
  const [row] = await db
    .select()
    .from(payout)
    .where(and(eq(payout.id, id as PayoutId), own(owner))) // looked up, not trusted
    .limit(1);
  return row ?? null;
}

/** A merchant's payouts, the newest first, and one more than the page holds. */
export async function listPayouts(
  db: Db,
  owner: Owner,
  asked: {
    arrives: CreatedRange;
    created: CreatedRange;
    status: PayoutStatus | null;
    page: PageRequest;
    cursor: PayoutRow | null;
  },
): Promise<readonly PayoutRow[]> {
  const query = pageQuery(payout, asked.page, asked.cursor);
  return db
    .select()
    .from(payout)
    .where(
      and(
        own(owner),
        asked.status === null ? undefined : eq(payout.status, asked.status),
        createdWithin(payout.arrivesAt, asked.arrives),
        createdWithin(payout.createdAt, asked.created),
        query.where,
      ),
    )
    .orderBy(...query.orderBy)
    .limit(query.limit);
}
