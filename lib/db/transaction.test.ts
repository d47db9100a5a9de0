import { eq, sql } from 'drizzle-orm';
import pg from 'pg';
import { expect, test, vi } from 'vitest';
import type { MerchantId } from '#lib/domain/ids.ts';
import type { Db } from './client.ts';
import { Packet } from './packet.ts';
import { merchant } from './schema/merchant.ts';
import { type Given, rowOf, statement } from './statement.ts';
import { describeOnEachDatabase, describeOnPostgres } from './testing/test-databases.ts';
import { together } from './together.ts';
import { withCommit } from './transaction.ts';

const insert = statement((db, given: Given<typeof merchant.$inferSelect>) =>
  db.insert(merchant).values(rowOf(merchant, given)),
);
const find = statement((db, given: Given<{ id: MerchantId }>) =>
  db.select({ id: merchant.id }).from(merchant).where(eq(merchant.id, given.id)),
);

function row(id: string) {
  return {
    id: id as MerchantId,
    name: 'Harbour Tea',
    nameZh: null,
    logoUrl: null,
    accentColor: '#000000',
    supportEmail: null,
    supportUrl: null,
    termsUrl: null,
    embedOrigins: { test: [], live: [] },
    returnOrigins: { test: [], live: [] },
    createdAt: new Date('2026-11-24T02:00:00.123Z'),
  };
}

const add = (db: Db, id: string) => insert(db, row(id));
const isThere = async (db: Db, id: string) => (await find(db, { id: row(id).id })).length > 0;

