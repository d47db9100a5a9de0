import { sql } from 'drizzle-orm';
import { handleApiRequest } from '#lib/api/handler.ts';
import type { CheckoutSessionId, WebhookEndpointId } from '#lib/domain/ids.ts';
import { createApiKey } from '#lib/operations/admin/create-api-key.ts';
import { setWebhookEndpoint } from '#lib/operations/admin/set-webhook-endpoint.ts';
import { answerOnce } from '#lib/operations/answer-once.ts';
import { openApp } from '#lib/operations/app-context.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { createCheckoutSession } from '#lib/operations/create-checkout-session.ts';
import { sessionObject } from '#lib/operations/session-object.ts';
import { startPayment } from '#lib/operations/start-payment.ts';
import { createScriptedProvider } from '#lib/operations/testing/scripted-provider.ts';
import { type SeededMerchant, seedMerchant } from '#lib/operations/testing/seed.ts';
import { systemClock } from '#lib/platform/clock.ts';
import { readEnv } from '#lib/platform/env.ts';
import { newId } from '#lib/platform/ids.ts';
import type { Closing } from '../closing.ts';
import {
  type FloorFacts,
  type RunOfSessions,
  openSessionsSql,
  sessionIds,
} from './floor-scripts.ts';

/** Praya's own code at work in this process, on one database, with a provider that answers at once. */
export interface PrayaLoad {
  readonly facts: FloorFacts;
  /** Of the merchant, in test mode. */
  readonly apiKey: string;
  /** Carries out statements, one after another. */
  run(statements: readonly string[]): Promise<void>;
  /** Opens sessions for a run of payments. */
  openSessions(sessions: RunOfSessions): Promise<void>;
  /** What is written to the disk later is written now. Nothing on PGlite. */
  settle(): Promise<void>;
  /** Sessions a second, by the operation behind an idempotency key. */
  createSessions(count: number): Promise<number>;
  /** Sessions a second, by the merchant API: from a request to its answer, without a socket. */
  callApi(count: number): Promise<number>;
  /** Payments a second: a card payment that succeeds, from the submission to the merchant's event. */
  pay(sessions: RunOfSessions): Promise<number>;
}

/** What is in flight at a time. */
export const CONCURRENCY = 10;

/** 32 bytes that everybody may know. */
export const BENCH_SECRET = Buffer.alloc(32, 'praya').toString('base64');

export async function openPrayaLoad(
  database: { DATABASE_URL: string } | { PGLITE_DIR: string },
  closing: Closing,
): Promise<PrayaLoad> {
  const env = readEnv({
    ...database,
    NODE_ENV: 'production',
    LOG_LEVEL: 'error',
    PUBLIC_ORIGIN: 'http://localhost:3000',
    PRAYA_SECRET: BENCH_SECRET,
  });
  const app = await openApp(env, { work: false });
  closing.add(() => app.close());
  const { provider } = createScriptedProvider({ id: 'stripe', now: systemClock.now });
  const context: AppContext = {
    ...app.context,
    providers: { ...app.context.providers, stripe: provider },
  };
  const merchant = await seedMerchant(context);
  const { merchantId } = merchant;
  // Nobody listens there: the deliveries are written, and nothing here carries them out.
  const url = 'http://localhost:9/webhooks';
  const endpoint = await setWebhookEndpoint(context, { merchant: merchantId, mode: 'test', url });
  const { key } = await createApiKey(context, { merchant: merchantId, mode: 'test' });
  const run = async (statements: readonly string[]) => {
    for (const statement of statements) await context.database.db.execute(sql.raw(statement));
  };
  return {
    facts: await factsOf(context, merchant, endpoint.id),
    apiKey: key,
    run,
    openSessions: (sessions) => run(openSessionsSql(merchantId, sessions)),
    settle: () => run(context.database.kind === 'postgres' ? ['checkpoint'] : []),
    createSessions: (count) => perSecond(count, () => createSession(context, merchant)),
    callApi: (count) => perSecond(count, () => callApi(context, key)),
    pay: (sessions) => payAll(context, sessionIds(sessions)),
  };
}

