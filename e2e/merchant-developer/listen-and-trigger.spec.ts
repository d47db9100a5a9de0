import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type Stripe from 'stripe';
import { TRIGGER_TYPES } from '#scripts/developer/recipes.ts';
import { expect, test } from '../support/fixtures.ts';
import type { RunningStack } from '../support/stacks.ts';

const children: ChildProcess[] = [];
test.afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** One of the developer's commands, as npm would run it, with the stack's addresses for the demo's. */
function run(stack: RunningStack, script: 'listen' | 'trigger', args: readonly string[]) {
  const key = ['--key', stack.keys.secretKey];
  const app = [
    '--app',
    stack.urls.app,
    ...(script === 'trigger' ? ['--simulator', stack.urls.simulator] : []),
  ];
  const child = spawn('node_modules/.bin/tsx', [`scripts/${script}.ts`, ...args, ...key, ...app]);
  children.push(child);
  const said = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (said.text += text));
  }
  return { child, said };
}

async function trigger(stack: RunningStack, ...args: string[]) {
  const { child, said } = run(stack, 'trigger', args);
  await once(child, 'close');
  return { code: child.exitCode, said: said.text };
}

test.describe('npm run trigger', () => {
  for (const type of TRIGGER_TYPES) {
    test(`brings ${type} about, by what really happens`, async ({ stack, stripe }) => {
      const { code, said } = await trigger(stack, type);
      expect(code, said).toBe(0);
      const id = /evt_\w+/.exec(said)?.[0] ?? '';
      expect(await stripe.events.retrieve(id)).toMatchObject({ id, type, livemode: false });
    });
  }

  test('names every type, and the nearest to one that is none', async ({ stack }) => {
    const list = await trigger(stack, '--list');
    expect(list.said.trim().split('\n')).toEqual(TRIGGER_TYPES);
    const slip = await trigger(stack, 'payment_intent.suceeded');
    expect(slip.code).toBe(1);
    expect(slip.said).toContain('Did you mean payment_intent.succeeded?');
  });
});

test.describe('npm run listen', () => {
  test('forwards what happens, signed, through a restart of the receiver, until Ctrl-C', async ({
    stack,
    stripe,
    newSession,
  }) => {
    const got: Stripe.Event[] = [];
    const secretOf = { value: '' };
    const port = 4890 + test.info().parallelIndex;
    const start = async (): Promise<Server> => {
      const server = createServer((request, response) => {
        let body = '';
        request.setEncoding('utf8').on('data', (text: string) => (body += text));
        request.on('end', () => {
          const signature = String(request.headers['stripe-signature']);
          got.push(stripe.webhooks.constructEvent(body, signature, secretOf.value));
          response.writeHead(204).end();
        });
      });
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      return server;
    };
    const abandon = async () => {
      const session = await newSession();
      const path = `/v1/test_helpers/checkout/sessions/${session.id}/pay`;
      await stripe.rawRequest('POST', path, { outcome: 'abandon' });
      return session.id;
    };
    const sessionsGot = () => got.map(({ data }) => (data.object as { id: string }).id); // sessions alone are sent
    const before = await abandon();

    let receiver = await start();
    const { child, said } = run(stack, 'listen', [
      '--forward-to',
      `127.0.0.1:${port}/webhooks`,
      '--events',
      'checkout.session.expired',
    ]);
    await expect.poll(() => said.text).toMatch(/Listening/);
    secretOf.value = /whsec_\w+/.exec(said.text)?.[0] ?? '';
    const first = await abandon();
    await expect.poll(sessionsGot).toContain(first);
    // Said once the receiver has answered, which is after it has what it got.
    await expect.poll(() => said.text).toMatch(/204 {2}checkout\.session\.expired/);

    receiver.closeAllConnections();
    receiver.close();
    await once(receiver, 'close');
    const meanwhile = await abandon();
    await expect.poll(() => said.text).toContain('trying again');
    receiver = await start();
    await expect.poll(sessionsGot, { timeout: 20_000 }).toContain(meanwhile);
    expect(sessionsGot()).not.toContain(before);
    expect(new Set(got.map(({ type }) => type))).toEqual(new Set(['checkout.session.expired']));

    child.kill('SIGINT');
    await once(child, 'close');
    expect(child.exitCode).toBe(0);
    receiver.closeAllConnections();
    receiver.close();
  });

  test('waits for an app that is away', async ({ startOwnStack }) => {
    const own = await startOwnStack();
    const child = spawn('node_modules/.bin/tsx', [
      'scripts/listen.ts',
      '--forward-to',
      'localhost:9',
      '--app',
      own.urls.app,
      '--key',
      own.keys.secretKey,
    ]);
    children.push(child);
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
    await expect.poll(() => text).toMatch(/Listening/);
    await own.app.stop();
    await expect.poll(() => text, { timeout: 30_000 }).toContain('The app does not answer');
    await own.app.start();
    await expect.poll(() => text, { timeout: 30_000 }).toContain('The app is back');
  });
});
