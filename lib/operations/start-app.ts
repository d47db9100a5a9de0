import { EnvError, readEnv } from '#lib/platform/env.ts';
import { createLog } from '#lib/platform/log.ts';
import { UnsafeVersionError, requireSafeVersions } from '#lib/platform/safe-versions.ts';
import { closeApp, getAppContext } from './app-context.ts';

/** Waits between tries to open the app, the last one repeated. */
const RETRY_MS = [1_000, 2_000, 5_000, 15_000];

/**
 * Opens the app and its background work, and closes it when the process is told to end, so that
 * PGlite's folder is left clean. Where it cannot be opened now, the reason is logged and it is tried
 * again; requests meanwhile try by themselves and answer 503. Wrong settings end the process: no
 * waiting mends them. `beforeClose` lets what still uses the app end first.
 */
export async function startApp(options: { beforeClose?: () => Promise<void> } = {}): Promise<void> {
  const stop = async () => {
    await options.beforeClose?.();
    await closeApp();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void stop().finally(() => process.exit(0)));
  }
  try {
    requireSafeVersions(process.cwd());
  } catch (error) {
    if (!(error instanceof UnsafeVersionError)) throw error;
    endWith(error.message);
  }
  await open(0);
}

/** What no waiting mends ends the process. */
function endWith(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

async function open(tries: number): Promise<void> {
  try {
    const context = await getAppContext();
    context.log.info({ database: context.database.kind }, 'praya is up');
  } catch (error) {
    if (error instanceof EnvError) endWith(error.message);
    createLog(readEnv().LOG_LEVEL).error({ err: error }, 'praya cannot be opened; will try again');
    const wait = RETRY_MS[Math.min(tries, RETRY_MS.length - 1)] ?? 15_000;
    setTimeout(() => void open(tries + 1), wait).unref();
  }
}
