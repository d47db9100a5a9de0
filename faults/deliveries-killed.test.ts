import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { delivery, event } from '#lib/db/schema/webhook.ts';
import { insertEvents, lockEndpoints } from '#lib/db/stores/event-store.ts';
import { startTemporaryPostgres } from '#lib/db/testing/temporary-postgres.ts';
import { setWebhookEndpoint } from '#lib/operations/admin/set-webhook-endpoint.ts';
import { openApp } from '#lib/operations/app-context.ts';
import { seedMerchant } from '#lib/operations/testing/seed.ts';
import { readEnv } from '#lib/platform/env.ts';
import { openMailbox } from './mailbox.ts';
import { chance } from './random.ts';

/**
 * The process that delivers is killed (SIGKILL) again and again in the middle of it. The receiver is never
 * killed; what it has taken in is what arrived.
 */

const EVENTS = 3_000;
const KILLS = 5;
/** What a killed process was sending is sent again when its lease is over, half a minute later. */
const HEALED_WITHIN_MS = 120_000;

let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
  closing = [];
});

async function startDelivering(env: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const file = join(import.meta.dirname, 'delivery-process.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    env: { ...env, NODE_ENV: 'production', PATH: process.env['PATH'] ?? '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

describe('the process that delivers webhooks, killed at random moments', () => {
  it(
    `loses none of ${EVENTS} events: each arrives, under its own id`,
    { timeout: 300_000 },
    async () => {
      const random = chance();
      console.log(`PRAYA_FAULTS_SEED=${random.seed}`);
      const postgres = await startTemporaryPostgres();
      closing.push(() => postgres.stop());
      await postgres.createDatabase('delivered');
      const env = {
        DATABASE_URL: postgres.url('delivered'),
        PUBLIC_ORIGIN: 'http://localhost:3000',
        PRAYA_SECRET: Buffer.alloc(32, 'praya').toString('base64'),
        PRAYA_WORKER_INTERVAL_MS: '100',
        LOG_LEVEL: 'error',
      };
      const mailbox = await openMailbox();
      closing.push(() => mailbox.close());
      const { context, close } = await openApp(readEnv(env), { work: false });
      closing.push(close);
      const { db } = context.database;
      const { merchantId } = await seedMerchant(context);
      await setWebhookEndpoint(context, { merchant: merchantId, mode: 'test', url: mailbox.url });
      const owner = { merchantId, livemode: false };
      await db.transaction(async (tx) =>
        insertEvents(tx, {
          ...owner,
          events: Array.from({ length: EVENTS }, (_, at) => ({
            type: 'charge.succeeded' as const,
            subject: `ch_${at}`,
            object: { id: `ch_${at}` },
          })),
          endpoints: await lockEndpoints(tx, owner),
          now: context.clock.now(),
        }),
      );

      const arrived: string[] = [];
      const takeIn = () => {
        for (const letter of mailbox.take()) arrived.push(letter.headers['webhook-id'] ?? '');
        return arrived.length;
      };
      let child = await startDelivering(env);
      closing.push(() => kill(child));
      for (let kills = 1; kills <= KILLS; kills += 1) {
        // In the middle of what is left, and of whatever it does at that moment.
        const before = takeIn();
        const wanted = before + Math.floor((EVENTS - before) / (KILLS + 2));
        while (takeIn() < wanted) await pause(5);
        await pause(random.below(50));
        await kill(child);
        expect(takeIn()).toBeLessThan(EVENTS);
        child = await startDelivering(env);
      }
      const since = performance.now();
      const isDone = async () => {
        const rows = await db.select({ status: delivery.status }).from(delivery);
        return rows.every(({ status }) => status === 'delivered');
      };
      while (!(await isDone()) && performance.now() - since < HEALED_WITHIN_MS) await pause(200);
      await kill(child);

      takeIn();
      const written = (await db.select({ id: event.id }).from(event)).map(({ id }) => id);
      expect(written).toHaveLength(EVENTS);
      expect(new Set(arrived)).toEqual(new Set<string>(written));
      expect(await isDone()).toBe(true);
      // What was under way at a kill is sent twice, and nothing else is.
      expect(arrived.length - EVENTS).toBeLessThanOrEqual(KILLS * 64);
    },
  );
});
