import { NodePgTransaction, drizzle as drizzlePg } from 'drizzle-orm/node-postgres';
import { PgDialect } from 'drizzle-orm/pg-core';
import type pg from 'pg';
import type { Database, Db } from './client.ts';
import { isDatabaseUnavailable } from './database-unavailable.ts';
import type { PacketClient } from './packet-client.ts';
import { together } from './together.ts';

/** What a transaction waits for when it commits, and the first of it that failed. */
interface Trailing {
  readonly writes: Promise<unknown>[];
  failed: { readonly error: unknown } | null;
}

const trailingOf = new WeakMap<Db, Trailing>();

/**
 * Leaves it to the transaction to wait for a write, which then goes to the database together with what comes
 * after it and with the commit; if it fails, so does the transaction, by its error. For writes on whose outcome
 * nothing depends. Outside a transaction it is waited for here.
 */
export async function withCommit(tx: Db, write: Promise<unknown>): Promise<void> {
  const trailing = trailingOf.get(tx);
  if (trailing === undefined) {
    await write;
    return;
  }
  write.catch((error: unknown) => {
    trailing.failed ??= { error };
  });
  trailing.writes.push(write);
}

/** Runs `work`, then waits for the commit and for what was left to it. Throws what failed first. */
async function carryOut<Result>(
  tx: Db,
  work: () => Promise<Result>,
  /** Sends no commit when, at the moment of sending it, something has failed. */
  commit: (hasFailed: () => boolean) => Promise<void>,
): Promise<Result> {
  const trailing: Trailing = { writes: [], failed: null };
  trailingOf.set(tx, trailing);
  try {
    const result = await work();
    await together(
      ...trailing.writes,
      commit(() => trailing.failed !== null),
    );
    return result;
  } catch (error) {
    trailing.failed ??= { error };
    await Promise.allSettled(trailing.writes);
    // What fails after it says only that the transaction is aborted.
    throw trailing.failed.error;
  } finally {
    trailingOf.delete(tx);
  }
}

/**
 * Transactions that give their connection back whatever happens. Drizzle's own keep it for ever when
 * BEGIN fails, as it does on a connection that broke in the pool (twenty of those and the app stands
 * still), and say of a broken transaction only that it could not be rolled back, not why.
 */
export function transactionsOn(pool: pg.Pool): Db['transaction'] {
  const txOf = new WeakMap<pg.PoolClient, NodePgTransaction<Record<string, never>, never>>();
  const dialect = new PgDialect();
  return async (work, config) => {
    requirePlain(config);
    const connection = await pool.connect();
    const tx =
      txOf.get(connection) ??
      new NodePgTransaction<Record<string, never>, never>(
        dialect,
        drizzlePg(connection)._.session,
        undefined,
      );
    txOf.set(connection, tx);
    const client = connection as pg.PoolClient & PacketClient; // what the pool makes
    client.begin();
    try {
      const result = await carryOut(
        tx,
        () => work(tx),
        (hasFailed) => client.commit(hasFailed),
      );
      client.release();
      return result;
    } catch (error) {
      // One that may be broken is not used again; the pool makes another.
      const isBroken = await client.rollback().then(
        () => isDatabaseUnavailable(error),
        () => true,
      );
      client.release(isBroken);
      throw error;
    }
  };
}

/** For reads: what is asked for at once leaves in one packet, which it does on one connection alone. */
export function readingOn(pool: pg.Pool): Database['reading'] {
  const dbOf = new WeakMap<pg.PoolClient, Db>();
  return async (work) => {
    const connection = await pool.connect();
    const db = dbOf.get(connection) ?? drizzlePg(connection);
    dbOf.set(connection, db);
    try {
      const result = await work(db);
      connection.release();
      return result;
    } catch (error) {
      connection.release(isDatabaseUnavailable(error));
      throw error;
    }
  };
}

/** On PGlite, which sends nothing anywhere, writes that were left to the commit are waited for before it. */
export function transactionsOnPglite(db: Db): Db['transaction'] {
  const begin = db.transaction.bind(db);
  return (work, config) => {
    requirePlain(config);
    return begin((tx) =>
      carryOut(
        tx,
        () => work(tx),
        () => Promise.resolve(),
      ),
    );
  };
}

function requirePlain(config: object | undefined): void {
  if (config !== undefined)
    throw new Error('Transactions have no other settings than the default.');
}
