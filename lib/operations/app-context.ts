import { openDatabase } from '#lib/db/client.ts';
import { systemClock } from '#lib/platform/clock.ts';
import { type Env, readEnv } from '#lib/platform/env.ts';
import { createLog } from '#lib/platform/log.ts';
import { createSecretBox } from '#lib/platform/secret-box.ts';
import type { AppContext } from './context.ts';
import { createOrderingBook } from './ordering/ordering-book.ts';
import { keepOrderingBook } from './ordering/keep-ordering-book.ts';
import { createRequestLog } from './request-log.ts';
import { PROVIDERS } from './provider-registry.ts';
import { type Worker, startWorker } from './worker.ts';

export interface RunningApp {
  readonly context: AppContext;
  /** Ends the background work and closes the database. */
  close(): Promise<void>;
}

/**
 * Opens everything the operations need. `work: false` for commands, which leave it to the app; `serve`: pages
 * are answered, for which what orders are decided by is held in memory.
 */
export async function openApp(
  env: Env,
  options: { work: boolean; serve?: boolean },
): Promise<RunningApp> {
  const log = createLog(env.LOG_LEVEL);
  const database = await openDatabase({
    databaseUrl: env.DATABASE_URL,
    pgliteDir: env.PGLITE_DIR,
    statements: env.DATABASE_STATEMENTS,
  });
  let worker: Worker | null = null;
  const requests = createRequestLog();
  const context: AppContext = {
    database,
    clock: systemClock,
    secrets: createSecretBox(env.PRAYA_SECRET, env.PRAYA_MASTER_KEYS),
    log,
    env,
    providers: PROVIDERS,
    ordering: createOrderingBook(),
    requests,
    wakeWorker: () => worker?.wake(),
  };
  if (options.work) worker = startWorker(context, env.PRAYA_WORKER_INTERVAL_MS);
  const book = options.serve === true ? await keepOrderingBook(context) : null;
  const noting = options.serve === true ? requests.start(context) : null;
  return {
    context,
    close: async () => {
      await book?.stop();
      await worker?.stop();
      await noting?.stop();
      await database.close();
    },
  };
}

/** One app a process: Next loads this file more than once, in the pages' bundle and in the routes'. */
const HOLDER = Symbol.for('praya.app');
type Holder = typeof globalThis & { [HOLDER]?: Promise<RunningApp> };

function runningApp(): Promise<RunningApp> {
  const holder = globalThis as Holder; // the symbol's slot is ours
  holder[HOLDER] ??= open();
  return holder[HOLDER];

  async function open(): Promise<RunningApp> {
    try {
      const env = readEnv();
      return await openApp(env, { work: env.PRAYA_WORKER === 'on', serve: true });
    } catch (error) {
      // The next request tries again: a database that was away may be back.
      delete holder[HOLDER];
      throw error;
    }
  }
}

/** The process's context, opened at first use. */
export async function getAppContext(): Promise<AppContext> {
  return (await runningApp()).context;
}

/** Ends what `getAppContext` opened, if it did. */
export async function closeApp(): Promise<void> {
  const holder = globalThis as Holder; // the symbol's slot is ours
  const running = holder[HOLDER];
  delete holder[HOLDER];
  if (running !== undefined) await (await running).close();
}
