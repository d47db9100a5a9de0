import { howToBeRoot, runAs } from './run-as-root.ts';
import { runCommand } from './run-command.ts';

/** Debian's own, which has its packages; another on the PATH may not. */
const SYSTEM_PYTHON = '/usr/bin/python3';

/** A Python that has Stripe's SDK, installed where it may be. Throws, with what to do, when there is none. */
export async function ensurePythonSdk(): Promise<string> {
  const candidates = [process.env['PRAYA_PYTHON'], SYSTEM_PYTHON, 'python3'];
  for (const python of candidates) {
    if (python !== undefined && (await hasSdk(python))) return python;
  }
  const sudo = await howToBeRoot();
  if (sudo !== null) {
    console.log('No Python with Stripe’s SDK; installing Debian’s…');
    const apt = [...sudo, 'apt-get'];
    await runAs([...apt, 'update', '-q']);
    await runAs([...apt, 'install', '-qy', '--no-install-recommends', 'python3-stripe']);
    if (await hasSdk(SYSTEM_PYTHON)) return SYSTEM_PYTHON;
  }
  throw new Error(
    'The test of Stripe’s Python SDK needs one. Install it (Debian: apt-get install python3-stripe), or ' +
      'name a Python that has it: PRAYA_PYTHON=/path/to/python npm test',
  );
}

async function hasSdk(python: string): Promise<boolean> {
  return (await runCommand(python, ['-c', 'import stripe'])) === 0;
}