describeOnEachDatabase('a write left to the commit', (getDatabase) => {
  test('is committed, and seen by what comes after it', async () => {
    const { db } = getDatabase();
    const seen = await db.transaction(async (tx) => {
      await withCommit(tx, add(tx, 'mer_1'));
      return isThere(tx, 'mer_1');
    });
    expect(seen).toBe(true);
    expect(await isThere(db, 'mer_1')).toBe(true);
  });

  test('fails the transaction with its own error, whether or not something follows', async () => {
    const { db } = getDatabase();
    await add(db, 'mer_1');
    const causes: unknown[] = [];
    for (const follows of [true, false]) {
      const failing = db.transaction(async (tx) => {
        await add(tx, 'mer_2');
        await withCommit(tx, add(tx, 'mer_1'));
        if (follows) await isThere(tx, 'mer_1');
      });
      causes.push(await failing.then(String, (error: Error) => error.cause));
    }
    expect(causes).toEqual([
      expect.objectContaining({ code: '23505' }),
      expect.objectContaining({ code: '23505' }),
    ]);
    expect(await isThere(db, 'mer_2')).toBe(false);
    await add(db, 'mer_3');
  });

  test('that fails before it is sent undoes what was sent', async () => {
    const { db } = getDatabase();
    const unsent = async (turns: number) => {
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      throw new Error('not sent');
    };
    for (const turns of [0, 1, 20]) {
      for (const isFirst of [true, false]) {
        const failing = db.transaction(async (tx) => {
          if (!isFirst) await add(tx, 'mer_1');
          await withCommit(tx, add(tx, 'mer_2'));
          await withCommit(tx, unsent(turns));
        });
        await expect(failing).rejects.toThrow('not sent');
        expect(await db.$count(merchant)).toBe(0);
      }
    }
    await add(db, 'mer_1');
  });

  test('is undone when the work fails afterwards, by the error of the work', async () => {
    const { db } = getDatabase();
    const failing = db.transaction(async (tx) => {
      await withCommit(tx, add(tx, 'mer_1'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await isThere(db, 'mer_1')).toBe(false);
  });

  test('outside a transaction is waited for there', async () => {
    const { db } = getDatabase();
    await withCommit(db, add(db, 'mer_1'));
    await expect(withCommit(db, add(db, 'mer_1'))).rejects.toThrow();
  });

  test('in a savepoint is waited for there, and undone with it', async () => {
    const { db } = getDatabase();
    await db.transaction(async (tx) => {
      await add(tx, 'mer_1');
      const inner = tx.transaction(async (nested) => {
        await add(nested, 'mer_2');
        await withCommit(nested, add(nested, 'mer_1'));
      });
      await expect(inner).rejects.toThrow();
    });
    expect(await isThere(db, 'mer_1')).toBe(true);
    expect(await isThere(db, 'mer_2')).toBe(false);
  });
});

describeOnPostgres('what is sent at once', (getDatabase, openNode) => {
  const packetsOf = async (work: () => Promise<unknown>) => {
    const spy = vi.spyOn(pg.Client.prototype, 'query');
    try {
      await work();
      return spy.mock.calls.map(([first]: readonly unknown[]) =>
        first instanceof Packet ? first.texts.map((text) => text.split(' ')[0]) : first,
      );
    } finally {
      spy.mockRestore();
    }
  };

  test('BEGIN and COMMIT go with the statements next to them', async () => {
    const { db } = getDatabase();
    const work = () =>
      db.transaction(async (tx) => {
        await together(isThere(tx, 'mer_1'), isThere(tx, 'mer_2'));
        await withCommit(tx, add(tx, 'mer_1'));
        await withCommit(tx, add(tx, 'mer_2'));
      });
    expect(await packetsOf(work)).toEqual([
      ['begin', 'select', 'select'],
      ['insert', 'insert', 'commit'],
    ]);
    expect(await db.$count(merchant)).toBe(2);
  });

  test('a transaction without statements asks nothing', async () => {
    const { db } = getDatabase();
    expect(await packetsOf(() => db.transaction(() => Promise.resolve('done')))).toEqual([]);
    const failing = () =>
      expect(db.transaction(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await packetsOf(failing)).toEqual([]);
  });

  test('nothing is carried out behind a statement that fails, the commit included', async () => {
    const { db } = getDatabase();
    await add(db, 'mer_1');
    const failing = db.transaction(async (tx) => {
      await withCommit(tx, add(tx, 'mer_2'));
      await withCommit(tx, add(tx, 'mer_1'));
      await withCommit(tx, add(tx, 'mer_3'));
    });
    await expect(failing).rejects.toMatchObject({ cause: { code: '23505' } });
    expect(await db.$count(merchant)).toBe(1);
    // Each name is as it was, on every connection.
    await Promise.all(Array.from({ length: 12 }, (_, n) => add(db, `mer_a${n}`)));
  });

  test('a failure in the first packet rolls back, and keeps the connection', async () => {
    const { db } = await openNode();
    await add(db, 'mer_1');
    const pids: unknown[] = [];
    const work = () =>
      db.transaction(async (tx) => {
        const { rows } = (await tx.execute(sql`select pg_backend_pid() as pid`)) as unknown as {
          rows: { pid: number }[];
        }; // as pg answers
        pids.push(rows[0]?.pid);
      });
    await work();
    const alone = () => db.transaction((tx) => add(tx, 'mer_1'));
    const withCommitBehind = () => db.transaction((tx) => withCommit(tx, add(tx, 'mer_1')));
    const behindAnother = () =>
      db.transaction((tx) => together(add(tx, 'mer_2'), add(tx, 'mer_1'), add(tx, 'mer_3')));
    for (const failing of [alone, withCommitBehind, behindAnother]) {
      await expect(failing()).rejects.toMatchObject({ cause: { code: '23505' } });
      await work();
    }
    expect(new Set(pids).size).toBe(1);
    expect(await db.$count(merchant)).toBe(1);
  });

  test('a value that cannot be written fails what is sent with it', async () => {
    const { db } = getDatabase();
    const circular: { toPostgres?: () => unknown } = {};
    circular.toPostgres = () => circular;
    const failing = db.transaction(async (tx) => {
      await withCommit(tx, add(tx, 'mer_1'));
      await withCommit(tx, tx.execute(sql`select ${circular}::text`));
    });
    await expect(failing).rejects.toMatchObject({
      cause: { message: expect.stringContaining('circular') as string },
    });
    expect(await isThere(db, 'mer_1')).toBe(false);
    await add(db, 'mer_1');
  });

  test('a failure that the work passes over does not pass for a commit', async () => {
    const { db } = getDatabase();
    await add(db, 'mer_1');
    const failing = db.transaction(async (tx) => {
      await add(tx, 'mer_2');
      await add(tx, 'mer_1').catch(() => undefined);
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await isThere(db, 'mer_2')).toBe(false);
  });

  test('a constraint that is checked at the commit fails it', async () => {
    const { db } = getDatabase();
    await db.execute(sql`create table late (id int primary key deferrable initially deferred)`);
    try {
      await db.execute(sql`insert into late values (1)`);
      const failing = db.transaction(async (tx) => {
        await withCommit(tx, tx.execute(sql`insert into late values (1)`));
      });
      await expect(failing).rejects.toMatchObject({ cause: { code: '23505' } });
    } finally {
      await db.execute(sql`drop table late`);
    }
  });

  test('without names too', async () => {
    const { db } = await openNode('unnamed');
    await db.transaction(async (tx) => {
      await together(add(tx, 'mer_1'), add(tx, 'mer_2'));
      await withCommit(tx, add(tx, 'mer_3'));
    });
    expect(await db.$count(merchant)).toBe(3);
  });

  test('a connection that ends under it says so, and the next transaction has another', async () => {
    const { db } = getDatabase();
    const failing = db.transaction(async (tx) => {
      await add(tx, 'mer_1');
      const { rows } = (await tx.execute(sql`select pg_backend_pid() as pid`)) as unknown as {
        rows: { pid: number }[];
      }; // as pg answers
      const [own] = rows;
      await db.execute(sql`select pg_terminate_backend(${own?.pid})`);
      await new Promise((resolve) => setTimeout(resolve, 50));
      await withCommit(tx, add(tx, 'mer_2'));
    });
    await expect(failing).rejects.toThrow();
    await db.transaction((tx) => add(tx, 'mer_3'));
    expect(await db.$count(merchant)).toBe(1);
  });
});
