import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { addProviderAccount } from '#lib/operations/admin/add-provider-account.ts';
import { createApiKey } from '#lib/operations/admin/create-api-key.ts';
import { createMerchant } from '#lib/operations/admin/create-merchant.ts';
import {
  addEmbedOrigin,
  listEmbedOrigins,
  removeEmbedOrigin,
} from '#lib/operations/admin/embed-origins.ts';
import { removeWebhookEndpoint } from '#lib/operations/admin/remove-webhook-endpoint.ts';
import { setMethods } from '#lib/operations/admin/set-methods.ts';
import { setWebhookEndpoint } from '#lib/operations/admin/set-webhook-endpoint.ts';
import { openApp } from '#lib/operations/app-context.ts';
import type { AppContext } from '#lib/operations/context.ts';
import type { OrderingPolicyId } from '#lib/ordering/policies/table.ts';
import { readEnv } from '#lib/platform/env.ts';
import { type SeededLinks, seedLinks } from './seed-links.ts';
import { seedOrdering } from './seed-ordering.ts';
import { type SeededOwner, seedOwner } from './seed-owner.ts';

/** What was made once and is kept: the keys are shown only when they are made. */
const keptSchema = z.object({
  merchantId: z.string(),
  secretKey: z.string(),
  shopEndpoint: z.object({ id: z.string(), url: z.string(), secret: z.string() }),
  /** A merchant with nothing but a key, to whom the first one's sessions are none of its business. */
  stranger: z.object({ merchantId: z.string(), secretKey: z.string() }),
  /** The shop's other till: FPS to its own bank account, confirmed by the shop itself. */
  direct: z.object({
    merchantId: z.string(),
    secretKey: z.string(),
    shopEndpoint: z.object({ id: z.string(), url: z.string(), secret: z.string() }),
  }),
  /** The codes of the first merchant's payment links. */
  links: z.object({ tasting: z.string(), harbour: z.string() }).optional(),
  /** Who signs in to the first merchant's dashboard. */
  owner: z.object({ email: z.string(), password: z.string() }).optional(),
});
type Kept = z.infer<typeof keptSchema>;

/** Providers with a wire of their own, which the simulator plays. */
type RemoteProviderId = 'stripe' | 'airwallex';

export interface StackKeys {
  readonly merchantId: string;
  /** The merchant's secret key at Praya. */
  readonly secretKey: string;
  /** Signs what Praya sends to the demo shop. */
  readonly webhookSecret: string;
  /** The simulated Stripe account's key for browsers: Praya itself has none. */
  readonly publishableKey: string;
  /** The merchant's accounts, and where each provider's notifications go. */
  readonly accounts: Readonly<
    Record<RemoteProviderId, { readonly id: string; readonly webhookUrl: string }>
  >;
  /** What signs the simulated providers' notifications. */
  readonly providerSecrets: Readonly<Record<RemoteProviderId, string>>;
  readonly stranger: { readonly merchantId: string; readonly secretKey: string };
  /** The merchant that takes FPS to its own bank account. */
  readonly direct: {
    readonly merchantId: string;
    readonly secretKey: string;
    readonly webhookSecret: string;
  };
  /** The addresses of its payment links. */
  readonly links: SeededLinks;
  /** Who signs in to its dashboard. */
  readonly owner: SeededOwner;
}

export interface SeedOptions {
  /** The settings the app will run with. */
  readonly appEnv: Readonly<Record<string, string>>;
  readonly urls: { readonly app: string; readonly simulator: string; readonly shop: string };
  readonly dataDir: string;
  /** Besides the shop's own, where pages may embed the demo merchant's checkout pages. */
  readonly embedOrigins?: readonly string[];
  /** By what the demo merchant's methods are ordered; in its own order unless told. */
  readonly ordering?: OrderingPolicyId;
}

const STRIPE = { secretKey: 'sk_test_harbourtea', publishableKey: 'pk_test_harbourtea' };
const AIRWALLEX = { clientId: 'harbourtea', apiKey: 'awx_test_harbourtea' };

const OWNER = { email: 'mei@harbourtea.example.hk', name: '陳美 Mei Chan' };

/**
 * Makes the demo merchant where there is none yet, and wires the simulator and the shop to it. Runs
 * while the app does not: PGlite is one process's at a time. The simulator has to be up, for it
 * forgets the registrations of its Stripe when it ends.
 */
