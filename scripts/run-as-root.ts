import { runCommand } from './run-command.ts';

/** What to put before a command to run it as root; null when we may not. */
export async function howToBeRoot(): Promise<readonly string[] | null> {
  if (process.getuid?.() === 0) return [];
  const sudo = ['sudo', '-n'];
  return (await runAs([...sudo, 'true'])) === 0 ? sudo : null;
}

export function runAs([command = '', ...args]: readonly string[]): Promise<number> {
  return runCommand(command, args, {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}
