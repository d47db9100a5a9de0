import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createAdaptorServer } from '@hono/node-server';
import Stripe from 'stripe';

import { openChargeLog } from '../core/charge-log.ts';
import type { ChargeLog } from '../core/charge-log.ts';
import { createFaults } from '../core/faults.ts';
import type { Faults } from '../core/faults.ts';
import type { OutgoingWebhook } from '../core/webhook-sender.ts';
import { stripeApi } from './routes.ts';

/** A simulator for tests: on an ephemeral loopback port, with webhooks caught instead of sent. */
export interface TestServer {
  readonly origin: string;
  readonly log: ChargeLog;
  readonly faults: Faults;
  readonly sent: OutgoingWebhook[];
  /** Moves the simulator's clock forward. */
  advance(ms: number): void;
  client(key?: string): Stripe;
  close(): Promise<void>;
}

export async function startTestServer(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'stripe-simulator-'));
  let offsetMs = 0;
  const now = (): Date => new Date(Date.now() + offsetMs);
  const log = openChargeLog(join(folder, 'charges.ndjson'), now);
  let faultCount = 0;
  const faults = createFaults(() => {
    faultCount += 1;
    return `fault_${faultCount}`;
  });
  const sent: OutgoingWebhook[] = [];
  // The address is known only once the server listens, which is before the first request.
  let origin = '';
  const app = stripeApi({
    get origin() {
      return origin;
    },
    log,
    faults,
    webhooks: {
      send: (webhook) => sent.push(webhook),
      deliveries: () => [],
      idle: () => Promise.resolve(),
      close: () => undefined,
    },
    now,
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // an AddressInfo for every TCP server
  origin = `http://localhost:${port}`;
  return {
    origin,
    log,
    faults,
    sent,
    advance(ms) {
      offsetMs += ms;
    },
    client: (key = 'sk_test_harbour') =>
      new Stripe(key, {
        host: '127.0.0.1',
        port,
        protocol: 'http',
        maxNetworkRetries: 0,
        telemetry: false,
      }),
    async close() {
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      log.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A future expiry and a code, for a card with this number. */
export function cardData(number: string): Stripe.PaymentMethodCreateParams {
  return {
    type: 'card',
    card: { number, exp_month: 12, exp_year: new Date().getFullYear() + 2, cvc: '123' },
  };
}

/** The error of a call that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error('the call was expected to fail');
}
