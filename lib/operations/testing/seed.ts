import { insertMerchant } from '#lib/db/stores/merchant-store.ts';
import { replaceMethodSettings } from '#lib/db/stores/method-setting-store.ts';
import { insertProviderAccount } from '#lib/db/stores/provider-account-store.ts';
import { insertSession } from '#lib/db/stores/session-store.ts';
import type { CurrencyCode } from '#lib/domain/currency.ts';
import type {
  CheckoutSessionId,
  CustomerId,
  MerchantId,
  PaymentIntentId,
  ProviderAccountId,
} from '#lib/domain/ids.ts';
import { METHOD_IDS, type MethodId } from '#lib/domain/method-id.ts';
import { PROVIDER_IDS, type ProviderId } from '#lib/domain/provider.ts';
import type { KeepCardWish } from '#lib/domain/saved-card.ts';
import type { SessionEmbed } from '#lib/domain/session-embed.ts';
import { newId, newSessionId } from '#lib/platform/ids.ts';
import type { AppContext } from '../context.ts';
import { PROVIDERS } from '../provider-registry.ts';

export interface SeededMerchant {
  readonly merchantId: MerchantId;
  /** The account at each provider. */
  readonly accounts: Readonly<Record<ProviderId, ProviderAccountId>>;
}

const DEFAULT_CREDENTIALS: Readonly<Record<ProviderId, object>> = {
  stripe: {
    secretKey: 'sk_test_seed',
    publishableKey: 'pk_test_seed',
    webhookSecret: 'whsec_seed',
  },
  airwallex: {
    clientId: 'client_seed',
    apiKey: 'key_seed',
    webhookSecret: 'secret_seed',
    environment: 'demo',
  },
  'fps-direct': {
    fpsId: '1688388',
    payeeName: 'HARBOUR TEA LTD',
    payeeNameZh: '海港茶莊',
    environment: 'test',
  },
};

/** Which provider runs a method unless a test says otherwise: the first that can. */
function defaultProvider(method: MethodId): ProviderId {
  const able = PROVIDER_IDS.find((id) => PROVIDERS[id].methods.includes(method));
  if (able === undefined) throw new Error(`No provider runs ${method}.`);
  return able;
}

/** A merchant in test mode with an account at every provider and every method switched on. */
export async function seedMerchant(
  context: AppContext,
  options: {
    readonly name?: string;
    /** In the merchant's order. */
    readonly methods?: readonly MethodId[];
    /** Who runs a method; a name alone runs them all. */
    readonly providerOf?: ProviderId | Partial<Record<MethodId, ProviderId>>;
    readonly credentials?: Partial<Record<ProviderId, object>>;
  } = {},
): Promise<SeededMerchant> {
  const { db } = context.database;
  const now = context.clock.now();
  const merchantId = newId('merchant');
  await insertMerchant(db, {
    id: merchantId,
    name: options.name ?? 'Harbour Tea',
    nameZh: '海港茶莊',
    logoUrl: null,
    accentColor: '#0f6b5c',
    supportEmail: 'help@tea.example.hk',
    supportUrl: null,
    termsUrl: null,
    createdAt: now,
  });
  const credentials = { ...DEFAULT_CREDENTIALS, ...options.credentials };
  const accounts = {
    stripe: await seedAccount(context, merchantId, 'stripe', credentials.stripe),
    airwallex: await seedAccount(context, merchantId, 'airwallex', credentials.airwallex),
    'fps-direct': await seedAccount(context, merchantId, 'fps-direct', credentials['fps-direct']),
  };
  const { providerOf = {} } = options;
  const providerFor = (method: MethodId): ProviderId =>
    typeof providerOf === 'string' ? providerOf : (providerOf[method] ?? defaultProvider(method));
  const settings = (options.methods ?? METHOD_IDS).map((method, position) => ({
    merchantId,
    livemode: false,
    method,
    providerAccountId: accounts[providerFor(method)],
    position,
    enabled: true,
    publicReason: {},
    minAmount: null,
    maxAmount: null,
  }));
  await db.transaction((tx) => replaceMethodSettings(tx, merchantId, false, settings));
  return { merchantId, accounts };
}

