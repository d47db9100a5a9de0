import { randomBytes } from 'node:crypto';
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import { setWebhookEndpoint } from '#lib/operations/admin/set-webhook-endpoint.ts';
import { addProviderAccount } from '#lib/operations/admin/add-provider-account.ts';
import { openApp } from '#lib/operations/app-context.ts';
import { seedMerchant, seedSession } from '#lib/operations/testing/seed.ts';
import { readEnv } from '#lib/platform/env.ts';
import { type Service, createService } from '#scripts/stack/service.ts';
import { type ChargeLogReader, openChargeLog } from './charge-log.ts';
import { type ShopReceiver, openShopReceiver } from './shop-receiver.ts';
import { type ProviderKeys, providerKeys, registerWebhooks } from './shoppers.ts';

const ROOT = join(import.meta.dirname, '..');

/** Short bounds, so that what is taken over is taken over in seconds: what is told apart stays. */
const PROVIDER_TIMEOUT_MS = '1500';
const WORKER_INTERVAL_MS = '100';

/** The engine, the simulator and a merchant's receiver: three processes' worth of one shop. */
export interface EngineStack {
  readonly engine: Service;
  readonly engineOrigin: string;
  readonly simulatorOrigin: string;
  readonly keys: ProviderKeys;
  readonly log: ChargeLogReader;
  readonly receiver: ShopReceiver;
  readonly sessions: readonly CheckoutSessionId[];
  /** The settings to open the same database with, while the engine does not run. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends every process that it started, by its own id, and removes what it wrote. */
  close(): Promise<void>;
}

/**
 * Builds the engine, seeds a shop with so many open sessions, and starts everything. `database` is a
 * PostgreSQL address; null: PGlite in a folder.
 */
export async function startEngineStack(options: {
  readonly database: string | null;
  readonly sessions: number;
}): Promise<EngineStack> {
  mkdirSync(join(ROOT, '.praya'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.praya/faults-'));
  const receiver = await openShopReceiver();
  const ports = { engine: await freePort(), simulator: await freePort() };
  const engineOrigin = `http://localhost:${ports.engine}`;
  const simulatorOrigin = `http://localhost:${ports.simulator}`;
  const env: Record<string, string> = {
    PUBLIC_ORIGIN: engineOrigin,
    PRAYA_SECRET: randomBytes(32).toString('base64'),
    SIMULATOR_ORIGIN: simulatorOrigin,
    PROVIDER_TIMEOUT_MS,
    PRAYA_WORKER_INTERVAL_MS: WORKER_INTERVAL_MS,
    LOG_LEVEL: 'error',
    ...(options.database === null
      ? { PGLITE_DIR: join(folder, 'db') }
      : { DATABASE_URL: options.database }),
  };
  const path = process.env['PATH'] ?? '';
  const onDeath = (service: Service) => receiver.problems.push(`${service.name} ended by itself`);
  const simulator = createService({
    name: 'simulator',
    args: ['--import', 'tsx', 'simulator/server.ts'],
    env: {
      PATH: path,
      SIMULATOR_PORT: String(ports.simulator),
      SIMULATOR_ORIGIN: simulatorOrigin,
      SIMULATOR_DATA_DIR: join(folder, 'simulator'),
    },
    logFile: join(folder, 'simulator.log'),
    healthUrl: `${simulatorOrigin}/control/health`,
    onDeath,
  });
  const engine = createService({
    name: 'engine',
    args: ['--enable-source-maps', await buildEngine(folder)],
    env: { ...env, PATH: path, ENGINE_PORT: String(ports.engine) },
    logFile: join(folder, 'engine.log'),
    healthUrl: `${engineOrigin}/health`,
    onDeath,
  });
  const close = async () => {
    await engine.kill('SIGKILL');
    await simulator.stop();
    await receiver.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await simulator.start();
    const keys = providerKeys('engineshop');
    const sessions = await seed({ env, keys, receiver, engineOrigin, ...options });
    await engine.start();
    const log = openChargeLog(join(folder, 'simulator'));
    return { engine, engineOrigin, simulatorOrigin, keys, log, receiver, sessions, env, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function seed(options: {
  env: Readonly<Record<string, string>>;
  keys: ProviderKeys;
  receiver: ShopReceiver;
  engineOrigin: string;
  sessions: number;
}): Promise<readonly CheckoutSessionId[]> {
  const { env, keys, receiver, engineOrigin } = options;
  const app = await openApp(readEnv(env), { work: false });
  try {
    const { context } = app;
    const { merchantId, accounts } = await seedMerchant(context);
    const secrets = await registerWebhooks(context.env.SIMULATOR_ORIGIN ?? '', keys, {
      stripe: `${engineOrigin}/webhook/stripe/${accounts.stripe}`,
      airwallex: `${engineOrigin}/webhook/airwallex/${accounts.airwallex}`,
    });
    const add = (provider: 'stripe' | 'airwallex', credentials: object) =>
      addProviderAccount(context, { merchant: merchantId, provider, mode: 'test', credentials });
    await add('stripe', { ...keys.stripe, webhookSecret: secrets.stripe });
    await add('airwallex', {
      ...keys.airwallex,
      webhookSecret: secrets.airwallex,
      environment: 'demo',
    });
    const { secret } = await setWebhookEndpoint(context, {
      merchant: merchantId,
      mode: 'test',
      url: receiver.url,
      events: ['checkout.session.completed'],
    });
    receiver.expectSecret(secret);
    const sessions: CheckoutSessionId[] = [];
    for (let made = 0; made < options.sessions; made += 1) {
      sessions.push(await seedSession(context, merchantId));
    }
    return sessions;
  } finally {
    await app.close();
  }
}

/** All of it in one file: it is started dozens of times, and must be quick to start. */
async function buildEngine(folder: string): Promise<string> {
  const outfile = join(folder, 'engine.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'engine-process.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // PGlite finds its own files beside itself, and pino its worker.
    external: ['@electric-sql/pglite', 'pino', 'pg-native'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    sourcemap: true,
    logLevel: 'silent',
  });
  return outfile;
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
