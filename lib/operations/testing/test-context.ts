import type { Database } from '#lib/db/client.ts';
import type { Clock } from '#lib/platform/clock.ts';
import { type Env, readEnv } from '#lib/platform/env.ts';
import { createLog } from '#lib/platform/log.ts';
import { createSecretBox } from '#lib/platform/secret-box.ts';
import type { AppContext } from '../context.ts';
import { createOrderingBook } from '../ordering/ordering-book.ts';
import { createRequestLog } from '../request-log.ts';
import { PROVIDERS } from '../provider-registry.ts';

/** Time stands still until it is moved. */
export interface TestClock extends Clock {
  advance(ms: number): void;
  set(now: Date): void;
}

export function createTestClock(now: Date): TestClock {
  let current = now.getTime();
  return {
    now: () => new Date(current),
    advance: (ms) => void (current += ms),
    set: (to) => void (current = to.getTime()),
  };
}

export interface TestContext {
  readonly context: AppContext;
  readonly clock: TestClock;
  /** Every line written to the log, as written: JSON, one object a line. */
  readonly logLines: readonly string[];
}

/** A Monday morning in Hong Kong. */
const DEFAULT_NOW = new Date('2026-11-23T02:00:00.000Z');

/** 32 bytes that everybody may know. */
const TEST_SECRET = Buffer.alloc(32, 'praya').toString('base64');

/**
 * A context for operations under test: a real database, a clock the test moves, a log it can read,
 * and no background work; call the jobs by hand. Pass a scripted provider to decide what the
 * provider answers. Two contexts on one database are two nodes of the app.
 */
export function createTestContext(
  database: Database,
  options: {
    readonly now?: Date;
    readonly clock?: TestClock;
    readonly providers?: Partial<AppContext['providers']>;
    readonly env?: Readonly<Record<string, string>>;
    readonly wakeWorker?: () => void;
    /** One that the test has started, or none of its calls are noted. */
    readonly requests?: AppContext['requests'];
  } = {},
): TestContext {
  const clock = options.clock ?? createTestClock(options.now ?? DEFAULT_NOW);
  const logLines: string[] = [];
  const log = createLog('debug', { write: (line) => void logLines.push(line) });
  const env: Env = readEnv({
    PUBLIC_ORIGIN: 'http://localhost:3000',
    PRAYA_SECRET: TEST_SECRET,
    PRAYA_WORKER: 'off',
    ...options.env,
  });
  const context: AppContext = {
    database,
    clock,
    secrets: createSecretBox(env.PRAYA_SECRET, env.PRAYA_MASTER_KEYS),
    log,
    env,
    providers: { ...PROVIDERS, ...options.providers },
    ordering: createOrderingBook(),
    requests: options.requests ?? createRequestLog(),
    wakeWorker: options.wakeWorker ?? (() => undefined),
  };
  return { context, clock, logLines };
}
