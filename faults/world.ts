import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '#lib/db/client.ts';
import { findAttempt } from '#lib/db/stores/attempt-store.ts';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import type { ProviderId } from '#lib/domain/provider.ts';
import { openNextAction } from '#lib/operations/attempt-record.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { executeRefunds } from '#lib/operations/execute-refunds.ts';
import { expireSessions } from '#lib/operations/expire-sessions.ts';
import { processNotifications } from '#lib/operations/process-notifications.ts';
import { receiveNotification } from '#lib/operations/receive-notification.ts';
import { reconcile } from '#lib/operations/reconcile.ts';
import { type StartPaymentResult, startPayment } from '#lib/operations/start-payment.ts';
import { type SeededMerchant, seedMerchant } from '#lib/operations/testing/seed.ts';
import {
  type TestClock,
  createTestClock,
  createTestContext,
} from '#lib/operations/testing/test-context.ts';
import { signWebhook as signAsAirwallex } from '#simulator/airwallex/webhook-signature.ts';
import { type RunningSimulator, startSimulator } from '#simulator/start.ts';
import { signWebhook as signAsStripe } from '#simulator/stripe/call.ts';
import { type Move, openChargeLog } from './charge-log.ts';
import { type Mailbox, openMailbox } from './mailbox.ts';
import {
  type ProviderKeys,
  passChallenge,
  payFps,
  providerKeys,
  registerWebhooks,
} from './shoppers.ts';

/** A notification as its provider wrote it; signed anew at each delivery, as providers do. */
export interface Notification {
  readonly provider: ProviderId;
  readonly rawBody: string;
}

/**
 * Praya's operations against the real simulator over HTTP, on one clock that the test moves for both.
 * What the providers post is kept until the test delivers it: late, twice, in another order, or never.
 */
export interface World {
  readonly context: AppContext;
  readonly clock: TestClock;
  readonly simulator: RunningSimulator;
  readonly keys: ProviderKeys;
  readonly merchant: SeededMerchant;
  /** Another node of the app on the same simulator: a context and connections of its own. */
  node(database: Database): AppContext;
  /** The providers' own record, from its file. */
  moves(): readonly Move[];
  start(
    sessionId: CheckoutSessionId,
    method: MethodId,
    options?: { token?: string; on?: AppContext },
  ): Promise<StartPaymentResult>;
  /** The shopper pays a code; how many transfers were accepted. */
  payCode(attemptId: PaymentAttemptId, times?: number): Promise<number>;
  /** The shopper passes 3-D Secure; false when nothing is asked any more. */
  authenticate(attemptId: PaymentAttemptId): Promise<boolean>;
  /** What the providers posted since the last call, oldest first. */
  posted(): Promise<readonly Notification[]>;
  /** Delivers a notification, signed now by its provider; or as a forger would. */
  deliver(
    notification: Notification,
    options?: { secret?: string; at?: Date; signedBody?: string },
  ): Promise<'accepted' | 'unknown_account' | 'refused'>;
  /** One round of the background work. */
  work(): Promise<void>;
  close(): Promise<void>;
}

/** Long enough for a busy machine, short enough to wait for: what hangs is hung up on after this. */
const PROVIDER_TIMEOUT_MS = 1_500;

/** Goes by itself, for stories about processes that do not share the test's clock. */
const REAL_TIME: TestClock = {
  now: () => new Date(),
  advance: () => {
    throw new Error('Real time is not moved.');
  },
  set: () => {
    throw new Error('Real time is not set.');
  },
};

let worlds = 0;

export async function openWorld(
  database: Database,
  options: { readonly timeoutMs?: number; readonly realTime?: boolean } = {},
): Promise<World> {
  worlds += 1;
  const dataDir = mkdtempSync(join(tmpdir(), 'praya-faults-'));
  const clock = options.realTime === true ? REAL_TIME : createTestClock(new Date());
  const simulator = await startSimulator({ port: 0, dataDir, now: clock.now });
  const log = openChargeLog(dataDir);
  const mailbox = await openMailbox();
  const keys = providerKeys(`world${process.pid}n${worlds}`);
  const secrets = await registerWebhooks(simulator.origin, keys, {
    stripe: `${mailbox.url}/stripe`,
    airwallex: `${mailbox.url}/airwallex`,
  });
  const node = (on: Database) =>
    createTestContext(on, {
      clock,
      env: {
        SIMULATOR_ORIGIN: simulator.origin,
        PROVIDER_TIMEOUT_MS: String(options.timeoutMs ?? PROVIDER_TIMEOUT_MS),
        LOG_LEVEL: 'silent',
      },
    }).context;
  const context = node(database);
  const merchant = await seedMerchant(context, {
    credentials: {
      stripe: { ...keys.stripe, webhookSecret: secrets.stripe },
      airwallex: { ...keys.airwallex, webhookSecret: secrets.airwallex, environment: 'demo' },
    },
  });
  const sign = (provider: ProviderId, rawBody: string, secret: string, at: Date) =>
    lowerCased(
      provider === 'stripe'
        ? signAsStripe(rawBody, secret, at)
        : signAsAirwallex(rawBody, secret, at),
    );

  return {
    context,
    clock,
    simulator,
    keys,
    merchant,
    node,
    moves: log.moves,
    start: (sessionId, method, { token, on = context } = {}) =>
      startPayment(on, {
        sessionId,
        method,
        device: { form: 'desktop', os: 'other' },
        locale: 'en',
        input: token === undefined ? {} : { confirmationToken: token },
        customerEmail: null,
      }),
    async payCode(attemptId, times = 1) {
      const payload = await codeOf(context, attemptId);
      return payload === null ? 0 : payFps(simulator.origin, payload, times);
    },
    async authenticate(attemptId) {
      const attempt = await findAttempt(context.database.db, attemptId);
      const reference = attempt?.providerReference;
      return reference == null ? false : passChallenge(simulator.origin, keys, reference);
    },
    posted: () => takePosted(simulator, mailbox),
    deliver: (notification, { secret, at, signedBody } = {}) =>
      receiveNotification(context, {
        provider: notification.provider,
        accountId: merchant.accounts[notification.provider],
        headers: sign(
          notification.provider,
          signedBody ?? notification.rawBody,
          secret ?? secrets[notification.provider as keyof typeof secrets],
          at ?? clock.now(),
        ),
        rawBody: notification.rawBody,
      }),
    async work() {
      for (const job of [processNotifications, reconcile, executeRefunds, expireSessions]) {
        await job(context);
      }
    },
    async close() {
      await simulator.stop();
      await mailbox.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function takePosted(
  simulator: RunningSimulator,
  mailbox: Mailbox,
): Promise<readonly Notification[]> {
  await simulator.context.webhooks.idle();
  return mailbox.take().map(({ path, rawBody }) => ({
    provider: path === '/stripe' ? 'stripe' : 'airwallex',
    rawBody,
  }));
}

async function codeOf(context: AppContext, attemptId: PaymentAttemptId): Promise<string | null> {
  const attempt = await findAttempt(context.database.db, attemptId);
  const action = attempt === null ? null : openNextAction(context, attempt);
  return action?.type === 'show_qr' ? action.payload : null;
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}
