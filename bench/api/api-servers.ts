import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appArgs } from '#scripts/stack/app-args.ts';
import { buildApp } from '#scripts/stack/build.ts';
import { createService } from '#scripts/stack/service.ts';
import type { Closing } from '../closing.ts';

/** Beside the ports of the other benchmarks. */
const PORTS = { api: 3350, next: 3360 };

/** The merchant API as it is served: by `npm run api`, and by the built app. Both on one database. */
export interface ApiServers {
  readonly alone: string;
  readonly inNext: string;
}

export async function startApiServers(
  settings: { databaseUrl: string; secret: string },
  closing: Closing,
): Promise<ApiServers> {
  const folder = mkdtempSync(join(tmpdir(), 'praya-bench-api-'));
  closing.add(async () => rmSync(folder, { recursive: true, force: true }));
  console.log('Building the app, unless it is built already…');
  await buildApp(join(folder, 'build.log'));
  const start = async (name: string, port: number, args: readonly string[]) => {
    const origin = `http://localhost:${port}`;
    const service = createService({
      name,
      args,
      env: {
        PATH: process.env['PATH'] ?? '',
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
        LOG_LEVEL: 'error',
        DATABASE_URL: settings.databaseUrl,
        PRAYA_SECRET: settings.secret,
        PUBLIC_ORIGIN: origin,
        PRAYA_API_PORT: String(port),
        // Nothing is sent out: only the calls are measured.
        PRAYA_WORKER: 'off',
      },
      logFile: join(folder, `${name}.log`),
      healthUrl: `${origin}/health`,
      onDeath: (dead) => {
        console.error(`\n${name} ended unexpectedly:\n${dead.tail()}\n`);
        void closing.closeAll().then(() => process.exit(1));
      },
    });
    closing.add(() => service.stop());
    await service.start();
    return origin;
  };
  console.log('Starting the API alone and the app…');
  return {
    alone: await start('api', PORTS.api, [
      '--max-semi-space-size=64',
      '--import',
      'tsx',
      'scripts/api.ts',
    ]),
    inNext: await start('app', PORTS.next, appArgs('start', PORTS.next)),
  };
}
