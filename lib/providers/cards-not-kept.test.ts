import { afterEach, expect, it } from 'vitest';
import type { PaymentProvider, ProviderConnection } from '#lib/domain/provider.ts';
import { airwallexProvider } from './airwallex/airwallex-provider.ts';
import { CREDENTIALS, startRequest } from './airwallex/testing/requests.ts';
import { fpsDirectProvider } from './fps-direct/fps-direct-provider.ts';
import { type ScriptedServer, startScriptedServer } from './stripe/testing/scripted-server.ts';

let server: ScriptedServer;
afterEach(() => server.close());

async function connect(provider: PaymentProvider, credentials: unknown) {
  server = await startScriptedServer(() => ({ status: 500, json: {} }));
  return provider.connect(credentials, { simulatorOrigin: server.origin, timeoutMs: 1_000 });
}

const PROVIDERS: [string, () => Promise<ProviderConnection>][] = [
  ['Airwallex', () => connect(airwallexProvider, CREDENTIALS)],
  [
    'FPS to the own account',
    () =>
      connect(fpsDirectProvider, {
        fpsId: '1234567',
        payeeName: 'HARBOUR TEA',
        environment: 'test',
      }),
  ],
];

it.each(PROVIDERS)(
  '%s keeps no cards, says so, and begins no payment that needs one',
  async (_, connected) => {
    const connection = await connected();
    expect(connection.savedCards).toBeNull();
    const providerCustomer = 'cus_1';
    for (const wish of [
      { keepCard: { providerCustomer, usage: 'off_session' as const } },
      { savedCard: { providerCustomer, paymentMethod: 'pm_1', offSession: true } },
    ]) {
      const { outcome } = await connection.startPayment(startRequest(wish));
      expect(outcome).toMatchObject({
        kind: 'declined',
        providerCode: 'saved_cards_not_supported',
      });
    }
    expect(server.requests).toEqual([]);
  },
);
