import { join } from 'node:path';
import { z } from 'zod';
import type { StackPorts } from '#scripts/stack/ports.ts';
import type { Stack } from '#scripts/stack/stack.ts';

/** Playwright workers, each with a stack of its own: a fault armed in one test meets no other's payment. */
export const WORKERS = 2;

export const DATA_DIR = join(import.meta.dirname, '../../.praya/e2e');

/** Ports of a worker's stack; `own` are those of a stack that a test starts for itself. */
export function portsOf(worker: number, own = false): StackPorts {
  const offset = worker + (own ? 50 : 0);
  return { app: 3100 + offset, simulator: 4110 + offset, shop: 4130 + offset };
}

/** Where a worker's tests put a merchant's page: of another site than the app's, `localhost`. */
export function merchantPagePort(worker: number): number {
  return 4170 + worker;
}

const urlsSchema = z.object({ app: z.string(), simulator: z.string(), shop: z.string() });
const account = z.object({ id: z.string(), webhookUrl: z.string() });
const stacksSchema = z.array(
  z.object({
    urls: urlsSchema,
    keys: z.object({
      merchantId: z.string(),
      secretKey: z.string(),
      webhookSecret: z.string(),
      publishableKey: z.string(),
      accounts: z.object({ stripe: account, airwallex: account }),
      providerSecrets: z.object({ stripe: z.string(), airwallex: z.string() }),
      stranger: z.object({ merchantId: z.string(), secretKey: z.string() }),
      direct: z.object({
        merchantId: z.string(),
        secretKey: z.string(),
        webhookSecret: z.string(),
      }),
      owner: z.object({ email: z.string(), password: z.string() }),
    }),
    /** The app's log, which must hold no secret. */
    appLog: z.string(),
  }),
);

/** A running stack, as tests see it. */
export type RunningStack = z.infer<typeof stacksSchema>[number];

export function describeStack(stack: Stack): RunningStack {
  return { urls: stack.urls, keys: stack.keys, appLog: stack.app.logFile };
}

const VARIABLE = 'PRAYA_E2E_STACKS';

/** Hands the stacks to the workers, which inherit the environment. */
export function publishStacks(stacks: readonly Stack[]): void {
  process.env[VARIABLE] = JSON.stringify(stacks.map(describeStack));
}

/** The stack of this worker. Throws when the global setup has not run. */
export function stackOfWorker(parallelIndex: number): RunningStack {
  const published = process.env[VARIABLE];
  if (published === undefined) throw new Error('The stacks are started by the global setup.');
  const stack = stacksSchema.parse(JSON.parse(published))[parallelIndex];
  if (stack === undefined) throw new Error(`There is no stack for worker ${parallelIndex}.`);
  return stack;
}