async function factsOf(
  context: AppContext,
  { merchantId, accounts }: SeededMerchant,
  endpointId: WebhookEndpointId,
): Promise<FloorFacts> {
  const created = await context.database.db.transaction((tx) =>
    createCheckoutSession(context, { merchantId, livemode: false, params: PARAMS, tx }),
  );
  const session = sessionObject({ ...created, publicOrigin: context.env.PUBLIC_ORIGIN });
  return { merchantId, accountId: accounts.stripe, endpointId, session };
}

const PARAMS = {
  currency: 'HKD',
  lineItems: [{ name: 'Tieguanyin oolong', description: null, unitAmount: 12_850n, quantity: 1 }],
  successUrl: 'https://tea.example.hk/thanks?s={CHECKOUT_SESSION_ID}',
  cancelUrl: 'https://tea.example.hk/cart',
  clientReferenceId: 'order-1',
  customerEmail: null,
  locale: 'auto',
  metadata: {},
  expiresAt: null,
  submitType: null,
  allowedMethods: null,
  paymentDescription: null,
  paymentMetadata: {},
} as const;

const ENDPOINT = 'POST /v1/checkout/sessions';

async function createSession(context: AppContext, { merchantId }: SeededMerchant): Promise<void> {
  const key = newId('event');
  const scope = { merchantId, livemode: false, endpoint: ENDPOINT, key, bodyHash: key.repeat(2) };
  const result = await answerOnce(context, scope, async (tx) => {
    const created = await createCheckoutSession(context, {
      merchantId,
      livemode: false,
      params: PARAMS,
      tx,
    });
    const object = sessionObject({ ...created, publicOrigin: context.env.PUBLIC_ORIGIN });
    return { status: 200, body: JSON.stringify(object, null, 2) };
  });
  if (result.kind !== 'done') throw new Error(`No session was made: ${result.kind}.`);
}

export const SESSION_FORM = new URLSearchParams({
  mode: 'payment',
  'line_items[0][price_data][currency]': 'hkd',
  'line_items[0][price_data][unit_amount]': '12850',
  'line_items[0][price_data][product_data][name]': 'Tieguanyin oolong',
  'line_items[0][quantity]': '1',
  success_url: PARAMS.successUrl,
  cancel_url: PARAMS.cancelUrl,
  client_reference_id: PARAMS.clientReferenceId,
}).toString();

async function callApi(context: AppContext, key: string): Promise<void> {
  const request = new Request(`${context.env.PUBLIC_ORIGIN}/v1/checkout/sessions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/x-www-form-urlencoded',
      'idempotency-key': newId('event'),
    },
    body: SESSION_FORM,
  });
  const response = await handleApiRequest(context, request);
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
}

async function payAll(context: AppContext, ids: readonly string[]): Promise<number> {
  const rate = await perSecond(ids.length, async (index) => {
    const sessionId = ids[index] as CheckoutSessionId; // made by us, one for each call
    const started = await startPayment(context, {
      sessionId,
      method: 'card',
      device: { form: 'phone', os: 'android' },
      locale: 'en',
      input: { confirmationToken: `ctoken_${sessionId.slice(-24)}` },
      customerEmail: null,
    });
    if (started.kind !== 'attempt') throw new Error(`${sessionId} was not paid: ${started.kind}.`);
  });
  await requirePaid(context, ids);
  return rate;
}

/** A payment that was begun and not booked would flatter the figure. */
async function requirePaid(context: AppContext, ids: readonly string[]): Promise<void> {
  const list = sql.raw(ids.map((id) => `'${id}'`).join(','));
  const { db } = context.database;
  const [row] = await db
    .select({ paid: sql<string>`count(distinct e.subject)` })
    .from(sql`event e join delivery d on d.event_id = e.id`)
    .where(sql`e.subject in (${list}) and e.type = 'checkout.session.completed'`);
  if (Number(row?.paid) !== ids.length) {
    throw new Error(`Of ${ids.length} payments ${row?.paid} were booked and reported.`);
  }
}

/** Does something `count` times, so many at once, and says how often it was done a second. */
async function perSecond(count: number, work: (index: number) => Promise<void>): Promise<number> {
  let next = 0;
  const takeTurns = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      await work(index);
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: CONCURRENCY }, takeTurns));
  return (count * 1000) / (performance.now() - startedAt);
}
