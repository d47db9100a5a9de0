import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Stripe from 'stripe';
import { afterAll, expect, test } from 'vitest';
import { findSession } from '#lib/db/stores/session-store.ts';
import { createApiKey } from '#lib/operations/admin/create-api-key.ts';
import { openApp } from '#lib/operations/app-context.ts';
import { seedMerchant, seedSession } from '#lib/operations/testing/seed.ts';
import { readEnv } from '#lib/platform/env.ts';
import { type Service, createService } from './stack/service.ts';

/** `npm run api` as an operator runs it: a process of its own. */

const folder = mkdtempSync(join(tmpdir(), 'praya-api-'));
let api: Service | null = null;
afterAll(async () => {
  await api?.stop();
  rmSync(folder, { recursive: true });
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo; // it listens on a port
  probe.close();
  await once(probe, 'close');
  return port;
}

test('the API alone answers the SDK, leaves the background work alone, and ends in order', async () => {
  const port = await freePort();
  const settings = {
    PUBLIC_ORIGIN: 'https://pay.example.hk',
    PRAYA_SECRET: Buffer.alloc(32, 7).toString('base64'),
    PGLITE_DIR: join(folder, 'db'),
    PRAYA_API_PORT: String(port),
    PRAYA_API_HOST: '127.0.0.1',
    PRAYA_WORKER_INTERVAL_MS: '20',
  };
  const env = readEnv({ ...settings, LOG_LEVEL: 'silent' });
  const seeding = await openApp(env, { work: false });
  const { merchantId: merchant } = await seedMerchant(seeding.context);
  const { key } = await createApiKey(seeding.context, { merchant, mode: 'test' });
  const overdue = await seedSession(seeding.context, merchant, { lifetimeMs: -1_000 });
  await seeding.close();

  api = createService({
    name: 'api',
    args: ['--max-semi-space-size=64', '--import', 'tsx', 'scripts/api.ts'],
    env: { PATH: process.env['PATH'] ?? '', ...settings },
    logFile: join(folder, 'api.log'),
    healthUrl: `http://127.0.0.1:${port}/health`,
    onDeath: () => undefined,
  });
  await api.start();
  const stripe = new Stripe(key, {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  });
  const { id, url } = await stripe.checkout.sessions.create({
    mode: 'payment',
    success_url: 'https://tea.example.hk/thanks',
    line_items: [
      {
        price_data: { currency: 'hkd', unit_amount: 1_000, product_data: { name: 'Tea' } },
        quantity: 1,
      },
    ],
  });
  expect(url).toBe(`https://pay.example.hk/pay/${id}`);
  await pause(500);
  expect((await stripe.checkout.sessions.retrieve(overdue)).status).toBe('open');
  // The SDK's connection is still open, and is not waited for.
  const stoppedAt = performance.now();
  await api.stop();
  expect(performance.now() - stoppedAt).toBeLessThan(7_000);

  const log = readFileSync(join(folder, 'api.log'), 'utf8');
  expect(log).toContain('POST /v1/checkout/sessions');
  expect(log).not.toContain(key);
  // PGlite's folder was given back: another process can have it.
  const after = await openApp(env, { work: false });
  expect(await findSession(after.context.database.db, overdue)).toMatchObject({ status: 'open' });
  await after.close();
});
