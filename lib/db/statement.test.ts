import { eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import type { MerchantId } from '#lib/domain/ids.ts';
import { merchant } from './schema/merchant.ts';
import { type Given, asRows, rowOf, rowsOf, statement } from './statement.ts';
import { describeOnEachDatabase, describeOnPostgres } from './testing/test-databases.ts';
import { together } from './together.ts';

const insert = statement((db, given: Given<typeof merchant.$inferSelect>) =>
  db.insert(merchant).values(rowOf(merchant, given)),
);
const insertAll = statement((db, given: Given<{ rows: string }>) =>
  db.insert(merchant).select(rowsOf(merchant, given.rows)),
);
const find = statement((db, given: Given<{ id: MerchantId }>) =>
  db.select().from(merchant).where(eq(merchant.id, given.id)),
);

function row(id: string) {
  return {
    id: id as MerchantId,
    name: 'Harbour "Tea"',
    nameZh: '海港茶莊',
    logoUrl: null,
    accentColor: '#000000',
    supportEmail: null,
    supportUrl: null,
    termsUrl: null,
    embedOrigins: { test: ['https://shop.example.hk'], live: [] },
    returnOrigins: { test: [], live: [] },
    createdAt: new Date('2026-11-24T02:00:00.123Z'),
  };
}

describeOnEachDatabase('a statement put together once', (getDatabase, openNode) => {
  test('writes and reads the whole row, on the database, in transactions, and on another node', async () => {
    const { db } = getDatabase();
    await insert(db, row('mer_1'));
    await db.transaction((tx) => insert(tx, row('mer_2')));
    const node = await openNode();
    expect(await find(node.db, { id: row('mer_1').id })).toEqual([row('mer_1')]);
    expect(await node.db.transaction((tx) => find(tx, { id: row('mer_2').id }))).toEqual([
      row('mer_2'),
    ]);
  });

  test('any number of rows is one value', async () => {
    const { db } = getDatabase();
    await insertAll(db, { rows: asRows(merchant, []) });
    expect(await db.$count(merchant)).toBe(0);
    await insertAll(db, { rows: asRows(merchant, [row('mer_1'), row('mer_2')]) });
    expect(await find(db, { id: row('mer_2').id })).toEqual([row('mer_2')]);
    expect(await db.$count(merchant)).toBe(2);
  });

  test('a value that is missing is refused rather than written as nothing', async () => {
    const { nameZh: _left, ...rest } = row('mer_1');
    const partial = rest as ReturnType<typeof row>; // what the types forbid
    await expect((async () => insert(getDatabase().db, partial))()).rejects.toThrow('nameZh');
  });

  test('of a transaction that fails in one of several statements sent together nothing is left', async () => {
    const { db } = getDatabase();
    const failing = db.transaction(async (tx) => {
      const slow = async () => {
        await insert(tx, row('mer_1'));
        await insert(tx, row('mer_2'));
      };
      await together(slow(), Promise.reject(new Error('no')));
    });
    await expect(failing).rejects.toThrow('no');
    const twice = db.transaction((tx) =>
      together(insert(tx, row('mer_3')), insert(tx, row('mer_3')), insert(tx, row('mer_4'))),
    );
    await expect(twice).rejects.toThrow();
    expect(await db.$count(merchant)).toBe(0);
    await insert(db, row('mer_1'));
    expect(await db.$count(merchant)).toBe(1);
  });
});

describeOnPostgres('statements that run again', (_, openNode) => {
  const kept = async (statements: 'named' | 'unnamed') => {
    const { db } = await openNode(statements);
    return db.transaction(async (tx) => {
      await find(tx, { id: row('mer_1').id });
      await find(tx, { id: row('mer_2').id });
      return tx.$count(sql`pg_prepared_statements`);
    });
  };

  test('are kept by PostgreSQL, once each', async () => {
    expect(await kept('named')).toBe(1);
  });

  test('are not kept where a pooler may swap connections', async () => {
    expect(await kept('unnamed')).toBe(0);
  });
});
