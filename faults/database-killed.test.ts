import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, expect, it } from 'vitest';
import { openDatabase } from '#lib/db/client.ts';
import { checkoutSession } from '#lib/db/schema/checkout-session.ts';
import { isDatabaseUnavailable } from '#lib/db/database-unavailable.ts';
import { startTemporaryPostgres } from '#lib/db/testing/temporary-postgres.ts';
import { seedSession } from '#lib/operations/testing/seed.ts';
import { startWorker } from '#lib/operations/worker.ts';
import { disagreements } from './oracle.ts';
import { type Chance, chance } from './random.ts';
import { CARDS, typeCard } from './shoppers.ts';
import { type World, openWorld } from './world.ts';

/**
 * The database dies under the app, wholly (SIGKILL of the server) or one connection at a time, in the
 * middle of whatever it does. The app's process goes on, and so does its pool.
 */

const SESSIONS = 300;
const CRASHES = 4;
/** Connections cut, while the server lives. */
const CUTS = 40;
const HEALED_WITHIN_MS = 60_000;

let closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
});

type Postgres = Awaited<ReturnType<typeof startTemporaryPostgres>>;

it(
  `a database killed ${CRASHES} times and cut off ${CUTS} times costs no money: it is said to be away, and all heals when it is back`,
  { timeout: 600_000 },
  async () => {
    const random = chance();
    console.log(`PRAYA_FAULTS_SEED=${random.seed}`);
    const postgres = await startTemporaryPostgres({ keepsCommits: true });
    closing.push(() => postgres.stop());
    await postgres.createDatabase('shop');
    const database = await openDatabase({ databaseUrl: postgres.url('shop'), pgliteDir: '' });
    closing.push(() => database.close());
    const world = await openWorld(database, { realTime: true });
    closing.push(() => world.close());
    const sessions: Awaited<ReturnType<typeof seedSession>>[] = [];
    for (let made = 0; made < SESSIONS; made += 1) {
      sessions.push(await seedSession(world.context, world.merchant.merchantId));
    }
    const worker = startWorker(world.context, 200);
    closing.push(() => worker.stop());

    const unclear: unknown[] = [];
    let away = 0;
    let next = 0;
    const shopping = async () => {
      for (;;) {
        const sessionId = sessions[next];
        next += 1;
        if (sessionId === undefined) return;
        const token = await typeCard(world.simulator.origin, world.keys, CARDS.good);
        await untilBegun(world, sessionId, token, (error) => {
          if (isDatabaseUnavailable(error)) away += 1;
          else unclear.push(error);
        });
      }
    };
    const shoppers = Promise.all(Array.from({ length: 6 }, shopping));
    await disturb(postgres, random, () => next < SESSIONS);
    await shoppers;

    const backAt = performance.now();
    const paid = () =>
      database.db.$count(checkoutSession).then(async (all) => {
        const rows = await database.db.select().from(checkoutSession);
        return all === rows.filter(({ status }) => status === 'complete').length;
      });
    await expect.poll(paid, { timeout: HEALED_WITHIN_MS, interval: 200 }).toBe(true);
    const healedAfterMs = Math.round(performance.now() - backAt);
    expect(unclear).toEqual([]);
    expect(away, 'the database was never away').toBeGreaterThan(0);
    expect(await disagreements(database.db, world.moves())).toEqual([]);
    await database.ping();
    console.log({ sessions: SESSIONS, crashes: CRASHES, cuts: CUTS, away, healedAfterMs });
  },
);

/** Submits until there is an answer, the same submission each time, as a page does after a 503. */
async function untilBegun(
  world: World,
  sessionId: Awaited<ReturnType<typeof seedSession>>,
  token: string,
  failed: (error: unknown) => void,
): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    try {
      await world.start(sessionId, 'card', { token });
      return;
    } catch (error) {
      failed(error);
      await pause(200);
    }
  }
  throw new Error(`${sessionId} was never answered.`);
}

async function disturb(postgres: Postgres, random: Chance, more: () => boolean): Promise<void> {
  for (let crash = 0; crash < CRASHES; crash += 1) {
    for (let cut = 0; cut < CUTS / CRASHES; cut += 1) {
      await cutOff(postgres.url('shop'));
      await pause(random.below(60));
    }
    expect(more(), 'the shoppers were done before the database was killed').toBe(true);
    await postgres.crash();
    await pause(random.below(800));
    await postgres.startAgain();
  }
}

/** Ends the connections that are at work at this moment. */
async function cutOff(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()
     order by state = 'idle', random() limit 3`,
  );
  await client.end();
}
