import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { startSimulator, type RunningSimulator } from '../start.ts';

let simulator: RunningSimulator;
beforeAll(async () => {
  simulator = await startSimulator({ port: 0, dataDir: mkdtempSync(join(tmpdir(), 'simulator-')) });
});
afterAll(() => simulator.stop());

function call(method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(`${simulator.origin}/control${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

function submit(path: string, fields: Record<string, string>): Promise<Response> {
  return fetch(`${simulator.origin}/control${path}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });
}

test('a fault is armed, listed and disarmed over JSON', async () => {
  const armed = await call('POST', '/faults', {
    kind: 'latency',
    provider: 'stripe',
    delayMs: 20,
    remaining: null,
  });
  expect(armed.status).toBe(201);
  const { id } = z.object({ id: z.string() }).parse(await armed.json());
  expect(await (await call('GET', '/faults')).json()).toEqual({
    faults: [
      {
        id,
        kind: 'latency',
        provider: 'stripe',
        operation: '*',
        remaining: null,
        delayMs: 20,
        status: 500,
      },
    ],
  });
  expect((await call('DELETE', `/faults/${id}`)).status).toBe(204);
  expect((await call('DELETE', `/faults/${id}`)).status).toBe(404);
  await call('POST', '/faults', { kind: 'webhook_lost' });
  expect((await call('DELETE', '/faults')).status).toBe(204);
  expect(simulator.context.faults.list()).toEqual([]);
});

test('an unknown kind of fault is refused', async () => {
  expect((await call('POST', '/faults', { kind: 'earthquake' })).status).toBe(400);
});

test('the page arms by a plain form, where 0 means always', async () => {
  const fields = {
    kind: 'error_after_effect',
    provider: '*',
    operation: '',
    remaining: '0',
    status: '502',
  };
  expect((await submit('/faults', fields)).headers.get('location')).toBe('/control');
  expect(simulator.context.faults.list()).toMatchObject([
    { operation: '*', remaining: null, status: 502 },
  ]);
  const page = await (await fetch(`${simulator.origin}/control`)).text();
  expect(page).toContain('Error, but done');
  const [rule] = simulator.context.faults.list();
  await submit(`/faults/${rule?.id}/disarm`, {});
  expect(simulator.context.faults.list()).toEqual([]);
});

test('the clock moves forward only', async () => {
  const before = simulator.context.now().getTime();
  expect((await call('POST', '/clock', { advanceMs: 600_000 })).status).toBe(200);
  expect(simulator.context.now().getTime() - before).toBeGreaterThanOrEqual(600_000);
  expect((await call('POST', '/clock', { advanceMs: -1 })).status).toBe(400);
});

test('money and deliveries can be read, and the health says it is up', async () => {
  expect(await (await call('GET', '/log')).json()).toEqual({ entries: [] });
  expect(await (await call('GET', '/deliveries')).json()).toEqual({ deliveries: [] });
  expect(await (await call('GET', '/health')).json()).toMatchObject({ status: 'ok' });
});

test('a webhook address must be http or https', async () => {
  const body = { clientId: 'shop', url: 'javascript:alert(1)', secret: 's' };
  expect((await call('POST', '/airwallex/webhooks', body)).status).toBe(400);
});

test('a second simulator on the same port fails with a plain reason', async () => {
  const port = Number(new URL(simulator.origin).port);
  const dataDir = mkdtempSync(join(tmpdir(), 'simulator-'));
  await expect(startSimulator({ port, dataDir })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
