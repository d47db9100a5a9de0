import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { delivery } from '#lib/db/schema/webhook.ts';
import { insertEvents, lockEndpoints } from '#lib/db/stores/event-store.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import { setWebhookEndpoint } from '#lib/operations/admin/set-webhook-endpoint.ts';
import { openApp } from '#lib/operations/app-context.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { createCheckoutSession } from '#lib/operations/create-checkout-session.ts';
import { deliverDueWebhooks } from '#lib/operations/deliver-webhooks.ts';
import { eventObject } from '#lib/operations/event-object.ts';
import { sessionObject } from '#lib/operations/session-object.ts';
import { seedMerchant } from '#lib/operations/testing/seed.ts';
import { readEnv } from '#lib/platform/env.ts';
import type { BenchOptions } from '../bench-options.ts';
import type { Closing } from '../closing.ts';
import { startDurablePostgres } from '../core/durable-postgres.ts';
import { writeResults } from '../results.ts';
import { pairedRatios, spread } from '../statistics.ts';
import { formatTable, withRange } from '../table.ts';
import { postPlainly } from './plain-posts.ts';

/** 32 bytes that everybody may know. */
const SECRET = Buffer.alloc(32, 'praya').toString('base64');
const WARM_UP = 500;
const WRITTEN_AT_ONCE = 500;
const MAX_CALLS = 100;

/** How many webhooks a second one node delivers to a server that takes them in at once. */
export async function runWebhooksBench(options: BenchOptions): Promise<void> {
  const { closing, rounds, secondsPerRound } = options;
  console.log('Starting PostgreSQL (durable) and a receiver…');
  const load = await openLoad(closing);
  const floor: number[] = [];
  const ours: number[] = [];
  await load.floor(WARM_UP);
  const rate = await load.praya(WARM_UP);
  const count = Math.max(WARM_UP, Math.round(rate * secondsPerRound));
  console.log(`webhooks delivered: ${rounds} rounds of ${count}, taking turns…`);
  for (let round = 0; round < rounds; round += 1) {
    const turns = [
      async () => void floor.push(await load.floor(count)),
      async () => void ours.push(await load.praya(count)),
    ];
    for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
  }
  const ratio = pairedRatios(ours, floor);
  const rows = [
    ['signed, posted', withRange(spread(floor)), '1'],
    ['Praya: from the outbox, PostgreSQL', withRange(spread(ours)), withRange(ratio, 2)],
  ];
  console.log(`\n${formatTable(['webhooks delivered', 'per second', 'of the floor'], rows)}\n`);
  const file = writeResults(
    'webhooks',
    { rounds, secondsPerRound, count, floor, ours, ratio },
    new Date(),
  );
  console.log(`All figures: ${file}`);
}

interface Load {
  floor(count: number): Promise<number>;
  praya(count: number): Promise<number>;
}

async function openLoad(closing: Closing): Promise<Load> {
  const url = await startReceiver(closing);
  const env = readEnv({
    DATABASE_URL: await startDurablePostgres(closing),
    NODE_ENV: 'production',
    LOG_LEVEL: 'error',
    PUBLIC_ORIGIN: 'http://localhost:3000',
    PRAYA_SECRET: SECRET,
  });
  const { context, close } = await openApp(env, { work: false });
  closing.add(close);
  const { merchantId } = await seedMerchant(context);
  const events = ['checkout.session.completed'];
  const { secret } = await setWebhookEndpoint(context, {
    merchant: merchantId,
    mode: 'test',
    url,
    events,
  });
  const object = await sessionOf(context, merchantId);
  const body = JSON.stringify(
    eventObject(
      {
        id: 'evt_000000000000000000000000' as never, // of an event's length
        merchantId,
        livemode: false,
        type: 'checkout.session.completed',
        subject: '',
        object,
        previousAttributes: null,
        requestId: null,
        idempotencyKey: null,
        createdAt: new Date(),
      },
      { apiVersion: '2026-10-28.endive', pendingWebhooks: 1 },
    ),
  );
  return {
    floor: (count) =>
      postPlainly(
        url,
        secret,
        Array.from({ length: count }, () => body),
      ),
    praya: async (count) => {
      await fillOutbox(context, merchantId, { object, count });
      const began = performance.now();
      // Again and again, as the worker calls it, until nothing is under way any more.
      let sent = 0;
      for (let tries = 0; sent < count && tries < MAX_CALLS; tries += 1) {
        sent += await deliverDueWebhooks(context, { limit: count - sent });
      }
      const seconds = (performance.now() - began) / 1000;
      await requireDelivered(context, count, sent);
      return count / seconds;
    },
  };
}

async function startReceiver(closing: Closing): Promise<string> {
  const file = join(import.meta.dirname, 'receiver-process.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  closing.add(async () => {
    const ended = once(child, 'exit');
    child.stdin.end();
    await ended;
  });
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer]; // its port
  return `http://127.0.0.1:${chunk.toString().trim()}/webhooks`;
}

async function sessionOf(context: AppContext, merchantId: MerchantId): Promise<object> {
  const created = await context.database.db.transaction((tx) =>
    createCheckoutSession(context, {
      merchantId,
      livemode: false,
      tx,
      params: {
        currency: 'HKD',
        lineItems: [{ name: 'Oolong', description: null, unitAmount: 12_850n, quantity: 1 }],
        successUrl: 'https://tea.example.hk/thanks?s={CHECKOUT_SESSION_ID}',
        cancelUrl: 'https://tea.example.hk/cart',
        clientReferenceId: 'order-1',
        customerEmail: null,
        locale: 'auto',
        metadata: {},
        expiresAt: null,
        submitType: null,
        allowedMethods: null,
        paymentDescription: null,
        paymentMetadata: {},
      },
    }),
  );
  return sessionObject({ ...created, publicOrigin: context.env.PUBLIC_ORIGIN });
}

/** What is measured is the sending: the outbox is full before, and empty of what earlier rounds sent. */
async function fillOutbox(
  context: AppContext,
  merchantId: MerchantId,
  { object, count }: { object: object; count: number },
): Promise<void> {
  const { db } = context.database;
  await db.execute(sql`truncate delivery, event`);
  const owner = { merchantId, livemode: false };
  for (let written = 0; written < count; written += WRITTEN_AT_ONCE) {
    const events = Array.from({ length: Math.min(WRITTEN_AT_ONCE, count - written) }, (_, at) => ({
      type: 'checkout.session.completed' as const,
      subject: `cs_test_${written + at}`,
      object,
    }));
    await db.transaction(async (tx) =>
      insertEvents(tx, {
        ...owner,
        events,
        endpoints: await lockEndpoints(tx, owner),
        now: context.clock.now(),
      }),
    );
  }
  await db.execute(sql`analyze delivery, event`);
}

/** Webhooks that were sent and not written down would flatter the figure. */
async function requireDelivered(context: AppContext, count: number, sent: number): Promise<void> {
  const arrived = await context.database.db.$count(delivery, eq(delivery.status, 'delivered'));
  if (arrived !== count || sent !== count) {
    throw new Error(`Of ${count} webhooks ${sent} were sent and ${arrived} are delivered.`);
  }
}
