import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Stripe from 'stripe';
import { z } from 'zod';

const DEMO_FILE = join(import.meta.dirname, '../../.praya/demo.json');
const demoSchema = z.object({ app: z.url(), simulator: z.url(), secretKey: z.string() });

/** Something the developer can put right; its message is all they need to read. */
export class DeveloperInputError extends Error {
  override readonly name = 'DeveloperInputError';
}

/** The app to work with, and the test-mode key to work with it by. */
export interface RunningApp {
  readonly origin: string;
  readonly key: string;
  /** Null where the app is not the demo's: faults cannot be switched on then. */
  readonly simulator: string | null;
}

/** What was asked for, else what `npm run demo` wrote down. Throws DeveloperInputError. */
export function findApp(
  asked: Readonly<Partial<Record<'app' | 'key' | 'simulator', string | undefined>>>,
  demoFile = DEMO_FILE,
): RunningApp {
  const demo = existsSync(demoFile)
    ? demoSchema.parse(JSON.parse(readFileSync(demoFile, 'utf8')))
    : null;
  const origin = asked.app ?? demo?.app;
  const key = asked.key ?? demo?.secretKey;
  if (origin === undefined || key === undefined) {
    throw new DeveloperInputError(
      'No app is known: start one with "npm run demo", or name it with --app and --key.',
    );
  }
  if (!URL.canParse(origin)) throw new DeveloperInputError(`--app is no address: ${origin}`);
  if (!/^praya_(?:sk|rk)_test_/.test(key)) {
    throw new DeveloperInputError('--key has to be a test-mode key: praya_sk_test_…');
  }
  // The demo's simulator stands behind the demo's app alone.
  const simulator = asked.simulator ?? (asked.app === undefined ? demo?.simulator : null) ?? null;
  return { origin: new URL(origin).origin, key, simulator };
}

/** The official SDK, pointed at the app. */
export function sdkFor({ origin, key }: RunningApp): Stripe {
  const { hostname, port, protocol } = new URL(origin);
  const scheme = protocol === 'https:' ? 'https' : 'http';
  return new Stripe(key, {
    host: hostname,
    port: port === '' ? (scheme === 'https' ? 443 : 80) : Number(port),
    protocol: scheme,
    telemetry: false,
  });
}
