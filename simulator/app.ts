import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Hono } from 'hono';
import { createAirwallex, type Airwallex } from './airwallex/airwallex.ts';
import { airwallexApi } from './airwallex/routes.ts';
import { openMerchantAccount } from './bank-app/merchant-account.ts';
import { bankApp } from './bank-app/routes.ts';
import { controlApi } from './control/routes.ts';
import { openChargeLog } from './core/charge-log.ts';
import { createClock, type SimulatorClock } from './core/clock.ts';
import type { SimulatorContext } from './core/context.ts';
import { createFaults } from './core/faults.ts';
import { createFpsNetwork } from './core/fps-network.ts';
import { createWebhookSender } from './core/webhook-sender.ts';
import { createAccounts } from './stripe/account.ts';
import { stripeApi } from './stripe/routes.ts';
import { walletPages } from './wallet/routes.ts';

export interface SimulatorOptions {
  /** Where browsers and the app reach it, without a trailing slash. */
  readonly origin: string;
  /** The charge log and the providers' state live here. */
  readonly dataDir: string;
  /** The wall clock, which also dates webhook signatures; the control API moves a clock on top of it. */
  readonly now?: () => Date;
}

export interface Simulator {
  readonly app: Hono;
  readonly context: SimulatorContext;
  readonly clock: SimulatorClock;
  readonly airwallex: Airwallex;
  /** Ends timers and deliveries and keeps the state. */
  close(): void;
}

/** The simulated providers, the bank app, the wallets and the control API as one Hono app. */
export function createSimulator(options: SimulatorOptions): Simulator {
  const wallClock = options.now ?? (() => new Date());
  const clock = createClock(wallClock);
  const log = openChargeLog(join(options.dataDir, 'charges.jsonl'), clock.now);
  const faults = createFaults(() => `fault_${randomBytes(6).toString('hex')}`);
  // Signed by the wall clock: a receiver judges a signature's age by its own clock, not by ours.
  const webhooks = createWebhookSender({ faults, now: wallClock });
  const context: SimulatorContext = {
    origin: options.origin,
    log,
    faults,
    webhooks,
    now: clock.now,
  };
  const fps = createFpsNetwork();
  const airwallex = createAirwallex(context, {
    fps,
    statePath: join(options.dataDir, 'airwallex.json'),
  });
  const merchantAccount = openMerchantAccount(join(options.dataDir, 'statement.jsonl'), {
    fps,
    now: clock.now,
  });
  clock.onAdvance(() => airwallex.payments.expireDue());

  const app = new Hono();
  app.get('/', (c) => c.redirect('/control'));
  const accounts = createAccounts(clock.now);
  app.route('/', controlApi(context, clock, { airwallex, accounts }));
  app.route('/', airwallexApi(context, airwallex));
  app.route('/', stripeApi(context, accounts));
  app.route('/', bankApp(context, fps, merchantAccount));
  app.route('/', walletPages(options.origin, airwallex));
  return {
    app,
    context,
    clock,
    airwallex,
    close() {
      webhooks.close();
      airwallex.close();
      log.close();
    },
  };
}
