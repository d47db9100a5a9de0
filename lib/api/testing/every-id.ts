import { sql } from 'drizzle-orm';
import type { Db } from '#lib/db/client.ts';

/** Every id of a row, whoever it belongs to, by the tables there are. */
export async function everyRowId(db: Db): Promise<ReadonlySet<string>> {
  const tables = await db.execute(sql`
    select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'id' and data_type = 'text'`);
  const ids = new Set<string>();
  for (const { name } of rowsOf<{ name: string }>(tables)) {
    const rows = await db.execute(sql`select id from ${sql.identifier(name)}`);
    for (const { id } of rowsOf<{ id: string }>(rows)) ids.add(id);
  }
  return ids;
}

/** The rows of a statement of our own writing. */
export function rowsOf<Row>(result: unknown): readonly Row[] {
  return (result as { rows: readonly Row[] }).rows; // of both drivers
}
