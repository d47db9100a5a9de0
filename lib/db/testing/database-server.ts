import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { type Server, createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { TestProject } from 'vitest/node';
import { openDatabase, pgliteDatabase } from '../client.ts';
import { startTemporaryPostgres } from './temporary-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the run's database server. */
    databaseServer: string;
  }
}

const TEMPLATE = 'praya_template';

interface Resources {
  /** File with a migrated PGlite, to be loaded. */
  snapshot(): Promise<string>;
  /** Makes a migrated PostgreSQL database and returns its address. */
  createDatabase(): Promise<string>;
  dropDatabase(url: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Vitest's global setup. The test files run in processes of their own and ask this one for databases,
 * so that a run which needs none starts none, and no two files share one.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const resources = createResources();
  const server = serve(resources);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  project.provide('databaseServer', `http://127.0.0.1:${address.port}`);
  return async () => {
    server.close();
    await resources.close();
  };
}

function createResources(): Resources {
  const snapshot = lazily(snapshotOfThisSchema);
  const postgres = lazily(startWithTemplate);
  return {
    snapshot: snapshot.get,
    async createDatabase() {
      const server = await postgres.get();
      const name = `test_${randomBytes(6).toString('hex')}`;
      await server.createDatabase(name, TEMPLATE);
      return server.url(name);
    },
    async dropDatabase(url) {
      const server = await postgres.get();
      await server.dropDatabase(new URL(url).pathname.slice(1));
    },
    async close() {
      if (postgres.begun()) await (await postgres.get()).stop();
    },
  };
}

async function startWithTemplate() {
  const server = await startTemporaryPostgres();
  await server.createDatabase(TEMPLATE);
  const migrated = await openDatabase({ databaseUrl: server.url(TEMPLATE), pgliteDir: '' });
  await migrated.close();
  return server;
}

/**
 * A new PGlite takes seconds to make and to migrate, and well under one to load. What was migrated is
 * kept from run to run, by the content of the migrations.
 */
async function snapshotOfThisSchema(): Promise<string> {
  const migrations = join(import.meta.dirname, '../migrations');
  const hash = createHash('sha256');
  for (const name of readdirSync(migrations)
    .filter((file) => file.endsWith('.sql'))
    .sort()) {
    hash.update(name).update(readFileSync(join(migrations, name)));
  }
  hash.update(readFileSync('node_modules/@electric-sql/pglite/package.json'));
  const path = join('node_modules/.cache/praya', `pglite-${hash.digest('hex').slice(0, 16)}.tar`);
  if (existsSync(path)) return path;

  const client = await PGlite.create();
  const database = await pgliteDatabase(client);
  const dump = await client.dumpDataDir('none');
  await database.close();
  mkdirSync(dirname(path), { recursive: true });
  // Renamed when whole: another run may be looking for it.
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, Buffer.from(await dump.arrayBuffer()));
  renameSync(unfinished, path);
  return path;
}

function serve(resources: Resources): Server {
  const routes: Readonly<Record<string, (argument: string) => Promise<string>>> = {
    '/pglite-snapshot': () => resources.snapshot(),
    '/postgres/create': () => resources.createDatabase(),
    '/postgres/drop': async (url) => {
      await resources.dropDatabase(url);
      return '';
    },
  };
  return createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const route = routes[url.pathname] ?? (() => Promise.reject(new Error('no such route')));
    route(url.searchParams.get('of') ?? '').then(
      (answer) => response.end(answer),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
}

interface Lazy<T> {
  get(): Promise<T>;
  begun(): boolean;
}

/** Begins at the first call; everybody gets the same promise. */
function lazily<T>(begin: () => Promise<T>): Lazy<T> {
  let value: Promise<T> | null = null;
  return {
    get: () => (value ??= begin()),
    begun: () => value !== null,
  };
}