export async function seedStack(options: SeedOptions): Promise<StackKeys> {
  const { appEnv, urls, dataDir } = options;
  const file = join(dataDir, 'keys.json');
  const kept = readKept(file);
  const env = readEnv({ ...appEnv, LOG_LEVEL: 'error' });
  // A start that was cut short left a database whose keys nobody knows.
  if (kept === null) rmSync(join(dataDir, 'db'), { recursive: true, force: true });
  const app = await openApp(env, { work: false });
  try {
    const merchant = kept ?? (await seedMerchant(app.context, urls.shop));
    const current = await followShop(app.context, merchant, urls.shop);
    keep(file, current);
    const providers = await connectProviders(app.context, current.merchantId, urls);
    await setMethods(app.context, {
      merchant: current.merchantId,
      mode: 'test',
      methods: [
        'fps',
        'card',
        'alipayhk',
        'payme',
        'octopus',
        // At Stripe it is a code alone, which the phone that shows it cannot scan.
        { method: 'wechat_pay', provider: 'airwallex' },
        'alipay',
        'apple_pay',
        'google_pay',
      ],
    });
    if (options.ordering !== undefined) {
      await seedOrdering(app.context, current.merchantId, options.ordering);
    }
    await registerEmbedOrigins(app.context, current.merchantId, [
      urls.shop,
      ...(options.embedOrigins ?? []),
    ]);
    await registerEmbedOrigins(app.context, current.direct.merchantId, [urls.shop]);
    const links = current.links ?? (await seedLinks(app.context, current.merchantId));
    const tills = [current.merchantId, current.direct.merchantId] as const;
    const owner = current.owner ?? (await seedOwner(app.context, tills, OWNER));
    keep(file, { ...current, links, owner });
    await connectOwnAccount(app.context, current.direct.merchantId);
    await connectCards(app.context, current.stranger.merchantId);
    return {
      merchantId: current.merchantId,
      secretKey: current.secretKey,
      webhookSecret: current.shopEndpoint.secret,
      publishableKey: STRIPE.publishableKey,
      stranger: current.stranger,
      direct: {
        merchantId: current.direct.merchantId,
        secretKey: current.direct.secretKey,
        webhookSecret: current.direct.shopEndpoint.secret,
      },
      owner,
      links: {
        tasting: `${urls.app}/l/${links.tasting}`,
        harbour: `${urls.app}/l/${links.harbour}`,
      },
      ...providers,
    };
  } finally {
    await app.close();
  }
}

function keep(file: string, kept: Kept): void {
  writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
}

/** Null where nothing was kept, or it is of an older version that knew of less: then all begins anew. */
function readKept(file: string): Kept | null {
  if (!existsSync(file)) return null;
  return keptSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? null;
}

/** A cup of tea on the water. */
const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><rect width="36" height="36" fill="#0f6b5c"/>' +
  '<g fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">' +
  '<path d="M9 15h15v5a6 6 0 0 1-6 6h-3a6 6 0 0 1-6-6z"/><path d="M24 16h1.5a3 3 0 0 1 0 6H23.500"/>' +
  '<path d="M14 11c-1-1.500 1-2.500 0-4M19 11c-1-1.500 1-2.500 0-4"/>' +
  '<path d="M7 30c2 0 2-1.200 4-1.200s2 1.200 4 1.200 2-1.200 4-1.200 2 1.200 4 1.200 2-1.200 4-1.200"/></g></svg>';

async function seedMerchant(context: AppContext, shopUrl: string): Promise<Kept> {
  const { id: merchantId } = await createMerchant(context, {
    name: 'Harbour Tea',
    nameZh: '港灣茶行',
    accentColor: '#0f6b5c',
    logo: Buffer.from(LOGO),
    supportEmail: 'help@harbourtea.example.hk',
    termsUrl: `${shopUrl}/`,
  });
  const stranger = await createMerchant(context, { name: 'Peak Ceramics', nameZh: '山頂陶藝' });
  const { id: directId } = await createMerchant(context, {
    name: 'Harbour Tea',
    nameZh: '港灣茶行',
    accentColor: '#8a4b1f',
    logo: Buffer.from(LOGO.replace('#0f6b5c', '#8a4b1f')),
    supportEmail: 'help@harbourtea.example.hk',
  });
  return {
    merchantId,
    secretKey: await secretKeyOf(context, merchantId),
    shopEndpoint: await shopEndpoint(context, merchantId, shopUrl),
    stranger: { merchantId: stranger.id, secretKey: await secretKeyOf(context, stranger.id) },
    direct: {
      merchantId: directId,
      secretKey: await secretKeyOf(context, directId),
      shopEndpoint: await shopEndpoint(context, directId, shopUrl),
    },
  };
}

async function secretKeyOf(context: AppContext, merchant: string): Promise<string> {
  return (await createApiKey(context, { merchant, mode: 'test' })).key;
}

async function shopEndpoint(
  context: AppContext,
  merchant: string,
  shopUrl: string,
): Promise<Kept['shopEndpoint']> {
  const url = `${shopUrl}/webhooks`;
  const { id, secret } = await setWebhookEndpoint(context, { merchant, mode: 'test', url });
  return { id, url, secret };
}

