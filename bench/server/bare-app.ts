import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Service, createService } from '#scripts/stack/service.ts';
import type { Closing } from '../closing.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(import.meta.dirname, 'bare-app');
const NEXT = join(ROOT, 'node_modules/next/dist/bin/next');

/**
 * A Next.js app of two dynamic pages that do nothing, the second (at `nonced`) with what no payment page
 * can do without: what the framework itself costs. Built and started as the app is. Returns its address.
 */
export async function startBareApp(port: number, closing: Closing, dataDir: string) {
  const build = spawn(process.execPath, [NEXT, 'build', FOLDER], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await once(build, 'exit');
  if (build.exitCode !== 0) throw new Error('The bare Next.js app could not be built.');

  const url = `http://localhost:${port}/`;
  const service: Service = createService({
    name: 'the bare app',
    args: [NEXT, 'start', FOLDER, `--port=${port}`, '--hostname=localhost'],
    env: { ...inherited(), NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    logFile: join(dataDir, 'logs/bare-app.log'),
    healthUrl: url,
    onDeath: ({ tail }) => console.error(`The bare app ended unexpectedly.\n${tail()}`),
  });
  closing.add(() => service.stop());
  await service.start();
  return url;
}

function inherited(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
  );
}
