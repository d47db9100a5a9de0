import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionCheck } from '#lib/domain/connection-check.ts';
import { type RunningSimulator, startSimulator } from '#simulator/start.ts';
import { airwallexProvider } from './airwallex/airwallex-provider.ts';
import { checkAirwallexConnection } from './airwallex/check-connection.ts';
import { fpsDirectProvider } from './fps-direct/fps-direct-provider.ts';
import { stripeProvider } from './stripe/stripe-provider.ts';
import { type Reply, startScriptedServer } from './stripe/testing/scripted-server.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'praya-check-'));
let simulator: RunningSimulator;

beforeAll(async () => {
  simulator = await startSimulator({ port: 0, dataDir });
});
afterAll(async () => {
  await simulator.stop();
  rmSync(dataDir, { recursive: true });
});

const AIRWALLEX = {
  clientId: 'client_checked',
  apiKey: 'key_right',
  webhookSecret: 'secret_1',
  environment: 'demo',
} as const;

/** Silence of a server that will never answer is waited for less long than an answer that is on its way. */
function within(origin: string) {
  return { simulatorOrigin: origin, timeoutMs: origin === simulator.origin ? 10_000 : 1_500 };
}

function checkStripe(secretKey: string, origin = simulator.origin): Promise<ConnectionCheck> {
  const credentials = { secretKey, publishableKey: 'pk_test_1', webhookSecret: 'whsec_1' };
  return stripeProvider.connect(credentials, within(origin)).checkConnection();
}

function checkAirwallex(apiKey: string, origin = simulator.origin): Promise<ConnectionCheck> {
  return airwallexProvider.connect({ ...AIRWALLEX, apiKey }, within(origin)).checkConnection();
}

/** What a check says of a server that answers everything like this. */
async function against(
  reply: Reply,
  check: (origin: string) => Promise<ConnectionCheck>,
): Promise<ConnectionCheck['kind']> {
  const server = await startScriptedServer(() => reply);
  try {
    return (await check(server.origin)).kind;
  } finally {
    await server.close();
  }
}

describe('a check of a connection', () => {
  it('says that it works, and what time it is at the provider', async () => {
    const before = Date.now() - 60_000;
    for (const check of [await checkStripe('sk_test_good'), await checkAirwallex('key_right')]) {
      expect(check.kind).toBe('works');
      const answeredAt = check.kind === 'works' ? check.answeredAt : null;
      expect(answeredAt?.getTime()).toBeGreaterThan(before);
    }
  });

  it('tells a key that nobody knows from one that may not', async () => {
    expect(await checkStripe('sk_test_unknown1')).toEqual({ kind: 'wrong_key' });
    expect(await checkStripe('rk_test_powerless1')).toEqual({ kind: 'no_permission' });
    await checkAirwallex('key_right');
    expect(await checkAirwallex('key_wrong')).toEqual({ kind: 'wrong_key' });
  });

  it('takes neither silence nor nonsense for a wrong key', async () => {
    const stripe = (origin: string) => checkStripe('sk_test_good', origin);
    const airwallex = (origin: string) => checkAirwallex('key_right', origin);
    for (const check of [stripe, airwallex]) {
      expect(await against('hang', check)).toBe('unreachable');
      expect(await against('reset', check)).toBe('unreachable');
      expect(await against({ status: 500, json: {} }, check)).toBe('odd_answer');
      expect(await against({ status: 200, json: { hello: 'there' } }, check)).toBe('odd_answer');
      expect(await against({ status: 200, text: '<html>' }, check)).toBe('odd_answer');
    }
  });

  it('understands an account whose payments are not ours', async () => {
    const foreign = { id: 'pi_1', object: 'payment_intent', amount: -1, mystery: true };
    const reply = { json: { object: 'list', data: [foreign], has_more: true } };
    expect(await against(reply, (origin) => checkStripe('sk_test_good', origin))).toBe('works');
  });

  it('knows a key of Airwallex’s other system', async () => {
    const here = await startScriptedServer(() => ({
      status: 401,
      json: { code: 'credentials_invalid' },
    }));
    const there = await startScriptedServer(({ path }) =>
      path.endsWith('/login')
        ? { status: 201, json: { token: 't', expires_at: '2099-01-01T00:00:00+0000' } }
        : { json: { items: [] } },
    );
    const ask = (otherOrigin: string) =>
      checkAirwallexConnection(
        AIRWALLEX,
        { origin: here.origin, otherOrigin },
        AbortSignal.timeout(2_000),
      );
    expect(await ask(there.origin)).toEqual({ kind: 'other_mode' });
    expect(await ask(here.origin)).toEqual({ kind: 'wrong_key' });
    await Promise.all([here.close(), there.close()]);
  });

  it('has nobody to ask of a bank account', async () => {
    const credentials = { fpsId: '1688388', payeeName: 'HARBOUR TEA', environment: 'test' };
    const where = { simulatorOrigin: null, timeoutMs: 500 };
    const connection = fpsDirectProvider.connect(credentials, where);
    expect(await connection.checkConnection()).toEqual({ kind: 'nobody_to_ask' });
  });
});
