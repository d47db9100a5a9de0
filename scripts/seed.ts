import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { FolderInUseError } from '#lib/db/folder-lock.ts';
import { AdminInputError } from '#lib/operations/admin/admin-input.ts';
import { openApp } from '#lib/operations/app-context.ts';
import { type Env, EnvError, readEnv } from '#lib/platform/env.ts';
import { seedPayments } from './seed/seed-payments.ts';

const USAGE = `npm run seed -- [--payments 10000] [--seed oolong] [--merchant mer_…]

Payments of the last thirteen weeks, in test mode: into the demo, which must not be running, or where DATABASE_URL is
set into that database, for the merchant named. The same again for the same seed.`;

const MAX_PAYMENTS = 5_000_000;
const DEMO_DIR = join(import.meta.dirname, '../.praya/demo');

async function main(): Promise<void> {
  const { values } = readArgs();
  if (values.help === true) {
    console.log(USAGE);
    return;
  }
  const payments = Number(values.payments ?? '10000');
  if (!Number.isInteger(payments) || payments < 1 || payments > MAX_PAYMENTS) {
    throw new AdminInputError(`--payments is a whole number from 1 to ${MAX_PAYMENTS}.`);
  }
  const seed = values.seed ?? 'oolong';
  if (!/^[a-z0-9-]{1,20}$/.test(seed)) {
    throw new AdminInputError('--seed is up to 20 small letters, figures and dashes.');
  }
  const where = process.env['DATABASE_URL'] === undefined ? theDemo() : ownDatabase();
  const merchant = values.merchant ?? where.merchant;
  if (merchant === null) throw new AdminInputError('--merchant is needed beside DATABASE_URL.');
  const app = await openApp({ ...where.env, LOG_LEVEL: 'silent' }, { work: false });
  let stopped = false;
  process.once('SIGINT', () => (stopped = true));
  try {
    const startedAt = performance.now();
    const written = await seedPayments(app.context, {
      merchant,
      payments,
      seed,
      onProgress: (done) => {
        if (done % 50_000 === 0) console.log(`${done} of ${payments}`);
      },
      isOver: () => stopped,
    });
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    const there = written < payments ? ' The others were there already, or are still to come.' : '';
    console.log(`${written} payments of ${merchant}, seed ${seed}, in ${seconds} s.${there}`);
  } finally {
    await app.close();
  }
}

function readArgs() {
  try {
    return parseArgs({
      options: {
        payments: { type: 'string' },
        seed: { type: 'string' },
        merchant: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new AdminInputError(`${error instanceof Error ? error.message : ''}\n\n${USAGE}`);
  }
}

interface Where {
  readonly env: Env;
  /** Null: whoever asks has to say. */
  readonly merchant: string | null;
}

/** What `npm run demo` left. */
function theDemo(): Where {
  const keys = join(DEMO_DIR, 'keys.json');
  if (!existsSync(keys)) {
    throw new AdminInputError('There is no demo yet: start "npm run demo" once, and end it.');
  }
  const { merchantId } = z
    .object({ merchantId: z.string() })
    .parse(JSON.parse(readFileSync(keys, 'utf8')));
  const env = readEnv({
    PUBLIC_ORIGIN: 'http://localhost:3000',
    PRAYA_SECRET: readFileSync(join(DEMO_DIR, 'secret'), 'utf8').trim(),
    PGLITE_DIR: join(DEMO_DIR, 'db'),
  });
  return { env, merchant: merchantId };
}

function ownDatabase(): Where {
  return { env: readEnv(), merchant: null };
}

try {
  await main();
} catch (error) {
  const known =
    error instanceof AdminInputError ||
    error instanceof EnvError ||
    error instanceof FolderInUseError;
  if (!known) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
