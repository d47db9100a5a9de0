import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { describeOnEachDatabase, describeOnPostgres } from './test-databases.ts';

describeOnEachDatabase('test databases', (getDatabase, openNode) => {
  const insertMerchant = (id: string) =>
    getDatabase().db.execute(
      sql`insert into merchant (id, name, accent_color, created_at) values (${id}, 'Tea', '#000000', now())`,
    );
  const countMerchants = async (database = getDatabase()) => {
    const rows = await database.db.$count(sql`merchant`);
    return rows;
  };

  test('rows written in a test are there', async () => {
    await insertMerchant('mer_1');
    expect(await countMerchants()).toBe(1);
  });

  test('each test finds the tables empty', async () => {
    expect(await countMerchants()).toBe(0);
    await insertMerchant('mer_1');
  });

  test('a second node sees what the first wrote', async () => {
    await insertMerchant('mer_1');
    expect(await countMerchants(await openNode())).toBe(1);
  });

  test('migrations are applied: evidence cannot be deleted', async () => {
    const triggers = await getDatabase().db.$count(
      sql`pg_trigger`,
      sql`tgname like '%append_only'`,
    );
    expect(triggers).toBeGreaterThan(0);
  });
});

describeOnPostgres('PostgreSQL alone', (getDatabase) => {
  test('is a real server', async () => {
    expect(getDatabase().kind).toBe('postgres');
    await getDatabase().ping();
  });
});
