import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OrderingPolicyId } from '#lib/ordering/policies/table.ts';
import { appArgs } from './app-args.ts';
import { type StackPorts, requireFreePorts } from './ports.ts';
import { type StackKeys, seedStack } from './seed.ts';
import { type Service, createService, lastWords } from './service.ts';

export interface StackOptions {
  /** Everything the stack keeps: database, keys, the simulator's and the shop's state, logs. */
  readonly dataDir: string;
  readonly ports: StackPorts;
  /** `pglite`, in the data folder, or the address of a PostgreSQL database. */
  readonly database: string;
  /** `dev` compiles pages as they are asked for; `start` serves what was built. */
  readonly mode: 'start' | 'dev';
  /** More settings of the app, e.g. PRAYA_WORKER_INTERVAL_MS. */
  readonly env?: Readonly<Record<string, string>>;
  /** Besides the shop's own, where pages may embed the demo merchant's checkout pages. */
  readonly embedOrigins?: readonly string[];
  /** By what the demo merchant's methods are ordered; in its own order unless told. */
  readonly ordering?: OrderingPolicyId;
  /** Called when a process ends by itself; the message names it and has its last lines. */
  readonly onDeath: (message: string) => void;
}

export interface StackUrls {
  readonly app: string;
  readonly simulator: string;
  readonly shop: string;
}

/** The app, the simulator and the demo shop, on one machine and wired to each other. */
export interface Stack {
  readonly urls: StackUrls;
  readonly app: Service;
  readonly simulator: Service;
  /** Throws before `start`: the shop is made of keys that are made then. */
  readonly shop: Service;
  /** The merchant's keys. Throws before `start`. */
  readonly keys: StackKeys;
  /** Seeds what is not seeded yet and starts everything. Throws StackError. */
  start(): Promise<void>;
  /** Ends everything; safe at any time, also while it starts. */
  stop(): Promise<void>;
}

/** Nothing runs before its `start`. */
export function createStack(options: StackOptions): Stack {
  const { dataDir, ports } = options;
  const urls: StackUrls = {
    app: `http://localhost:${ports.app}`,
    simulator: `http://localhost:${ports.simulator}`,
    shop: `http://localhost:${ports.shop}`,
  };
  const onDeath = (service: Service) =>
    options.onDeath(`${service.name} ended unexpectedly. ${lastWords(service)}`);
  const logFile = (name: string) => join(dataDir, 'logs', `${name}.log`);

  mkdirSync(dataDir, { recursive: true });
  const appEnv = settingsOfApp(options, urls);
  const app = createService({
    name: 'app',
    args: appArgs(options.mode, ports.app),
    env: appEnv,
    logFile: logFile('app'),
    healthUrl: `${urls.app}/health`,
    onDeath,
  });
  const simulator = createService({
    name: 'simulator',
    args: ['--import', 'tsx', 'simulator/server.ts'],
    env: {
      ...inherited(),
      SIMULATOR_PORT: String(ports.simulator),
      SIMULATOR_ORIGIN: urls.simulator,
      SIMULATOR_DATA_DIR: join(dataDir, 'simulator'),
    },
    logFile: logFile('simulator'),
    healthUrl: `${urls.simulator}/control/health`,
    onDeath,
  });
  let started: { shop: Service; keys: StackKeys } | null = null;
  const afterStart = () => {
    if (started === null) throw new Error('The stack has not been started.');
    return started;
  };

  return {
    urls,
    app,
    simulator,
    get shop() {
      return afterStart().shop;
    },
    get keys() {
      return afterStart().keys;
    },
    async start() {
      await requireFreePorts(ports);
      rmSync(join(dataDir, 'logs'), { recursive: true, force: true });
      await simulator.start();
      const keys = await seedStack({
        appEnv,
        urls,
        dataDir,
        embedOrigins: options.embedOrigins ?? [],
        ...(options.ordering === undefined ? {} : { ordering: options.ordering }),
      });
      const shop = createService({
        name: 'shop',
        args: ['--import', 'tsx', 'simulator/shop/server.ts'],
        env: {
          ...inherited(),
          SHOP_PORT: String(ports.shop),
          SHOP_ORIGIN: urls.shop,
          SHOP_DATA_DIR: join(dataDir, 'shop'),
          PRAYA_ORIGIN: urls.app,
          PRAYA_SECRET_KEY: keys.secretKey,
          PRAYA_WEBHOOK_SECRET: keys.webhookSecret,
          PRAYA_DIRECT_SECRET_KEY: keys.direct.secretKey,
          PRAYA_DIRECT_WEBHOOK_SECRET: keys.direct.webhookSecret,
          PRAYA_TASTING_LINK: keys.links.tasting,
          PRAYA_HARBOUR_LINK: keys.links.harbour,
        },
        logFile: logFile('shop'),
        healthUrl: `${urls.shop}/health`,
        onDeath,
      });
      started = { shop, keys };
      await Promise.all([app.start(), shop.start()]);
    },
    async stop() {
      const shops = started === null ? [] : [started.shop];
      await Promise.all([app, simulator, ...shops].map((service) => service.stop()));
    },
  };
}

/** The app's settings, which the seeding needs as well. Nothing of the caller's own app leaks in. */
function settingsOfApp(options: StackOptions, urls: StackUrls): Record<string, string> {
  const { dataDir, database, mode } = options;
  return {
    ...inherited(),
    NODE_ENV: mode === 'dev' ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    PUBLIC_ORIGIN: urls.app,
    SIMULATOR_ORIGIN: urls.simulator,
    PRAYA_SECRET: secretOf(dataDir),
    ...(database === 'pglite' ? { PGLITE_DIR: join(dataDir, 'db') } : { DATABASE_URL: database }),
    ...options.env,
  };
}

/** What a stack decides itself: a `DATABASE_URL` in the caller's shell is a database of somebody else's. */
const OURS = ['PUBLIC_ORIGIN', 'PRAYA_SECRET', 'DATABASE_URL', 'PGLITE_DIR', 'SIMULATOR_ORIGIN'];

function inherited(): Record<string, string> {
  const entries = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || OURS.includes(name) ? [] : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}

/** The stack's own secret, made at its first start and readable by its owner alone. */
function secretOf(dataDir: string): string {
  const path = join(dataDir, 'secret');
  if (!existsSync(path)) {
    writeFileSync(path, randomBytes(32).toString('base64'), { mode: 0o600 });
    chmodSync(path, 0o600);
  }
  return readFileSync(path, 'utf8').trim();
}
