import { sql } from 'drizzle-orm';
import type { Db } from '#lib/db/client.ts';
import { rowsOf } from './every-id.ts';

/** What was written since the last look: the tables, once a row. Empty where nothing was, or nothing stayed. */
export type WriteWitness = () => Promise<readonly string[]>;

/**
 * Watches every table there is by a trigger of its own, so that one that is added is watched as well. What is
 * rolled back was not written. `besides` are tables that a call may write whatever becomes of it.
 */
export async function watchWrites(db: Db, besides: readonly string[]): Promise<WriteWitness> {
  await db.execute(sql`drop schema if exists witness cascade`);
  await db.execute(sql`create schema witness`);
  await db.execute(
    sql`create table witness.write (id bigint generated always as identity primary key, name text not null)`,
  );
  await db.execute(sql`
    create function witness.note() returns trigger language plpgsql as $$
    begin insert into witness.write (name) values (tg_table_name); return null; end $$`);
  const tables = await db.execute(sql`
    select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE'`);
  for (const { name } of rowsOf<{ name: string }>(tables)) {
    if (besides.includes(name)) continue;
    await db.execute(sql`
      create trigger witness after insert or update or delete on ${sql.identifier(name)}
        for each row execute function witness.note()`);
  }
  let seen = 0;
  return async () => {
    const rows = await db.execute(
      sql`select id::int as id, name from witness.write where id > ${seen} order by id`,
    );
    const written = rowsOf<{ id: number; name: string }>(rows);
    seen = written.at(-1)?.id ?? seen;
    return written.map(({ name }) => name);
  };
}