/** The shop may have moved to another port since. */
async function followShop(context: AppContext, kept: Kept, shopUrl: string): Promise<Kept> {
  if (kept.shopEndpoint.url === `${shopUrl}/webhooks`) return kept;
  const { merchantId, direct } = kept;
  await removeWebhookEndpoint(context, { endpoint: kept.shopEndpoint.id });
  await removeWebhookEndpoint(context, { endpoint: direct.shopEndpoint.id });
  return {
    ...kept,
    shopEndpoint: await shopEndpoint(context, merchantId, shopUrl),
    direct: {
      ...direct,
      shopEndpoint: await shopEndpoint(context, direct.merchantId, shopUrl),
    },
  };
}

/** These and no others: the shop may have been on other ports before. */
async function registerEmbedOrigins(
  context: AppContext,
  merchant: string,
  origins: readonly string[],
): Promise<void> {
  const of = { merchant, mode: 'test' } as const;
  for (const origin of await listEmbedOrigins(context, of)) {
    if (!origins.includes(origin)) await removeEmbedOrigin(context, { ...of, origin });
  }
  for (const origin of origins) await addEmbedOrigin(context, { ...of, origin });
}

/** The account whose statement the simulator's bank shows (simulator/bank-app/merchant-account.ts). */
async function connectOwnAccount(context: AppContext, merchant: string): Promise<void> {
  await addProviderAccount(context, {
    merchant,
    provider: 'fps-direct',
    mode: 'test',
    credentials: {
      fpsId: '1688388',
      payeeName: 'HARBOUR TEA LIMITED',
      payeeNameZh: '港灣茶行有限公司',
      environment: 'test',
    },
  });
  await setMethods(context, { merchant, mode: 'test', methods: ['fps'] });
}

/** The other merchant takes cards, on an account of its own. */
async function connectCards(context: AppContext, merchant: string): Promise<void> {
  const provider = 'stripe';
  await addProviderAccount(context, {
    merchant,
    provider,
    mode: 'test',
    credentials: {
      secretKey: 'sk_test_peakceramics',
      publishableKey: 'pk_test_peakceramics',
      webhookSecret: 'whsec_unregistered',
    },
  });
  await setMethods(context, { merchant, mode: 'test', methods: ['card'] });
}

async function connectProviders(
  context: AppContext,
  merchant: string,
  urls: SeedOptions['urls'],
): Promise<Pick<StackKeys, 'accounts' | 'providerSecrets'>> {
  const webhookUrl = (provider: RemoteProviderId, account: string) =>
    `${urls.app}/api/providers/${provider}/${account}/webhook`;
  const add = (provider: RemoteProviderId, credentials: object) =>
    addProviderAccount(context, { merchant, provider, mode: 'test', credentials });

  // Stripe makes the secret when it is told the address, which names the account: so the account
  // comes first, and gets its secret afterwards, as it would on Stripe's own dashboard.
  const stripe = await add('stripe', { ...STRIPE, webhookSecret: 'whsec_unregistered' });
  const stripeSecret = await registerAtStripe(urls.simulator, webhookUrl('stripe', stripe.id));
  await add('stripe', { ...STRIPE, webhookSecret: stripeSecret });

  const airwallexSecret = 'whsec_awx_harbourtea';
  const airwallex = await add('airwallex', {
    ...AIRWALLEX,
    webhookSecret: airwallexSecret,
    environment: 'demo',
  });
  const { clientId } = AIRWALLEX;
  const url = webhookUrl('airwallex', airwallex.id);
  await post(`${urls.simulator}/control/airwallex/webhooks`, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientId, url, secret: airwallexSecret }),
  });
  return {
    accounts: {
      stripe: { id: stripe.id, webhookUrl: webhookUrl('stripe', stripe.id) },
      airwallex: { id: airwallex.id, webhookUrl: url },
    },
    providerSecrets: { stripe: stripeSecret, airwallex: airwallexSecret },
  };
}

async function registerAtStripe(simulator: string, url: string): Promise<string> {
  const answer = await post(`${simulator}/v1/webhook_endpoints`, {
    headers: { authorization: `Bearer ${STRIPE.secretKey}` },
    body: new URLSearchParams({ url, 'enabled_events[0]': '*' }),
  });
  return z.object({ secret: z.string() }).parse(answer).secret;
}

async function post(
  url: string,
  init: { headers: Record<string, string>; body: string | URLSearchParams },
): Promise<unknown> {
  const headers = { ...init.headers, connection: 'close' };
  const response = await fetch(url, { method: 'POST', body: init.body, headers });
  const text = await response.text();
  if (!response.ok) throw new Error(`POST ${url}: ${response.status} ${text.slice(0, 500)}`);
  return JSON.parse(text);
}
