import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startSimulator, type RunningSimulator } from '../start.ts';
import { type AirwallexClient, login } from './airwallex-client.ts';

let simulator: RunningSimulator;
let client: AirwallexClient;
beforeAll(async () => {
  simulator = await startSimulator({ port: 0, dataDir: mkdtempSync(join(tmpdir(), 'simulator-')) });
  client = await login(simulator.origin);
});
beforeEach(() => put({}));
afterAll(() => simulator.stop());

async function put(outages: object): Promise<void> {
  const answer = await ask('PUT', '/control/airwallex/outages', outages);
  expect(answer.status).toBe(200);
}

function ask(method: string, path: string, body: object): Promise<Response> {
  return fetch(`${simulator.origin}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

function begin(method: string, flow = 'qrcode') {
  return client.create().then(({ id }) => client.confirm(id, method, flow));
}

async function approve(intent: Awaited<ReturnType<typeof begin>>): Promise<unknown> {
  const code = intent.next_action?.qrcode;
  return (await ask('POST', '/wallet/answer', { code, answer: 'approve' })).json();
}

describe('a method that is out of order', () => {
  test('begins no payment where it refuses, and the others do', async () => {
    await put({ payme: 'refuses' });
    const { id } = await client.create();
    const reply = await client.call('POST', `/payment_intents/${id}/confirm`, {
      request_id: `confirm-${id}`,
      payment_method: { type: 'payme', payme: { flow: 'qrcode' } },
    });
    expect(reply).toMatchObject({ status: 400, body: { code: 'provider_unavailable' } });
    expect((await begin('alipayhk')).status).toBe('REQUIRES_CUSTOMER_ACTION');
    await put({});
    expect((await begin('payme')).status).toBe('REQUIRES_CUSTOMER_ACTION');
  });

  test('declines whoever agrees where it declines', async () => {
    await put({ payme: 'declines' });
    const intent = await begin('payme');
    expect(await approve(intent)).toEqual({ taken: true });
    expect(await client.retrieve(intent.id)).toMatchObject({
      status: 'REQUIRES_PAYMENT_METHOD',
      captured_amount: 0,
      latest_payment_attempt: { status: 'FAILED', failure_code: 'provider_declined' },
    });
  });

  test('says nothing at all where it is silent, until it works again', async () => {
    await put({ payme: 'silent' });
    const intent = await begin('payme');
    await approve(intent);
    expect((await client.retrieve(intent.id)).status).toBe('REQUIRES_CUSTOMER_ACTION');
    await put({});
    await approve(intent);
    expect(await client.retrieve(intent.id)).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('gives an FPS transfer back', async () => {
    const intent = await begin('fps', 'webqr');
    await put({ fps: 'silent' });
    const payload = intent.next_action?.qrcode;
    const answer = await ask('POST', '/bank-app/pay', { payload });
    const paid = z.object({ payments: z.array(z.unknown()) }).parse(await answer.json());
    expect(paid.payments).toEqual([
      expect.objectContaining({ status: 'rejected', reason: 'payee_unavailable' }),
    ]);
    expect((await client.retrieve(intent.id)).captured_amount).toBe(0);
  });
});

test('a person sets one method after another on the control page', async () => {
  const submit = (fields: Record<string, string>) =>
    fetch(`${simulator.origin}/control/airwallex/outages`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      redirect: 'manual',
    });
  expect((await submit({ method: 'payme', kind: 'silent' })).status).toBe(303);
  expect((await submit({ method: 'fps', kind: 'refuses' })).status).toBe(303);
  const shown = await (await fetch(`${simulator.origin}/control`)).text();
  expect(shown).toContain('PayMe never answers');
  await submit({ method: 'payme', kind: 'works' });
  const list = await fetch(`${simulator.origin}/control/airwallex/outages`);
  expect(await list.json()).toEqual({ outages: { fps: 'refuses' } });
});

test('what is no method and no kind is refused', async () => {
  const path = '/control/airwallex/outages';
  expect((await ask('PUT', path, { bitcoin: 'silent' })).status).toBe(400);
  expect((await ask('PUT', path, { payme: 'grumpy' })).status).toBe(400);
});

test('a wallet can decline one who agreed', async () => {
  const intent = await begin('payme');
  const code = intent.next_action?.qrcode;
  await ask('POST', '/wallet/answer', { code, answer: 'decline' });
  expect(await client.retrieve(intent.id)).toMatchObject({
    latest_payment_attempt: { status: 'FAILED', failure_code: 'provider_declined' },
  });
});
