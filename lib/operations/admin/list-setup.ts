import { type ApiKeyRow, listApiKeys } from '#lib/db/stores/api-key-store.ts';
import { listMerchants } from '#lib/db/stores/merchant-store.ts';
import type { MerchantRow } from '#lib/db/stores/merchant-store.ts';
import { listMethodSettings } from '#lib/db/stores/method-setting-store.ts';
import { listProviderAccounts } from '#lib/db/stores/provider-account-store.ts';
import { listWebhookEndpoints } from '#lib/db/stores/webhook-endpoint-store.ts';
import type { ApiScope } from '#lib/domain/api-scope.ts';
import type { AppContext } from '../context.ts';
import type { Mode } from './admin-input.ts';

const MAX_MERCHANTS = 500;

/** What is set up for one merchant, without secrets. */
export interface MerchantSetup {
  readonly id: string;
  readonly name: string;
  readonly keys: readonly KeySetup[];
  readonly modes: Readonly<Record<Mode, ModeSetup>>;
}

interface KeySetup {
  readonly id: string;
  readonly kind: ApiKeyRow['kind'];
  readonly mode: Mode;
  readonly name: string | null;
  readonly last4: string;
  /** What a restricted key may do. */
  readonly scopes: readonly ApiScope[] | null;
  readonly createdAt: string;
  /** To the minute. */
  readonly lastUsedAt: string | null;
  readonly expiresAt: string | null;
  /** The key that it was rolled into. */
  readonly replacedBy: string | null;
  readonly revoked: boolean;
}

interface ModeSetup {
  readonly providers: readonly { readonly id: string; readonly provider: string }[];
  /** In the order in which the page shows them. */
  readonly methods: readonly string[];
  /** Whose pages may embed the merchant's embedded checkout pages. */
  readonly embedOrigins: readonly string[];
  readonly webhooks: readonly {
    readonly id: string;
    readonly url: string;
    readonly apiVersion: string;
    readonly enabled: boolean;
  }[];
}

/** Every merchant and what is set up for it. */
export async function listSetup(context: AppContext): Promise<readonly MerchantSetup[]> {
  const merchants = await listMerchants(context.database.db, MAX_MERCHANTS);
  const setups: MerchantSetup[] = [];
  for (const merchant of merchants) setups.push(await setupOf(context, merchant));
  return setups;
}

async function setupOf(context: AppContext, merchant: MerchantRow): Promise<MerchantSetup> {
  const keys = await listApiKeys(context.database.db, merchant.id);
  return {
    id: merchant.id,
    name: merchant.name,
    keys: keys.map(keySetup),
    modes: {
      test: await modeSetup(context, merchant, false),
      live: await modeSetup(context, merchant, true),
    },
  };
}

function keySetup(key: ApiKeyRow): KeySetup {
  return {
    id: key.id,
    kind: key.kind,
    mode: key.livemode ? 'live' : 'test',
    name: key.name,
    last4: key.last4,
    scopes: key.scopes,
    createdAt: key.createdAt.toISOString(),
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    expiresAt: key.expiresAt?.toISOString() ?? null,
    replacedBy: key.replacedBy,
    revoked: key.revokedAt !== null,
  };
}

async function modeSetup(
  context: AppContext,
  merchant: MerchantRow,
  livemode: boolean,
): Promise<ModeSetup> {
  const { db } = context.database;
  const accounts = await listProviderAccounts(db, merchant.id, livemode);
  const methods = await listMethodSettings(db, merchant.id, livemode);
  const webhooks = await listWebhookEndpoints(db, { merchantId: merchant.id, livemode });
  return {
    providers: accounts.map(({ id, provider }) => ({ id, provider })),
    methods: methods.filter(({ enabled }) => enabled).map(({ method }) => method),
    embedOrigins: merchant.embedOrigins[livemode ? 'live' : 'test'],
    webhooks: webhooks.map(({ id, url, apiVersion, enabled }) => ({
      id,
      url,
      apiVersion,
      enabled,
    })),
  };
}
