import { type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** Runs a command in the project's folder with our own output and no input; resolves to its exit code. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'env'> = {},
): Promise<number> {
  const child = spawn(command, args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    ...options,
  });
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  process.once('SIGINT', forward).once('SIGTERM', forward);
  try {
    await once(child, 'exit');
  } catch (error) {
    // The command does not exist or cannot be run; 127 is the shell's word for it.
    console.error(`${command}: ${error instanceof Error ? error.message : String(error)}`);
    return 127;
  } finally {
    process.off('SIGINT', forward).off('SIGTERM', forward);
  }
  return child.exitCode ?? 1;
}

/** Runs a tool that is installed with the project. */
export function runTool(
  name: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'env'> = {},
): Promise<number> {
  return runCommand(join(ROOT, 'node_modules/.bin', name), args, options);
}
