import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { money } from '#lib/domain/money.ts';
import type { ProviderConnection } from '#lib/domain/provider.ts';
import { type RunningSimulator, startSimulator } from '#simulator/start.ts';
import { airwallexProvider } from './airwallex-provider.ts';
import { type Receiver, startReceiver } from './testing/receiver.ts';
import { CREDENTIALS, attemptId, startRequest } from './testing/requests.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'praya-airwallex-disputes-'));
const DUE = money(12_850n, 'HKD');

let simulator: RunningSimulator;
let receiver: Receiver;
let airwallex: ProviderConnection;
let serial = 0;

beforeAll(async () => {
  simulator = await startSimulator({ port: 0, dataDir });
  receiver = await startReceiver();
  simulator.airwallex.registerWebhook(CREDENTIALS.clientId, {
    url: receiver.url,
    secret: CREDENTIALS.webhookSecret,
  });
  airwallex = airwallexProvider.connect(CREDENTIALS, {
    simulatorOrigin: simulator.origin,
    timeoutMs: 5_000,
  });
});
afterAll(async () => {
  await simulator.stop();
  await receiver.close();
  rmSync(dataDir, { recursive: true });
});

async function post(path: string, body: Readonly<Record<string, unknown>>): Promise<Response> {
  return fetch(`${simulator.origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function pay(): Promise<{ id: string; payment: string }> {
  const id = `pa_disputed${(serial += 1)}`;
  const startedAt = simulator.context.now();
  const { outcome, providerReference } = await airwallex.startPayment(
    startRequest({ attemptId: attemptId(id), idempotencyKey: id, startedAt }),
  );
  if (outcome.kind !== 'requires_action' || outcome.nextAction.type !== 'show_qr') {
    throw new Error(JSON.stringify(outcome));
  }
  await post('/bank-app/pay', { payload: outcome.nextAction.payload, times: 1 });
  return { id, payment: providerReference ?? '' };
}

async function notified(payment: string) {
  await simulator.context.webhooks.idle();
  const now = new Date();
  return receiver.received.flatMap((sent) => {
    const read = airwallex.readNotification({ ...sent, now });
    if (!read.ok) throw new Error(read.reason);
    const { notification } = read;
    const ofIt = notification.payment?.providerReference === payment;
    return ofIt && notification.dispute !== undefined ? [notification] : [];
  });
}

it.each([
  [['won'], 'won', ['withdrawn', 'reinstated']],
  [['review', 'lost'], 'lost', ['withdrawn']],
] as const)('disputes that go %j are told of and read', async (outcomes, status, kinds) => {
  const { id, payment } = await pay();
  expect((await post('/control/disputes', { payment: id })).status).toBe(201);
  const [first] = await notified(payment);
  expect(first).toMatchObject({
    eventType: 'payment_dispute.requires_response',
    payment: { providerReference: payment, attemptId: id },
  });
  const reference = first?.dispute?.providerReference ?? '';
  expect(await airwallex.retrieveDispute?.(reference)).toMatchObject({
    kind: 'found',
    dispute: {
      paymentReference: payment,
      captureReference: expect.stringMatching(/^att_/),
      amount: DUE,
      status: 'needs_response',
      movements: [{ kind: 'withdrawn', amount: DUE }],
    },
  });
  for (const outcome of outcomes) {
    expect((await post(`/control/disputes/${reference}/decide`, { outcome })).status).toBe(200);
  }
  const after = await airwallex.retrieveDispute?.(reference);
  expect(after).toMatchObject({
    dispute: { status, movements: kinds.map((kind) => ({ kind })) },
  });
  expect(await notified(payment)).toHaveLength(1 + outcomes.length);
  expect((await post(`/control/disputes/${reference}/decide`, { outcome: 'won' })).status).toBe(
    404,
  );
});
