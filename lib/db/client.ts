import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { drizzle as drizzlePg } from 'drizzle-orm/node-postgres';
import { migrate as migratePg } from 'drizzle-orm/node-postgres/migrator';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import pg from 'pg';
import { lockFolder } from './folder-lock.ts';
import { PacketClient, UnnamedClient } from './packet-client.ts';
import { readingOn, transactionsOn, transactionsOnPglite } from './transaction.ts';

/** A database or a transaction of it: stores take either. */
export type Db = PgDatabase<PgQueryResultHKT>;

export interface Database {
  readonly db: Db;
  readonly kind: 'pglite' | 'postgres';
  /** Runs reads, on one connection where there are several: the work uses what it is handed, and nothing else. */
  reading<Result>(work: (db: Db) => Promise<Result>): Promise<Result>;
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
    : openPostgres(databaseUrl, statements === 'unnamed' ? UnnamedClient : PacketClient);
}

async function openPostgres(
  connectionString: string,
  Client: typeof PacketClient,
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
    reading: readingOn(pool),
    ping: async () => void (await pool.query('select 1')),
    close: () => pool.end(),
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
  const own = drizzlePglite(client);
  await migratePglite(own, { migrationsFolder: MIGRATIONS_FOLDER });
  const db = Object.assign(own, { transaction: transactionsOnPglite(own) });
  return {
    db,
    kind: 'pglite',
    reading: (work) => work(db),
    ping: async () => void (await client.query('select 1')),
    close: () => client.close(),
  };
}
