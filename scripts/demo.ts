import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import Stripe from 'stripe';
import { buildEmbedScript } from './build/embed-script.mjs';
import { buildApp } from './stack/build.ts';
import { StackError, readPorts, requireFreePorts } from './stack/ports.ts';
import { type Stack, createStack } from './stack/stack.ts';

const ROOT = join(import.meta.dirname, '..');
const DATA_DIR = join(ROOT, '.praya/demo');
const DEMO_FILE = join(ROOT, '.praya/demo.json');
const DEFAULT_PORTS = { app: 3000, simulator: 4010, shop: 4020 };

let ending: Promise<never> | null = null;
const mode = process.argv.includes('--dev') ? 'dev' : 'start';
await run().catch((error: unknown) => {
  if (!(error instanceof StackError)) throw error;
  console.error(`\n${error.message}\n`);
  process.exit(1);
});

async function run(): Promise<void> {
  const ports = readPorts(DEFAULT_PORTS, process.env);
  // Before the build, which takes a while: nobody should wait for it to hear of a taken port.
  await requireFreePorts(ports);
  const stack = createStack({
    dataDir: DATA_DIR,
    ports,
    database: 'pglite',
    mode,
    // So that traffic has something to teach.
    ordering: 'paid-rate',
    // What stands in front of an app names the shopper's address. Here nothing does: scripts/traffic names one itself.
    env: { TRUSTED_PROXY_HOPS: '1' },
    onDeath: (message) => void end(stack, 1, `\n${message}\n`),
  });
  stopOnSignals(stack);
  if (mode === 'start') {
    const seconds = await timed(async () => {
      console.log('Building the app (about a minute the first time)…');
      await buildApp(join(DATA_DIR, 'build.log'));
    });
    console.log(`Built in ${seconds} s.`);
  } else {
    await buildEmbedScript();
  }
  console.log('Starting the app, the simulator and the shop…');
  try {
    const seconds = await timed(() => stack.start());
    const checkoutUrl = await openCheckout(stack);
    writeDemoFile(stack, checkoutUrl);
    console.log(`Started in ${seconds} s.\n${whatToClick(stack, checkoutUrl)}`);
  } catch (error) {
    if (ending !== null) return;
    await end(stack, 1, error instanceof Error ? `\n${error.message}\n` : String(error));
  }
}

/** Ends everything, once, whoever asks first. */
function end(stack: Stack, exitCode: number, message: string): Promise<never> {
  ending ??= (async () => {
    if (message !== '') console.error(message);
    await stack.stop();
    process.exit(exitCode);
  })();
  return ending;
}

function stopOnSignals(stack: Stack): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void end(stack, 0, '\nStopping…'));
  }
  // npm may be killed without passing it on: then nobody is left who could stop us.
  const startedBy = process.ppid;
  setInterval(() => {
    if (process.ppid !== startedBy) void end(stack, 0, '');
  }, 1000).unref();
}

async function timed(work: () => Promise<unknown>): Promise<string> {
  const startedAt = performance.now();
  await work();
  return ((performance.now() - startedAt) / 1000).toFixed(1);
}

/** A session made as a merchant's server would make it: with the official SDK, pointed at Praya. */
async function openCheckout(stack: Stack): Promise<string> {
  const { hostname, port } = new URL(stack.urls.app);
  const stripe = new Stripe(stack.keys.secretKey, { host: hostname, port, protocol: 'http' });
  const item = (name: string, unitAmount: number, quantity: number) => ({
    price_data: { currency: 'hkd', unit_amount: unitAmount, product_data: { name } },
    quantity,
  });
  const session = await stripe.checkout.sessions.create({
    mode: 'payment',
    line_items: [
      item('安溪鐵觀音 Tieguanyin oolong', 16_800, 1),
      item('絲襪奶茶茶膽 Milk tea blend', 12_850, 2),
      item('茉莉龍珠 Jasmine pearls', 9_800, 1),
    ],
    success_url: `${stack.urls.shop}/?session_id={CHECKOUT_SESSION_ID}`,
    cancel_url: `${stack.urls.shop}/cart`,
    client_reference_id: 'demo-order',
  });
  if (session.url === null) throw new Error(`the session ${session.id} has no page`);
  return session.url;
}

/** For scripts and people; the keys in it are the demo's own, so its owner alone may read it. */
function writeDemoFile(stack: Stack, checkoutUrl: string): void {
  const { urls, keys } = stack;
  const demo = {
    app: urls.app,
    simulator: urls.simulator,
    shop: urls.shop,
    secretKey: keys.secretKey,
    publishableKey: keys.publishableKey,
    webhookSecret: keys.webhookSecret,
    direct: keys.direct,
    links: keys.links,
    dashboard: { url: `${urls.app}/dashboard`, ...keys.owner },
    checkoutUrl,
  };
  writeFileSync(DEMO_FILE, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
}

function whatToClick({ urls, keys }: Stack, checkoutUrl: string): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    version: string; // our own file
  };
  return `
  Praya ${version} is running.

    Shop             ${urls.shop}
                     buy something, and pay for it: on our page, or with "Pay on the shop's page" inside
                     the shop's own, which then leads to an origin where that is refused
    Checkout page    ${checkoutUrl}
                     one that is ready to be paid
    Payment links    ${keys.links.tasting}
                     ${keys.links.harbour}
                     posters to print: add /poster.svg
    Dashboard        ${urls.app}/dashboard
                     sign in as ${keys.owner.email} with ${keys.owner.password}
    Bank app         ${urls.simulator}/bank-app
                     scan or paste an FPS code, and pay it
    Wallets          ${urls.simulator}/wallet
                     the same for the codes of PayMe, WeChat Pay and the others
    FPS direct       ${urls.shop}/?till=direct
                     FPS to the shop's own account; what comes in: ${urls.simulator}/bank-app/statement
    Control          ${urls.simulator}/control
                     what was charged, and faults to switch on
    Traffic          npm run traffic -- --sessions 2000
                     in another terminal: shoppers for whom the order of methods learns

    Test cards, any future date, any CVC:
      4242 4242 4242 4242  is paid       4000 0025 0000 3155  asks for 3-D Secure
      4000 0000 0000 9995  is declined: insufficient funds

    Keys             ${relative(ROOT, DEMO_FILE)}
    Logs             ${relative(ROOT, join(DATA_DIR, 'logs'))}

  Ctrl-C stops everything. What was sold is kept; delete .praya/ to begin anew.
`;
}
