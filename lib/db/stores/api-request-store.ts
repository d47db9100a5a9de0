import { type SQL, and, eq, gte, inArray, like, lt, sql } from 'drizzle-orm';
import type { ApiKeyId, MerchantId } from '#lib/domain/ids.ts';
import { type CreatedRange, type Page, type PageRequest, cursorId } from '#lib/domain/list-page.ts';
import type { Db } from '../client.ts';
import { createdWithin, pageQuery, toPage } from '../cursor-page.ts';
import { apiRequest } from '../schema/api-request.ts';
import { type Given, asRows, rowsOf, statement } from '../statement.ts';

export type ApiRequestRow = typeof apiRequest.$inferSelect;

interface Owner {
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
}

/** How a call ended: by the first figure of its status. */
export type StatusClass = 'succeeded' | 'refused' | 'failed';

export interface RequestFilters {
  readonly page: PageRequest;
  readonly created: CreatedRange;
  readonly statusClass: StatusClass | null;
  /** How its path begins. */
  readonly path: string | null;
  readonly keyId: ApiKeyId | null;
}

/** Writes calls down, any number at once. It does not wait for the disk: a power cut costs the last of the log. */
export async function insertApiRequests(db: Db, rows: readonly ApiRequestRow[]): Promise<void> {
  await insertRows(db, { rows: asRows(apiRequest, rows) });
}

const insertRows = statement((db, given: Given<{ rows: string }>) =>
  db
    .insert(apiRequest)
    .select(
      sql`${rowsOf(apiRequest, given.rows)} where (select set_config('synchronous_commit', 'off', true)) = 'off'`,
    )
    .onConflictDoNothing(),
);

/** A page of a merchant's calls, the latest first; null when the cursor names none of them. */
export async function pageApiRequests(
  db: Db,
  owner: Owner,
  filters: RequestFilters,
): Promise<Page<ApiRequestRow> | null> {
  const { page } = filters;
  const cursor = cursorId(page);
  const start = cursor === null ? null : await findApiRequest(db, owner, cursor);
  if (cursor !== null && start === null) return null;
  const { where, orderBy, limit } = pageQuery(apiRequest, page, start);
  const rows = await db
    .select()
    .from(apiRequest)
    .where(and(of(owner), matches(filters), where))
    .orderBy(...orderBy)
    .limit(limit);
  return toPage(rows, page);
}

export async function findApiRequest(
  db: Db,
  owner: Owner,
  id: string,
): Promise<ApiRequestRow | null> {
  const [row] = await db
    .select()
    .from(apiRequest)
    .where(and(of(owner), eq(apiRequest.id, id)))
    .limit(1);
  return row ?? null;
}

/** How many calls ended in each way since a moment. */
export async function countApiRequests(
  db: Db,
  owner: Owner,
  since: Date,
): Promise<Readonly<Record<StatusClass, number>>> {
  const counted = (statusClass: StatusClass) =>
    sql<string>`count(*) filter (where ${ofClass(statusClass)})`.mapWith(Number);
  const [row] = await db
    .select({
      succeeded: counted('succeeded'),
      refused: counted('refused'),
      failed: counted('failed'),
    })
    .from(apiRequest)
    .where(and(of(owner), gte(apiRequest.createdAt, since)));
  return row ?? { succeeded: 0, refused: 0, failed: 0 };
}

/** Deletes up to `limit` calls from before a moment; returns how many. */
export async function deleteApiRequestsBefore(
  db: Db,
  before: Date,
  limit: number,
): Promise<number> {
  const old = db
    .select({ id: apiRequest.id })
    .from(apiRequest)
    .where(lt(apiRequest.createdAt, before))
    .limit(limit);
  const gone = await db
    .delete(apiRequest)
    .where(inArray(apiRequest.id, old))
    .returning({ id: apiRequest.id });
  return gone.length;
}

function of({ merchantId, livemode }: Owner): SQL | undefined {
  return and(eq(apiRequest.merchantId, merchantId), eq(apiRequest.livemode, livemode));
}

function matches({ created, statusClass, path, keyId }: RequestFilters): SQL | undefined {
  return and(
    createdWithin(apiRequest.createdAt, created),
    statusClass === null ? undefined : ofClass(statusClass),
    path === null ? undefined : like(apiRequest.path, `${path.replaceAll(/[\\%_]/g, '\\$&')}%`),
    keyId === null ? undefined : eq(apiRequest.keyId, keyId),
  );
}

function ofClass(statusClass: StatusClass): SQL {
  switch (statusClass) {
    case 'succeeded':
      return sql`${apiRequest.status} < 400`;
    case 'refused':
      return sql`${apiRequest.status} between 400 and 499`;
    case 'failed':
      return sql`${apiRequest.status} >= 500`;
  }
}
