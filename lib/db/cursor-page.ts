import { type Placeholder, type SQL, and, asc, desc, gte, lt, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { CreatedRange, Page, PageRequest } from '#lib/domain/list-page.ts';

/** Where a page begins: the row that a cursor names. */
export interface Cursor {
  readonly createdAt: Date | Placeholder;
  readonly id: string | Placeholder;
}

/**
 * Lists run from the newest to the oldest; rows of the same moment, by id. Both columns are compared as one,
 * so that an index on them serves any page as fast as the first.
 */
export function pageQuery(
  columns: { readonly createdAt: PgColumn; readonly id: PgColumn },
  page: Pick<PageRequest, 'limit' | 'endingBefore'>,
  cursor: Cursor | null,
): { readonly where: SQL | undefined; readonly orderBy: SQL[]; readonly limit: number } {
  const backwards = page.endingBefore !== null;
  const order = backwards ? asc : desc;
  const place = sql`(${columns.createdAt}, ${columns.id})`;
  return {
    where:
      cursor === null
        ? undefined
        : sql`${place} ${sql.raw(backwards ? '>' : '<')} (${momentOf(cursor)}::timestamptz, ${cursor.id})`,
    orderBy: [order(columns.createdAt), order(columns.id)],
    // One more than asked for tells whether there is more.
    limit: page.limit + 1,
  };
}

function momentOf({ createdAt }: Cursor): string | Placeholder {
  return createdAt instanceof Date ? createdAt.toISOString() : createdAt;
}

/** What was created in a range; undefined: no bound. */
export function createdWithin(column: PgColumn, range: CreatedRange): SQL | undefined {
  return and(
    range.from === null ? undefined : gte(column, range.from),
    range.before === null ? undefined : lt(column, range.before),
  );
}

/** The rows of a `pageQuery`, newest first and without the one too many. */
export function toPage<Row>(rows: readonly Row[], page: PageRequest): Page<Row> {
  const items = rows.slice(0, page.limit);
  return {
    items: page.endingBefore === null ? items : items.toReversed(),
    hasMore: rows.length > page.limit,
  };
}
