import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createFaults, type FaultKind } from './faults.ts';
import { createWebhookSender, type WebhookSender } from './webhook-sender.ts';

interface Endpoint {
  readonly url: string;
  /** Bodies in the order of arrival, with the time at which each was signed. */
  readonly received: { body: string; signedAt: number }[];
  /** Statuses to answer first; 200 afterwards. */
  readonly answers: number[];
}

const endings: (() => void)[] = [];
afterEach(() => {
  for (const end of endings.splice(0)) end();
});

async function startEndpoint(): Promise<Endpoint> {
  const received: Endpoint['received'] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ body, signedAt: Number(request.headers['x-signed-at']) });
      response.writeHead(answers.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endings.push(() => server.close());
  const { port } = server.address() as AddressInfo; // a listening TCP server has an address object
  return { url: `http://127.0.0.1:${port}/hook`, received, answers };
}

function startSender(faultIds = 0): {
  sender: WebhookSender;
  faults: ReturnType<typeof createFaults>;
} {
  let next = faultIds;
  const faults = createFaults(() => `f${next++}`);
  const sender = createWebhookSender({
    faults,
    now: () => new Date(),
    retryDelaysMs: [30, 60],
    reorderHoldMs: 400,
  });
  endings.push(() => sender.close());
  return { sender, faults };
}

function send(
  sender: WebhookSender,
  url: string,
  body: string,
  type = 'payment_intent.succeeded',
): void {
  sender.send({
    provider: 'airwallex',
    eventId: `evt_${body}`,
    type,
    body,
    target: { url, secret: 's' },
    sign: (_body, _secret, at) => ({ 'x-signed-at': String(at.getTime()) }),
  });
}

test('a refused notification is sent again, signed with the time of that try', async () => {
  const endpoint = await startEndpoint();
  const { sender } = startSender();
  endpoint.answers.push(500, 302);
  send(sender, endpoint.url, 'a');
  await sender.idle();
  expect(sender.deliveries().map(({ result }) => result)).toEqual([500, 302, 200]);
  const [first, second, third] = endpoint.received.map(({ signedAt }) => signedAt);
  expect(second).toBeGreaterThan(first ?? Infinity);
  expect(third).toBeGreaterThan(second ?? Infinity);
});

test('it gives up after the last wait, and says what the network said', async () => {
  const { sender } = startSender();
  send(sender, 'http://127.0.0.1:1/hook', 'a');
  await sender.idle();
  expect(sender.deliveries()).toHaveLength(3);
  expect(sender.deliveries()[0]?.result).toMatch(/ECONNREFUSED|bad port/);
});

test('a lost notification is never delivered, and is listed as lost', async () => {
  const endpoint = await startEndpoint();
  const { sender, faults } = startSender();
  faults.arm({ kind: 'webhook_lost', operation: 'payment_intent.succeeded' });
  send(sender, endpoint.url, 'a');
  send(sender, endpoint.url, 'b');
  await sender.idle();
  expect(endpoint.received.map(({ body }) => body)).toEqual(['b']);
  expect(sender.deliveries().map(({ result }) => result)).toContain('lost');
});

test('a doubled notification arrives twice with the same body', async () => {
  const endpoint = await startEndpoint();
  const { sender, faults } = startSender();
  faults.arm({ kind: 'webhook_doubled', operation: 'webhook' });
  send(sender, endpoint.url, 'a');
  await sender.idle();
  expect(endpoint.received.map(({ body }) => body)).toEqual(['a', 'a']);
});

test('a reordered notification waits for the next one', async () => {
  const endpoint = await startEndpoint();
  const { sender, faults } = startSender();
  faults.arm({ kind: 'webhook_reordered', operation: 'webhook' });
  send(sender, endpoint.url, 'first');
  send(sender, endpoint.url, 'second');
  await sender.idle();
  expect(endpoint.received.map(({ body }) => body)).toEqual(['second', 'first']);
});

test('a reordered notification that nothing overtakes goes out after the hold', async () => {
  const endpoint = await startEndpoint();
  const { sender, faults } = startSender();
  faults.arm({ kind: 'webhook_reordered', operation: 'webhook' });
  const began = Date.now();
  send(sender, endpoint.url, 'alone');
  await sender.idle();
  expect(endpoint.received.map(({ body }) => body)).toEqual(['alone']);
  expect(Date.now() - began).toBeGreaterThanOrEqual(390);
});

test('a late notification waits as long as its fault says', async () => {
  const endpoint = await startEndpoint();
  const { sender, faults } = startSender();
  faults.arm({ kind: 'webhook_late', operation: 'webhook', delayMs: 150 });
  send(sender, endpoint.url, 'late');
  send(sender, endpoint.url, 'prompt');
  await sender.idle();
  expect(endpoint.received.map(({ body }) => body)).toEqual(['prompt', 'late']);
});

test.each<FaultKind>(['webhook_lost', 'webhook_late'])(
  'a %s fault of another provider is left alone',
  async (kind) => {
    const endpoint = await startEndpoint();
    const { sender, faults } = startSender();
    faults.arm({ kind, provider: 'stripe', delayMs: 60_000 });
    send(sender, endpoint.url, 'a');
    await sender.idle();
    expect(endpoint.received).toHaveLength(1);
    expect(faults.list()).toHaveLength(1);
  },
);

test('closing ends what is waiting', async () => {
  const { sender, faults } = startSender();
  faults.arm({ kind: 'webhook_late', operation: 'webhook', delayMs: 60_000 });
  send(sender, 'http://127.0.0.1:1/hook', 'a');
  sender.close();
  await sender.idle();
  expect(sender.deliveries()).toEqual([]);
});
