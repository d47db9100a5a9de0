import { mkdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { drizzle as drizzlePg } from 'drizzle-orm/node-postgres';
import { migrate as migratePg } from 'drizzle-orm/node-postgres/migrator';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import pg from 'pg';
import { isDatabaseUnavailable } from './database-unavailable.ts';
import { lockFolder } from './folder-lock.ts';

/** A database or a transaction of it: stores take either. */
export type Db = PgDatabase<PgQueryResultHKT>;

export interface Database {
  readonly db: Db;
  readonly kind: 'pglite' | 'postgres';
  /** Proves that the database answers. Throws when it does not. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Where the migrations lie, from the project's root: `next start` and the commands run there. */
const MIGRATIONS_FOLDER = join(process.cwd(), 'lib/db/migrations');

/** Any number, the same in every node: one of them migrates, the others wait. */
const MIGRATION_LOCK = 7_210_417;

/**
 * Opens the database and brings it up to date: PostgreSQL where there is an address, else PGlite in a
 * folder. Throws FolderInUseError when another process has the folder.
 */
export async function openDatabase(settings: {
  databaseUrl: string | undefined;
  pgliteDir: string;
  /** Whether PostgreSQL keeps our statements by their names; it does unless told. */
  statements?: 'named' | 'unnamed';
}): Promise<Database> {
  const { databaseUrl, pgliteDir, statements } = settings;
  return databaseUrl === undefined
    ? openPglite(pgliteDir)
    : openPostgres(databaseUrl, statements === 'unnamed' ? UnnamedClient : BatchingClient);
}

async function openPostgres(
  connectionString: string,
  Client: typeof BatchingClient,
): Promise<Database> {
  const pool = new pg.Pool({
    Client,
    connectionString,
    max: 20,
    // What is asked for at once is sent at once: see `together`.
    pipeline: true,
    // A database that is gone must turn into a 503 while the shopper still waits for an answer.
    connectionTimeoutMillis: 3_000,
    idle_in_transaction_session_timeout: 15_000,
    statement_timeout: 15_000,
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  // Nor may one that breaks between two statements of a transaction, which the pool does not listen to:
  // the next statement on it fails, and that is where it is dealt with.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = Object.assign(drizzlePg(pool), { transaction: transactionsOn(pool) });
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await migratePg(drizzlePg(client), { migrationsFolder: MIGRATIONS_FOLDER });
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    client.release();
  }
  return {
    db,
    kind: 'postgres',
    ping: async () => void (await pool.query('select 1')),
    close: () => pool.end(),
  };
}

/** Statements given to it in one go leave in one packet: each packet is a call of the system's. */
class BatchingClient extends pg.Client {
  #open = false;

  override query(...args: readonly unknown[]): never {
    const { stream } = (this as unknown as Connected).connection; // private in its types
    if (!this.#open) {
      this.#open = true;
      stream.cork();
      process.nextTick(() => {
        this.#open = false;
        stream.uncork();
      });
    }
    return super.query(...(args as Parameters<pg.Client['query']>)) as never; // as it is overloaded
  }
}

/** For a pooler that may run each transaction on another connection, which knows no names of ours. */
class UnnamedClient extends BatchingClient {
  override query(...[query, ...rest]: readonly unknown[]): never {
    return super.query(isNamed(query) ? { ...query, name: '' } : query, ...rest);
  }
}

function isNamed(query: unknown): query is { readonly name: string } {
  return typeof query === 'object' && query !== null && 'name' in query;
}

interface Connected {
  readonly connection: { readonly stream: Pick<Socket, 'cork' | 'uncork'> };
}

/**
 * Transactions that give their connection back whatever happens. Drizzle's own keep it for ever when
 * BEGIN fails, as it does on a connection that broke in the pool (twenty of those and the app stands
 * still), and say of a broken transaction only that it could not be rolled back, not why.
 */
function transactionsOn(pool: pg.Pool): Db['transaction'] {
  const dbOf = new WeakMap<pg.PoolClient, Db>();
  return async (work, config) => {
    const client = await pool.connect();
    const db: Db = dbOf.get(client) ?? drizzlePg(client);
    dbOf.set(client, db);
    let first: { readonly error: unknown } | null = null;
    try {
      const result = await db.transaction(async (tx) => {
        try {
          return await work(tx);
        } catch (error) {
          first = { error };
          throw error;
        }
      }, config);
      client.release();
      return result;
    } catch (error) {
      // One that may be broken is not used again; the pool makes another.
      client.release(isDatabaseUnavailable(error));
      throw (first as { readonly error: unknown } | null)?.error ?? error; // set in the callback above
    }
  };
}

async function openPglite(dir: string): Promise<Database> {
  const folder = resolve(dir);
  mkdirSync(dirname(folder), { recursive: true });
  const unlock = await lockFolder(folder);
  try {
    const client = await PGlite.create(folder);
    const database = await pgliteDatabase(client);
    return {
      ...database,
      close: async () => {
        await client.close();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** Wraps an open PGlite, in memory or on disk, and migrates it. */
export async function pgliteDatabase(client: PGlite): Promise<Database> {
  const db = drizzlePglite(client);
  await migratePglite(db, { migrationsFolder: MIGRATIONS_FOLDER });
  return {
    db,
    kind: 'pglite',
    ping: async () => void (await client.query('select 1')),
    close: () => client.close(),
  };
}
