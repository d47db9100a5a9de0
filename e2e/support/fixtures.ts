import { join } from 'node:path';
import { type Page, devices, test as base } from '@playwright/test';
import Stripe from 'stripe';
import type { OrderingPolicyId } from '#lib/ordering/policies/table.ts';
import { type Stack, createStack } from '#scripts/stack/stack.ts';
import { type SimulatorControl, simulatorControl } from './simulator-control.ts';
import { DATA_DIR, type RunningStack, portsOf, stackOfWorker } from './stacks.ts';

export { expect } from '@playwright/test';

type SessionParams = Partial<Stripe.Checkout.SessionCreateParams>;

interface Fixtures {
  /** The app, the simulator and the shop that this worker's tests share. No fault is armed at the start. */
  stack: RunningStack;
  simulator: SimulatorControl;
  /** The official SDK with the merchant's key. */
  stripe: Stripe;
  /** The official SDK with the key of another merchant. */
  strangersStripe: Stripe;
  /** Makes a checkout session: HK$128.50 of tea unless told. Its `url` is the page. */
  newSession: (params?: SessionParams) => Promise<Stripe.Checkout.Session & { url: string }>;
  /** A page on a phone, in a browser context of its own. Its browser has no wallet. */
  phone: Page;
  /** A page on a desktop, in a browser context of its own. Its browser has no wallet. */
  desktop: Page;
  /** A page on a desktop, in a browser that may have Google Pay. */
  walletDesktop: Page;
  /** Starts a stack for this test alone, to be killed and started again. Takes about ten seconds. */
  startOwnStack: (options?: {
    env?: Readonly<Record<string, string>>;
    /** `pglite`, or the address of a PostgreSQL database. */
    database?: string;
    /** Besides its shop's own, where pages may embed its checkout pages. */
    embedOrigins?: readonly string[];
    /** By what its merchant's methods are ordered; in its own order unless told. */
    ordering?: OrderingPolicyId;
  }) => Promise<Stack>;
}

export const test = base.extend<Fixtures>({
  stack: async ({ browserName }, use, testInfo) => {
    void browserName; // Playwright wants a pattern here, and a pattern wants a name.
    const stack = stackOfWorker(testInfo.parallelIndex);
    const control = simulatorControl(stack.urls.simulator);
    await control.disarmAll();
    await control.wallets({});
    await control.airwallex({});
    await control.outages({});
    await use(stack);
    await control.disarmAll();
  },
  simulator: async ({ stack }, use) => {
    await use(simulatorControl(stack.urls.simulator));
  },
  stripe: async ({ stack }, use) => {
    await use(stripeClient(stack.urls.app, stack.keys.secretKey));
  },
  strangersStripe: async ({ stack }, use) => {
    await use(stripeClient(stack.urls.app, stack.keys.stranger.secretKey));
  },
  newSession: async ({ stack, stripe }, use) => {
    await use((params) => newSession(stripe, stack.urls.shop, params));
  },
  phone: async ({ browser, locale, timezoneId }, use) => {
    const { defaultBrowserType: _, ...pixel } = devices['Pixel 7'] ?? {};
    const context = await browser.newContext({
      ...pixel,
      ...(locale === undefined ? {} : { locale }),
      ...(timezoneId === undefined ? {} : { timezoneId }),
    });
    await context.addInitScript(takeWalletsAway);
    await use(await context.newPage());
    await context.close();
  },
  desktop: async ({ browser, locale, timezoneId }, use) => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      ...(locale === undefined ? {} : { locale }),
      ...(timezoneId === undefined ? {} : { timezoneId }),
    });
    await context.addInitScript(takeWalletsAway);
    await use(await context.newPage());
    await context.close();
  },
  walletDesktop: async ({ browser }, use) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await use(await context.newPage());
    await context.close();
  },
  startOwnStack: async ({ browserName }, use, testInfo) => {
    void browserName; // as above
    testInfo.setTimeout(testInfo.timeout + 120_000);
    let own: Stack | null = null;
    await use(async ({ env = {}, database = 'pglite', embedOrigins = [], ordering } = {}) => {
      if (own !== null) throw new Error('A test has one stack of its own.');
      own = createStack({
        dataDir: join(DATA_DIR, 'own', testInfo.testId),
        ports: portsOf(testInfo.parallelIndex, true),
        database,
        mode: 'start',
        env,
        embedOrigins,
        ...(ordering === undefined ? {} : { ordering }),
        onDeath: (message) => console.error(message),
      });
      await own.start();
      return own;
    });
    // The compiler does not see that the function above was called.
    await (own as Stack | null)?.stop();
  },
});

/** Runs in the browser, before any page's own script. */
function takeWalletsAway(): void {
  Reflect.deleteProperty(globalThis, 'PaymentRequest');
}

/** The official SDK, pointed at Praya; nothing is retried behind a test's back. */
export function stripeClient(app: string, secretKey: string): Stripe {
  const { hostname, port } = new URL(app);
  return new Stripe(secretKey, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0 });
}

/** Makes a checkout session: HK$128.50 of tea unless told. */
export async function newSession(
  stripe: Stripe,
  shop: string,
  params: SessionParams = {},
): Promise<Stripe.Checkout.Session & { url: string }> {
  const session = await stripe.checkout.sessions.create({
    mode: 'payment',
    line_items: [
      {
        price_data: {
          currency: 'hkd',
          unit_amount: 12_850,
          product_data: { name: '絲襪奶茶茶膽 Milk tea blend' },
        },
        quantity: 1,
      },
    ],
    success_url: `${shop}/?session_id={CHECKOUT_SESSION_ID}`,
    cancel_url: `${shop}/cart`,
    ...params,
  });
  const { url } = session;
  if (url === null) throw new Error(`the session ${session.id} has no page`);
  return { ...session, url };
}
