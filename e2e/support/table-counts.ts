import pg from 'pg';
import { z } from 'zod';

const tablesSchema = z.array(z.object({ tablename: z.string() }));
const countSchema = z.tuple([z.object({ rows: z.coerce.number() })]);

/** How many rows each table holds, by name. */
export async function tableCounts(databaseUrl: string): Promise<Record<string, number>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const tables = tablesSchema.parse(
      (await client.query("select tablename from pg_tables where schemaname = 'public'")).rows,
    );
    const counts: Record<string, number> = {};
    for (const { tablename } of tables) {
      const { rows } = await client.query(`select count(*) as rows from "${tablename}"`);
      counts[tablename] = countSchema.parse(rows)[0].rows;
    }
    return counts;
  } finally {
    await client.end();
  }
}
