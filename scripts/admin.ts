import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FolderInUseError } from '#lib/db/folder-lock.ts';
import { AdminInputError } from '#lib/operations/admin/admin-input.ts';
import { openApp } from '#lib/operations/app-context.ts';
import { EnvError, readEnv } from '#lib/platform/env.ts';
import { readCommandLine } from './admin/commands.ts';

async function main(args: readonly string[]): Promise<void> {
  const asked = readCommandLine(args);
  if (asked.kind === 'help') {
    process.stdout.write(`${asked.text}\n`);
    return;
  }
  // What the command prints is for people and scripts; the app's log would mix into it.
  const app = await openApp({ ...readEnv(), LOG_LEVEL: 'silent' }, { work: false });
  try {
    await print(await asked.command.run(app.context, asked.options));
  } finally {
    await app.close();
  }
}

async function print(output: string | AsyncIterable<string>): Promise<void> {
  if (typeof output === 'string') {
    process.stdout.write(`${output}\n`);
    return;
  }
  try {
    // No piece is read before the one in front of it is taken.
    await pipeline(Readable.from(output), process.stdout, { end: false });
  } catch (error) {
    // Whoever reads has had enough (`| head`).
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const forPeople =
    error instanceof AdminInputError ||
    error instanceof EnvError ||
    error instanceof FolderInUseError;
  if (!forPeople) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
