import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Closing } from '../closing.ts';
import { findPgbench } from './find-pgbench.ts';

/** A script run by something that does nothing else: the floor that ours is compared with. */
export interface DatabaseFloor {
  /** What it is measured with. */
  readonly name: string;
  /** Runs a script `perClient` times on each connection; returns scripts a second. */
  measure(script: readonly string[], run: number, perClient: number): Promise<number>;
}

const PGBENCH_THREADS = 2;

/**
 * pgbench, which is the database alone; null, and plain words, where it is not installed. Beside it,
 * the same statements from this one Node.js process: what the runtime and the driver cost.
 */
export function openFloors(
  url: string,
  clients: number,
  closing: Closing,
): { pgbench: DatabaseFloor | null; nodeLoop: DatabaseFloor } {
  const nodeLoop = loopFloor(url, clients);
  const pgbench = findPgbench();
  if (pgbench !== null)
    return { pgbench: pgbenchFloor({ pgbench, url, clients, closing }), nodeLoop };
  console.log(
    'pgbench is not installed (Debian: postgresql-contrib), so the floor is a plain loop of prepared\n' +
      'statements in Node.js. It is slower than pgbench: ratios to it flatter us, and are not comparable.',
  );
  return { pgbench: null, nodeLoop };
}

function pgbenchFloor(options: {
  pgbench: string;
  url: string;
  clients: number;
  closing: Closing;
}): DatabaseFloor {
  const { pgbench, url, clients } = options;
  const folder = mkdtempSync(join(tmpdir(), 'praya-pgbench-'));
  options.closing.add(async () => rmSync(folder, { recursive: true, force: true }));
  const version = execFileSync(pgbench, ['--version'], { encoding: 'utf8' }).trim();
  return {
    name: version,
    async measure(script, run, perClient) {
      const file = join(folder, 'script.sql');
      const statements = script.map((statement) => `${statement.replaceAll('\n', ' ')};`);
      writeFileSync(file, ['\\set n :n + 1', ...statements, ''].join('\n'));
      const { stdout } = await promisify(execFile)(pgbench, [
        '--no-vacuum',
        '--protocol=prepared',
        `--client=${clients}`,
        `--jobs=${PGBENCH_THREADS}`,
        `--transactions=${perClient}`,
        `--define=run=${run}`,
        '--define=n=0',
        `--file=${file}`,
        url,
      ]);
      return readPgbench(stdout, clients * perClient);
    },
  };
}

/** Throws when pgbench did less than it was asked, which its exit code does not always say. */
export function readPgbench(output: string, wanted: number): number {
  const done = /actually processed: (\d+)\/(\d+)/.exec(output)?.[1];
  const perSecond = Number(/tps = ([\d.]+) \(without initial connection time\)/.exec(output)?.[1]);
  if (Number(done) !== wanted || !(perSecond > 0)) {
    throw new Error(`pgbench did not do what it was asked:\n${output}`);
  }
  return perSecond;
}

function loopFloor(url: string, clients: number): DatabaseFloor {
  return {
    name: 'the same statements, pg in Node.js',
    async measure(script, run, perClient) {
      const statements = script.map(toNodeStatement);
      const connections = await Promise.all(
        Array.from({ length: clients }, async () => {
          const client = new pg.Client({ connectionString: url });
          await client.connect();
          return client;
        }),
      );
      try {
        const startedAt = performance.now();
        await Promise.all(
          connections.map(async (connection, clientId) => {
            for (let n = 1; n <= perClient; n += 1) {
              const values: Readonly<Record<string, number>> = { run, client_id: clientId, n };
              for (const [index, { text, names }] of statements.entries()) {
                const parameters = names.map((name) => String(values[name]));
                await connection.query({ name: `s${index}`, text, values: parameters });
              }
            }
          }),
        );
        return (clients * perClient * 1000) / (performance.now() - startedAt);
      } finally {
        await Promise.all(connections.map((connection) => connection.end()));
      }
    },
  };
}

/** `:name` becomes `$1`, each name once. */
export function toNodeStatement(statement: string): { text: string; names: readonly string[] } {
  const names: string[] = [];
  const text = statement.replaceAll(/(?<!:):([a-z_]+)/g, (_, name: string) => {
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  return { text, names };
}
