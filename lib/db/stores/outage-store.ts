import { type SQL, and, asc, eq, gt, isNotNull, isNull, lte, or } from 'drizzle-orm';
import type { MethodOutageId } from '#lib/domain/ids.ts';
import type { PageRequest } from '#lib/domain/list-page.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import type { Db } from '../client.ts';
import { pageQuery } from '../cursor-page.ts';
import { methodOutage } from '../schema/ordering.ts';
import type { OrderingOwner, OutageRow } from './ordering-store.ts';

function own({ merchantId, livemode }: OrderingOwner): SQL | undefined {
  return and(eq(methodOutage.merchantId, merchantId), eq(methodOutage.livemode, livemode));
}

/** Writes an outage; false: one of the same method and scope is under way. */
export async function insertOutage(tx: Db, row: OutageRow): Promise<boolean> {
  const written = await tx
    .insert(methodOutage)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: methodOutage.id });
  return written.length > 0;
}

/** Ends an outage that is under way, once; null: it had ended. */
export async function endOutageRow(
  tx: Db,
  id: MethodOutageId,
  end: { readonly at: Date; readonly by: NonNullable<OutageRow['endedBy']> },
): Promise<OutageRow | null> {
  const [row] = await tx
    .update(methodOutage)
    .set({ endedAt: end.at, endedBy: end.by })
    .where(and(eq(methodOutage.id, id), isNull(methodOutage.endedAt)))
    .returning();
  return row ?? null;
}

/** A merchant's outages under way, the oldest first; of one method where it is given. */
export async function listOpenOutages(
  db: Db,
  owner: OrderingOwner,
  method?: MethodId,
): Promise<readonly OutageRow[]> {
  return db
    .select()
    .from(methodOutage)
    .where(
      and(
        own(owner),
        isNull(methodOutage.endedAt),
        method === undefined ? undefined : eq(methodOutage.method, method),
      ),
    )
    .orderBy(asc(methodOutage.raisedAt), asc(methodOutage.id));
}

/** Outages under way whose time is over, the longest over first. */
export async function listOutagesToEnd(
  db: Db,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<readonly OutageRow[]> {
  return db
    .select()
    .from(methodOutage)
    .where(and(isNull(methodOutage.endedAt), lte(methodOutage.endsAt, now)))
    .orderBy(asc(methodOutage.endsAt))
    .limit(limit);
}

/** Outages by the merchant's word that are under way, and any that it ended since. */
export async function listOutagesByHand(
  db: Db,
  owner: OrderingOwner,
  since: Date,
): Promise<readonly OutageRow[]> {
  return db
    .select()
    .from(methodOutage)
    .where(
      and(
        own(owner),
        or(
          and(eq(methodOutage.raisedBy, 'merchant'), isNull(methodOutage.endedAt)),
          and(eq(methodOutage.endedBy, 'merchant'), gt(methodOutage.endedAt, since)),
        ),
      ),
    );
}

/** Null when there is no such outage: for ids that somebody typed. */
export async function findOutage(db: Db, id: MethodOutageId): Promise<OutageRow | null> {
  const [row] = await db.select().from(methodOutage).where(eq(methodOutage.id, id)).limit(1);
  return row ?? null;
}

/** Null for what is another merchant's or of the other mode, too. */
export async function findOwnOutage(
  db: Db,
  owner: OrderingOwner,
  id: string,
): Promise<OutageRow | null> {
  const [row] = await db
    .select()
    .from(methodOutage)
    .where(and(eq(methodOutage.id, id as MethodOutageId), own(owner))) // looked up, not trusted
    .limit(1);
  return row ?? null;
}

export interface OutageFilter {
  readonly status?: 'open' | 'ended' | undefined;
  readonly method?: MethodId | undefined;
}

/** A merchant's outages, the newest first, and one more than the page holds. */
export async function listOwnOutages(
  db: Db,
  owner: OrderingOwner,
  asked: {
    readonly filter: OutageFilter;
    readonly page: PageRequest;
    readonly cursor: OutageRow | null;
  },
): Promise<readonly OutageRow[]> {
  const { filter, page, cursor } = asked;
  const query = pageQuery(
    { createdAt: methodOutage.raisedAt, id: methodOutage.id },
    page,
    cursor === null ? null : { createdAt: cursor.raisedAt, id: cursor.id },
  );
  return db
    .select()
    .from(methodOutage)
    .where(
      and(
        own(owner),
        filter.method === undefined ? undefined : eq(methodOutage.method, filter.method),
        filter.status === 'open' ? isNull(methodOutage.endedAt) : undefined,
        filter.status === 'ended' ? isNotNull(methodOutage.endedAt) : undefined,
        query.where,
      ),
    )
    .orderBy(...query.orderBy)
    .limit(query.limit);
}
