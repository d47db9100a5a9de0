import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabase } from '#lib/db/client.ts';
import { FolderInUseError } from '#lib/db/folder-lock.ts';
import type { Db } from '#lib/db/client.ts';
import { type ExposedMerchant, listExposedMerchants } from '#lib/db/stores/replay-store.ts';
import { AdminInputError } from '#lib/operations/admin/admin-input.ts';
import { readMoment } from '#lib/operations/admin/moment-input.ts';
import { replayPolicy } from '#lib/operations/ordering/replay-policy.ts';
import { ORDERING_POLICIES, isOrderingPolicy } from '#lib/ordering/policies/table.ts';
import { describeReplay } from './replay/describe-replay.ts';

const POLICIES = Object.keys(ORDERING_POLICIES).join(', ');
const USAGE = `npm run replay -- --policy <${POLICIES}> --from <2027-01-31> [--to <2027-02-28>]
      [--merchant mer_…] [--mode test|live] [--settle <minutes>] [--database postgres://… | <folder>]

What share of sessions another policy would have had paid, by the log of what was shown. Reads, and changes nothing.
The database: --database, else DATABASE_URL, else PGLITE_DIR, else the demo's. An embedded one (PGlite) is one
process's at a time: stop the app first, its data stays. --settle: how old a session has to be to count, 30 unless told.`;

const DEMO_DATABASE = join(import.meta.dirname, '../.praya/demo/db');
const DEFAULT_SETTLE_MINUTES = 30;
const MINUTE_MS = 60_000;

async function main(): Promise<void> {
  const values = readArgs();
  if (values.help === true) {
    console.log(USAGE);
    return;
  }
  const { policy: id, from } = values;
  if (id === undefined || from === undefined) throw new AdminInputError(USAGE);
  if (!isOrderingPolicy(id))
    throw new AdminInputError(`--policy is one of ${POLICIES}, not ${id}.`);
  const now = new Date();
  const asked = {
    policy: ORDERING_POLICIES[id],
    from: readMoment(from, '--from', 'start'),
    to: values.to === undefined ? now : readMoment(values.to, '--to', 'end'),
    settleMs: MINUTE_MS * minutes(values.settle),
    now,
  };
  if (asked.from >= asked.to) throw new AdminInputError('--from has to be before --to.');
  const mode = modeOf(values.mode);
  const database = await openDatabase(whereIs(values.database));
  try {
    const text = await database.reading(async (db) => {
      const owner = await chooseMerchant(db, { merchant: values.merchant, mode });
      const replay = await replayPolicy(db, { ...asked, owner });
      return describeReplay(replay, { ...asked, policy: id, owner });
    });
    console.log(text);
  } finally {
    await database.close();
  }
}

function readArgs() {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      options: {
        policy: text,
        from: text,
        to: text,
        merchant: text,
        mode: text,
        settle: text,
        database: text,
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new AdminInputError(`${error instanceof Error ? error.message : ''}\n\n${USAGE}`);
  }
}

function minutes(text: string | undefined): number {
  if (text === undefined) return DEFAULT_SETTLE_MINUTES;
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new AdminInputError(`--settle is whole minutes, not ${text}.`);
}

function modeOf(text: string | undefined): 'test' | 'live' | null {
  if (text === undefined || text === 'test' || text === 'live') return text ?? null;
  throw new AdminInputError(`--mode is test or live, not ${text}.`);
}

function whereIs(asked: string | undefined): Parameters<typeof openDatabase>[0] {
  const { DATABASE_URL, PGLITE_DIR } = process.env;
  const place = asked ?? DATABASE_URL ?? PGLITE_DIR ?? DEMO_DATABASE;
  if (/^postgres(?:ql)?:\/\//.test(place)) return { databaseUrl: place, pgliteDir: '' };
  // Opening a folder makes a database in it: not where there is none.
  if (!existsSync(place))
    throw new AdminInputError(`There is no database in ${place}.\n\n${USAGE}`);
  return { databaseUrl: undefined, pgliteDir: place };
}

/** The one that is asked for, or the only one there is. */
async function chooseMerchant(
  db: Db,
  asked: { readonly merchant: string | undefined; readonly mode: 'test' | 'live' | null },
): Promise<ExposedMerchant> {
  const found = (await listExposedMerchants(db)).filter(
    ({ merchantId, livemode }) =>
      (asked.merchant === undefined || merchantId === asked.merchant) &&
      (asked.mode === null || livemode === (asked.mode === 'live')),
  );
  const [only, ...others] = found;
  if (only === undefined) {
    throw new AdminInputError(
      'Nobody was shown an order of methods there: nothing can be replayed.',
    );
  }
  if (others.length === 0) return only;
  const names = found.map(
    ({ merchantId, livemode, name, sessions }) =>
      `  --merchant ${merchantId} --mode ${livemode ? 'live' : 'test'}   ${name}, ${sessions} sessions`,
  );
  throw new AdminInputError(`Whose?\n${names.join('\n')}`);
}

try {
  await main();
} catch (error) {
  if (error instanceof FolderInUseError) {
    console.error(`${error.message}\nThe demo's data stays when it is stopped (Ctrl-C).`);
  } else if (error instanceof AdminInputError) console.error(error.message);
  else throw error;
  process.exitCode = 1;
}
