import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '../support/fixtures.ts';
import { DATA_DIR, type RunningStack } from '../support/stacks.ts';

/** What docs/quickstart.md says, run as it is written, against the app, its providers and a receiver. */

const GUIDE = readFileSync('docs/quickstart.md', 'utf8');
/** Set by `npm test`, which installs Stripe's SDK where it is missing. */
const PYTHON = process.env['PRAYA_PYTHON'] ?? '/usr/bin/python3';
/** The block that older SDKs need in the place of the one before it. */
const OLD_PYTHON = '# stripe 5.0.0\n';
const TIMEOUT_MS = 45_000;

const run = promisify(execFile);

/** The guide's blocks in a language, in their order. */
const blocks = (language: string): readonly string[] =>
  [...GUIDE.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, of]) => of === language)
    .map(([, , code = '']) => code);

/** A folder to work in, inside the project: the example in Node finds the SDK as it would in a shop's own. */
function workFolder(name: string): string {
  const folder = join(DATA_DIR, 'quickstart', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

const options = (stack: RunningStack, cwd: string) => ({
  cwd,
  timeout: TIMEOUT_MS,
  env: {
    ...process.env,
    FORCE_COLOR: '0', // Playwright asks for colours, which Node gives to numbers
    PRAYA: stack.urls.app,
    PRAYA_KEY: stack.keys.secretKey,
  },
});

/** What a program prints that opens an order, is told that it is paid, and gives two parts of it back. */
const printed = (stack: RunningStack, order: string) =>
  new RegExp(
    `^${stack.urls.app}/[^\\n]*pay/cs_test_\\w+\\n` +
      `checkout\\.session\\.completed ${order} paid\\n` +
      'succeeded 1000\\nsucceeded 2850\\n$',
  );

test('curl opens a session, pays it, gives two parts back, turns pages and sees the event', async ({
  stack,
}) => {
  const { stdout } = await run(
    'bash',
    ['-euo', 'pipefail', '-c', blocks('sh').join('\n')],
    options(stack, workFolder('curl')),
  );
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]).toMatch(/"url": "http:\/\/localhost:\d+\/[^"]*pay\/cs_test_\w+"/);
  expect(lines.slice(1).map((line) => line.trim())).toEqual([
    '"payment_status": "paid",',
    '"amount": 1000,',
    '"amount": 2850,',
    '"type": "checkout.session.completed"',
  ]);
});

test('Node’s SDK does the same, and verifies the event that its receiver is sent', async ({
  stack,
}) => {
  const program = ['--input-type=module', '-e', blocks('js').join('\n')];
  const { stdout } = await run('node', program, options(stack, workFolder('node')));
  expect(stdout).toMatch(printed(stack, '1043'));
});

test('Python’s SDK does the same', async ({ stack }) => {
  const major = await pythonSdkMajor();
  const written = blocks('python');
  const at = written.findIndex((block) => block.startsWith(OLD_PYTHON));
  expect(at).toBeGreaterThan(0);
  // One of the two is for this version.
  const other = major >= 11 ? at : at - 1;
  const program = written.filter((_, index) => index !== other).join('\n');
  const { stdout } = await run(PYTHON, ['-c', program], options(stack, workFolder('python')));
  expect(stdout).toMatch(printed(stack, '1044'));
});

/** The major version of Stripe's SDK. Throws, with what to do, where there is none. */
async function pythonSdkMajor(): Promise<number> {
  const { stdout } = await run(PYTHON, [
    '-c',
    'import stripe; print(getattr(stripe, "VERSION", None) or stripe.version.VERSION)',
  ]).catch((cause: unknown) => {
    throw new Error(
      `${PYTHON} has no SDK of Stripe’s. Install it (Debian: apt-get install python3-stripe), or name a ` +
        'Python that has it: PRAYA_PYTHON.',
      { cause },
    );
  });
  return Number(stdout.split('.')[0]);
}
