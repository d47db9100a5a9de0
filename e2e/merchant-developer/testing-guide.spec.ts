import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../support/fixtures.ts';
import { DATA_DIR, type RunningStack } from '../support/stacks.ts';

/** What docs/testing.md says, done as it says. */

const GUIDE = readFileSync('docs/testing.md', 'utf8');
/** Inside the project, so that the examples find the SDK as they would in a shop's own. */
const FOLDER = join(DATA_DIR, 'guide');

const blocks = (language: string) =>
  [...GUIDE.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, text = '']) => text,
  );

/** Runs what a reader would paste into one shell, where the guide's files lie. */
async function paste(
  stack: RunningStack,
  commands: string,
): Promise<{ code: number | null; output: string }> {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(join(FOLDER, '.praya'), { recursive: true });
  writeFileSync(
    join(FOLDER, '.praya/demo.json'),
    JSON.stringify({ ...stack.urls, secretKey: stack.keys.secretKey }),
  );
  for (const file of [...blocks('js'), ...blocks('python')]) {
    const name = /^(?:\/\/|#) (\S+)/.exec(file)?.[1];
    if (name !== undefined) writeFileSync(join(FOLDER, name), file);
  }
  const shell = spawn('bash', ['-euo', 'pipefail', '-c', commands], { cwd: FOLDER });
  let output = '';
  for (const stream of [shell.stdout, shell.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  await once(shell, 'close');
  return { code: shell.exitCode, output };
}

const SETTINGS = (stack: RunningStack) =>
  `export PRAYA_URL=${stack.urls.app} PRAYA_KEY=${stack.keys.secretKey}\n`;
const shell = blocks('sh');
const commandWith = (word: string): string => {
  const found = shell.find((block) => block.includes(word));
  if (found === undefined) throw new Error(`The guide has no command with ${word}.`);
  return found;
};

test('every command of the guide is one that these tests run, or that starts what they run on', () => {
  // The last two are what listen-and-trigger.spec.ts runs.
  const run = [
    '/health',
    '/pay"',
    'node --test',
    'python3 ',
    '/outages',
    'npm run listen',
    'npm run trigger',
  ];
  const others = shell.filter((block) => !run.some((word) => block.includes(word)));
  expect(others).toEqual(['npm run demo\n']);
});

test('the addresses and the key are read out of what the demo writes, and a session is paid by curl', async ({
  stack,
}) => {
  const { code, output } = await paste(stack, commandWith('/health') + commandWith('/pay"'));
  expect(code, output).toBe(0);
  expect(output).toContain('"payment_status": "paid"');
});

test('a method is put out of order at the simulator, and back', async ({ stack }) => {
  const { code, output } = await paste(stack, commandWith('/outages'));
  expect(code, output).toBe(0);
  expect(output).toContain('{"outages":{"payme":"silent"}}{"outages":{}}');
});

test('the example in Node passes', async ({ stack }) => {
  const { code, output } = await paste(stack, SETTINGS(stack) + commandWith('node --test'));
  expect(code, output).toBe(0);
  expect(output).toMatch(/pass 3/);
});

test('the example in Python passes where there is a Python, and is read by nobody else', async ({
  stack,
}) => {
  const there = spawnSync('python3', ['--version']).status === 0;
  const { code, output } = await paste(stack, SETTINGS(stack) + commandWith('python3 '));
  // 127 is the shell's word for a program that is not installed.
  expect(code, output).toBe(there ? 0 : 127);
  if (there) expect(output).toMatch(/Ran 2 tests[\s\S]*OK/);
});
