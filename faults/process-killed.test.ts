import { setTimeout as pause } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { delivery, event } from '#lib/db/schema/webhook.ts';
import { startTemporaryPostgres } from '#lib/db/testing/temporary-postgres.ts';
import { openApp } from '#lib/operations/app-context.ts';
import { readEnv } from '#lib/platform/env.ts';
import { type EngineStack, startEngineStack } from './engine.ts';
import { disagreements } from './oracle.ts';
import { type Chance, chance } from './random.ts';
import { type Way, visit } from './visit.ts';

/**
 * The process that takes payments is killed (SIGKILL) at random moments, again and again, while
 * shoppers pay. The simulator and the merchant's receiver are never killed; what they have seen is what
 * is true.
 */

const HEALED_WITHIN_MS = 60_000;
const SHOPPERS_AT_A_TIME = 6;
/** How many times over; once takes two minutes on PostgreSQL. */
const SCALE = Number(process.env['PRAYA_FAULTS_SCALE'] ?? 1);
const WAYS = ['card', 'card', 'card', 'card with 3-D Secure', 'fps', 'fps', 'fps, twice'] as const;
/** A kill comes this long, at most, after the payment that it waited for has begun. */
const LATEST_KILL_MS = 120;

interface Figures {
  readonly kills: number;
  readonly payments: number;
  readonly healedAfterMs: number;
  readonly seconds: number;
}

let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
});

/** Lets shoppers pay every session while the engine is killed so many times. */
async function payWhileKilled(
  stack: EngineStack,
  options: { readonly kills: number; readonly random: Chance },
): Promise<Figures> {
  const { sessions, engine } = stack;
  const { kills, random } = options;
  const began = performance.now();
  const waiting: Promise<string>[] = [];
  let begun = 0;
  const plan = sessions.map((sessionId) => ({ sessionId, way: random.pick(WAYS) as Way }));
  const shopping = async () => {
    for (;;) {
      const next = plan[begun];
      if (next === undefined) return;
      begun += 1;
      const { waited } = await visit(stack, next.sessionId, next.way, 10 * HEALED_WITHIN_MS);
      waiting.push(waited);
    }
  };
  const shoppers = Promise.all(Array.from({ length: SHOPPERS_AT_A_TIME }, shopping));

  let lastStartAt = performance.now();
  for (let kill = 1; kill <= kills; kill += 1) {
    // Spread over the payments, the last one while there are still some to come.
    const from = Math.floor((sessions.length * kill) / (kills + 1));
    while (begun < from) await pause(2);
    await pause(random.below(LATEST_KILL_MS));
    await engine.kill('SIGKILL');
    await engine.start();
    lastStartAt = performance.now();
  }
  await shoppers;
  const ended = await Promise.all(waiting);
  expect(ended.filter((end) => end !== 'paid')).toEqual([]);
  await untilTold(stack, lastStartAt);
  const healedAfterMs = Math.round(performance.now() - lastStartAt);
  const seconds = Math.round((performance.now() - began) / 1000);
  return { kills, payments: sessions.length, healedAfterMs, seconds };
}

/** Until the merchant has heard of every payment. */
async function untilTold({ receiver, sessions }: EngineStack, since: number): Promise<void> {
  while (receiver.eventsBySession().size < sessions.length) {
    if (performance.now() - since > 3 * HEALED_WITHIN_MS) return;
    await pause(100);
  }
}

/** Everything that was promised, by the records of those who were not killed. */
async function judge(stack: EngineStack, figures: Figures): Promise<void> {
  await stack.engine.stop();
  const app = await openApp(readEnv(stack.env), { work: false });
  closing.push(() => app.close());
  const { db } = app.context.database;
  expect(await disagreements(db, stack.log.moves())).toEqual([]);
  const events = await db.select().from(event).where(eq(event.type, 'checkout.session.completed'));
  const deliveries = await db.select().from(delivery);
  expect(events).toHaveLength(figures.payments);
  const by = (status: 'delivered' | 'pending' | 'dead') =>
    deliveries.filter((row) => row.status === status).length;
  expect(by('delivered') + by('pending') + by('dead')).toBe(figures.payments);
  // At least once, and always under the event's one id.
  const heard = stack.receiver.eventsBySession();
  expect(Object.fromEntries([...heard].map(([session, ids]) => [session, [...ids]]))).toEqual(
    Object.fromEntries(events.map(({ subject, id }) => [subject, [id]])),
  );
  expect(stack.receiver.problems).toEqual([]);
  expect(figures.healedAfterMs).toBeLessThan(HEALED_WITHIN_MS);
}

describe('the process that takes payments, killed at random moments', () => {
  const cases = [
    { on: 'PostgreSQL', kills: 60 * SCALE, payments: 600 * SCALE },
    { on: 'PGlite', kills: 4 * SCALE, payments: 40 * SCALE },
  ] as const;

  it.each(cases)(
    'on $on: $kills kills over $payments payments lose no money, double none, and lose no event',
    { timeout: 1_200_000 },
    async ({ on, kills, payments }) => {
      const random = chance();
      console.log(`${on}: PRAYA_FAULTS_SEED=${random.seed}`);
      const database = on === 'PostgreSQL' ? await emptyPostgres() : null;
      const stack = await startEngineStack({ database, sessions: payments });
      closing.push(() => stack.close());
      const figures = await payWhileKilled(stack, { kills, random });
      await judge(stack, figures);
      console.log(on, { ...figures, webhooks: stack.receiver.letters() });
    },
  );
});

async function emptyPostgres(): Promise<string> {
  const postgres = await startTemporaryPostgres();
  closing.push(() => postgres.stop());
  await postgres.createDatabase('killed');
  return postgres.url('killed');
}
