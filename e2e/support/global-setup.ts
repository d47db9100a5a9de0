import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildApp } from '#scripts/stack/build.ts';
import { createStack } from '#scripts/stack/stack.ts';
import { DATA_DIR, WORKERS, merchantPagePort, portsOf, publishStacks } from './stacks.ts';

/** Builds the app if it has changed and starts a fresh stack for each worker. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  rmSync(DATA_DIR, { recursive: true, force: true });
  await buildApp(join(DATA_DIR, 'build.log'));
  const stacks = Array.from({ length: WORKERS }, (_, worker) =>
    createStack({
      dataDir: join(DATA_DIR, `worker-${worker}`),
      ports: portsOf(worker),
      database: 'pglite',
      mode: 'start',
      // Every test comes from this machine: together they would look like somebody testing cards.
      env: { PRAYA_ADDRESS_LIMITS: 'off' },
      embedOrigins: [`http://127.0.0.1:${merchantPagePort(worker)}`],
      onDeath: (message) => console.error(message),
    }),
  );
  const stopAll = async () => {
    await Promise.all(stacks.map((stack) => stack.stop()));
  };
  try {
    await Promise.all(stacks.map((stack) => stack.start()));
  } catch (error) {
    await stopAll();
    throw error;
  }
  publishStacks(stacks);
  return stopAll;
}
