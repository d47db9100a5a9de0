import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { startTemporaryPostgres } from '#lib/db/testing/temporary-postgres.ts';
import type { AttemptView, CheckoutView } from '#lib/domain/checkout-view.ts';
import type { Device } from '#lib/domain/device.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import type { Locale } from '#lib/i18n/locales.ts';
import { setMethods } from '#lib/operations/admin/set-methods.ts';
import { openApp } from '#lib/operations/app-context.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { loadAttempt } from '#lib/operations/load-attempt.ts';
import { loadCheckout } from '#lib/operations/load-checkout.ts';
import { startPayment } from '#lib/operations/start-payment.ts';
import { readEnv } from '#lib/platform/env.ts';
import { buildApp } from '#scripts/stack/build.ts';
import { readPorts, requireFreePorts } from '#scripts/stack/ports.ts';
import { type Stack, createStack } from '#scripts/stack/stack.ts';
import type { Closing } from '../closing.ts';

const DEFAULT_PORTS = { app: 3300, simulator: 4310, shop: 4320 };
export const PHONE: Device = { form: 'phone', os: 'android' };
export const LOCALE: Locale = 'zh-HK';

/** The built app as it is deployed: as `npm start` runs it, on PostgreSQL, with the sandbox's providers. */
export interface PrayaUnderTest {
  /** For what the pages do not say: what is in the database. */
  readonly context: AppContext;
  readonly origin: string;
  /** Changes which methods are offered, and in which order. */
  offer(methods: readonly MethodId[]): Promise<void>;
  /** The app's process. */
  pid(): number;
  /** Makes each script of the card provider's stand-in that much heavier. */
  weighProviderScripts(extraBytes: number): Promise<void>;
  /** A session made through the API, not opened yet. */
  createSession(): Promise<{ id: CheckoutSessionId; url: string }>;
  /** A session as a shop opens it; its methods begin with FPS, so that no card field is loaded. */
  openSession(): Promise<{ id: CheckoutSessionId; url: string; view: OpenView }>;
  /** A session with an FPS code waiting to be paid. */
  openCode(): Promise<{ url: string; view: CodeView }>;
}

export type OpenView = Extract<CheckoutView, { state: 'open' }>;
export type CodeView = Extract<AttemptView, { state: 'requires_action' }>;

/** Builds and starts it, on ports of its own, with everything it keeps in a temporary folder. */
export async function startPraya(closing: Closing): Promise<PrayaUnderTest> {
  const ports = readPorts(DEFAULT_PORTS, process.env);
  await requireFreePorts(ports);
  const dataDir = mkdtempSync(join(tmpdir(), 'praya-bench-'));
  closing.add(async () => rmSync(dataDir, { recursive: true, force: true }));
  console.log('Building the app, unless it is built already…');
  await buildApp(join(dataDir, 'build.log'));

  console.log('Starting PostgreSQL, the app, the simulator and the shop…');
  const postgres = await startTemporaryPostgres();
  closing.add(() => postgres.stop());
  await postgres.createDatabase('praya');
  const database = postgres.url('praya');
  const stack = createStack({
    dataDir,
    ports,
    database,
    mode: 'start',
    onDeath: (message) => {
      console.error(`\n${message}\n`);
      void closing.closeAll().then(() => process.exit(1));
    },
  });
  closing.add(() => stack.stop());
  await stack.start();
  const context = await openOurselves(stack, { dataDir, database, closing });
  const offer = async (methods: readonly MethodId[]) => {
    await setMethods(context, {
      merchant: stack.keys.merchantId,
      mode: 'test',
      methods: [...methods],
    });
  };
  await offer(['fps', 'alipayhk', 'card']);
  return {
    context,
    origin: stack.urls.app,
    offer,
    pid() {
      const { pid } = stack.app;
      if (pid === null) throw new Error('The app does not run.');
      return pid;
    },
    async weighProviderScripts(extraBytes) {
      const response = await fetch(`${stack.urls.simulator}/control/stripe/script-weight`, {
        method: 'PUT',
        body: JSON.stringify({ extra_bytes: extraBytes }),
      });
      if (!response.ok) throw new Error(`The simulator answered ${response.status}.`);
    },
    ...sessionsOf(stack, context),
  };
}

/** The same database and secret in this process, which does none of the background work. */
async function openOurselves(
  stack: Stack,
  where: { dataDir: string; database: string; closing: Closing },
): Promise<AppContext> {
  const env = readEnv({
    NODE_ENV: 'production',
    LOG_LEVEL: 'error',
    PUBLIC_ORIGIN: stack.urls.app,
    SIMULATOR_ORIGIN: stack.urls.simulator,
    PRAYA_SECRET: readFileSync(join(where.dataDir, 'secret'), 'utf8').trim(),
    DATABASE_URL: where.database,
  });
  const app = await openApp(env, { work: false });
  where.closing.add(() => app.close());
  return app.context;
}

function sessionsOf(
  stack: Stack,
  context: AppContext,
): Pick<PrayaUnderTest, 'createSession' | 'openSession' | 'openCode'> {
  const { hostname, port } = new URL(stack.urls.app);
  const stripe = new Stripe(stack.keys.secretKey, { host: hostname, port, protocol: 'http' });

  async function create(): Promise<CheckoutSessionId> {
    const session = await stripe.checkout.sessions.create({
      mode: 'payment',
      locale: LOCALE,
      line_items: [
        lineItem('安溪鐵觀音', 16_800, 1),
        lineItem('絲襪奶茶茶膽', 12_850, 2),
        lineItem('茉莉龍珠', 9_800, 1),
      ],
      success_url: `${stack.urls.shop}/?session_id={CHECKOUT_SESSION_ID}`,
      cancel_url: `${stack.urls.shop}/cart`,
    });
    return session.id as CheckoutSessionId; // our own API's answer
  }
  const pathOf = (id: CheckoutSessionId) => `${stack.urls.app}/${LOCALE}/pay/${id}`;

  return {
    async createSession() {
      const id = await create();
      return { id, url: pathOf(id) };
    },
    async openSession() {
      const id = await create();
      const view = await loadCheckout(context, { sessionId: id, device: PHONE });
      if (view?.state !== 'open') throw new Error(`The new session ${id} is not open.`);
      return { id, url: pathOf(id), view };
    },
    async openCode() {
      const sessionId = await create();
      const started = await startPayment(context, {
        sessionId,
        method: 'fps',
        device: PHONE,
        locale: LOCALE,
        input: {},
        customerEmail: null,
      });
      if (started.kind !== 'attempt') throw new Error(`No FPS code: ${started.kind}.`);
      const { attemptId } = started;
      const view = await loadAttempt(context, { sessionId, attemptId, device: PHONE });
      if (view?.state !== 'requires_action') throw new Error(`No FPS code: ${view?.state}.`);
      return { url: `${pathOf(sessionId)}/${attemptId}`, view };
    },
  };
}

function lineItem(name: string, unitAmount: number, quantity: number) {
  return {
    price_data: { currency: 'hkd', unit_amount: unitAmount, product_data: { name } },
    quantity,
  };
}