async function seedAccount(
  context: AppContext,
  merchantId: MerchantId,
  provider: ProviderId,
  credentials: object,
): Promise<ProviderAccountId> {
  const id = newId('provider_account');
  await insertProviderAccount(context.database.db, {
    id,
    merchantId,
    provider,
    livemode: false,
    credentials: context.secrets.seal(
      JSON.stringify(credentials),
      `provider_account.credentials:${id}`,
    ),
    createdAt: context.clock.now(),
  });
  return id;
}

const HALF_AN_HOUR_MS = 30 * 60 * 1000;
const SUCCESS_URL = 'https://tea.example.hk/thanks?s={CHECKOUT_SESSION_ID}';

/** An open session with its line item and intent. `amountMinor` in minor units; HK$128.50 unless told. */
export async function seedSession(
  context: AppContext,
  merchantId: MerchantId,
  options: {
    readonly amountMinor?: bigint;
    readonly currency?: CurrencyCode;
    readonly captureMethod?: 'automatic' | 'manual';
    readonly lifetimeMs?: number;
    readonly allowedMethods?: readonly MethodId[];
    readonly successUrl?: string | null;
    readonly clientReferenceId?: string;
    /** What the merchant knows its shopper by. */
    readonly customerEmail?: string;
    /** To be shown inside the merchant's page. */
    readonly embed?: SessionEmbed;
    /** The card is to be kept. */
    readonly keepCard?: { readonly customerId: CustomerId; readonly wish: KeepCardWish };
  } = {},
): Promise<CheckoutSessionId> {
  const now = context.clock.now();
  const id = newSessionId(false);
  const amount = options.amountMinor ?? 12_850n;
  const currency = options.currency ?? 'HKD';
  const common = { merchantId, livemode: false, currency, createdAt: now, metadata: {} };
  await context.database.db.transaction((tx) =>
    insertSession(tx, {
      session: {
        ...common,
        id,
        status: 'open',
        amountTotal: amount,
        successUrl: options.successUrl === undefined ? SUCCESS_URL : options.successUrl,
        cancelUrl: 'https://tea.example.hk/cart',
        locale: 'auto',
        allowedMethods: options.allowedMethods === undefined ? null : [...options.allowedMethods],
        expiresAt: new Date(now.getTime() + (options.lifetimeMs ?? HALF_AN_HOUR_MS)),
        clientReferenceId: options.clientReferenceId ?? null,
        customerEmail: options.customerEmail ?? null,
        collectedEmail: null,
        excludedMethods: null,
        submitType: null,
        completedAt: null,
        expiredAt: null,
        recoveryEnabled: false,
        recoveredFrom: null,
        recoveryCount: 0,
        embed: options.embed ?? null,
        customerId: options.keepCard?.customerId ?? null,
        createsCustomer: false,
        paymentLinkId: null,
        customFields: [],
        keepCard: options.keepCard?.wish ?? null,
        hasPage: true,
      },
      lineItems: [
        {
          id: newId('line_item'),
          sessionId: id,
          position: 0,
          name: 'Tieguanyin oolong',
          description: null,
          unitAmount: amount,
          quantity: 1,
          price: null,
        },
      ],
      intent: {
        ...common,
        ...(options.keepCard?.wish.asked === 'setup'
          ? {
              id: newId('setup_intent') as string as PaymentIntentId, // as createCheckoutSession does
              purpose: 'setup' as const,
            }
          : { id: newId('payment_intent'), purpose: 'payment' as const }),
        sessionId: id,
        status: 'requires_payment_method',
        amount,
        captureMethod: options.captureMethod ?? 'automatic',
        description: null,
        paidAt: null,
        paidByAttemptId: null,
        cancelRequestedAt: null,
        cancellationReason: null,
      },
    }),
  );
  return id;
}
