import { readFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, inject } from 'vitest';
import { type Database, openDatabase, pgliteDatabase } from '../client.ts';
import type {} from './database-server.ts';

/** Loading a snapshot or copying a template is quick; the first file of a run also makes them. */
const OPEN_TIMEOUT_MS = 120_000;

interface TestDatabase {
  readonly database: Database;
  /** Opens the same database as another node of the app would. */
  openNode(statements?: Statements): Promise<Database>;
  close(): Promise<void>;
}

const KINDS = {
  pglite: { label: 'PGlite', open: openTestPglite },
  postgres: { label: 'PostgreSQL', open: openTestPostgres },
} as const satisfies Record<Database['kind'], { label: string; open: () => Promise<TestDatabase> }>;

type Statements = 'named' | 'unnamed';

type Define = (
  getDatabase: () => Database,
  openNode: (statements?: Statements) => Promise<Database>,
) => void;

/**
 * Runs a suite on PGlite and on PostgreSQL. Every test finds the migrated tables empty. Call
 * `getDatabase` inside tests and hooks; `openNode` gives the same database as a second process of the
 * app would have it: a pool of its own on PostgreSQL, the one there is on PGlite.
 */
export function describeOnEachDatabase(name: string, define: Define): void {
  describeOn('pglite', name, define);
  describeOn('postgres', name, define);
}

/** For what only several connections can show: locks, races, work shared between nodes. */
export function describeOnPostgres(name: string, define: Define): void {
  describeOn('postgres', name, define);
}

function describeOn(kind: Database['kind'], name: string, define: Define): void {
  describe(`${name} on ${KINDS[kind].label}`, () => {
    let opened: TestDatabase | null = null;
    const current = (): TestDatabase => {
      if (opened === null) throw new Error('The database is open inside tests and hooks only.');
      return opened;
    };
    beforeAll(async () => {
      opened = await KINDS[kind].open();
    }, OPEN_TIMEOUT_MS);
    beforeEach(async () => {
      await emptyTables(current().database);
    });
    afterAll(async () => {
      await opened?.close();
      opened = null;
    });
    define(
      () => current().database,
      (statements) => current().openNode(statements),
    );
  });
}

async function openTestPglite(): Promise<TestDatabase> {
  const snapshot = await askServer('/pglite-snapshot');
  const client = await PGlite.create({ loadDataDir: new Blob([await readFile(snapshot)]) });
  const database = await pgliteDatabase(client);
  return { database, openNode: () => Promise.resolve(database), close: () => database.close() };
}

async function openTestPostgres(): Promise<TestDatabase> {
  const url = await askServer('/postgres/create');
  const nodes: Database[] = [];
  const openNode = async (statements: Statements = 'named') => {
    const node = await openDatabase({ databaseUrl: url, pgliteDir: '', statements });
    nodes.push(node);
    return node;
  };
  return {
    database: await openNode(),
    openNode,
    async close() {
      for (const node of nodes) await node.close();
      await askServer('/postgres/drop', url);
    },
  };
}

async function askServer(path: string, of = ''): Promise<string> {
  // A kept-alive socket can be closed by the time a long suite needs it again.
  const response = await fetch(`${inject('databaseServer')}${path}?of=${encodeURIComponent(of)}`, {
    headers: { connection: 'close' },
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`The test databases are not there: ${answer}`);
  return answer;
}

/** TRUNCATE, for the append-only tables refuse DELETE. */
async function emptyTables({ db }: Database): Promise<void> {
  await db.execute(sql`
    do $$
    declare
      tables text;
    begin
      select string_agg(format('%I', tablename), ', ') into tables
        from pg_tables where schemaname = 'public';
      execute 'truncate ' || tables || ' restart identity cascade';
    end $$
  `);
}
