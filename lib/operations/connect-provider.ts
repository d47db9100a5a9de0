import {
  type ProviderAccountRow,
  getProviderAccount,
} from '#lib/db/stores/provider-account-store.ts';
import type { ProviderAccountId } from '#lib/domain/ids.ts';
import type { ProviderConnection } from '#lib/domain/provider.ts';
import type { AppContext } from './context.ts';

interface CachedConnection {
  readonly sealedCredentials: string;
  readonly connection: ProviderConnection;
}

/** Per context, so that tests with several databases never share a connection. */
const caches = new WeakMap<AppContext, Map<ProviderAccountId, CachedConnection>>();

/** A merchant's account at a provider, as it is now, ready to be called: see `connectAccount`. */
export async function connectProvider(
  context: AppContext,
  accountId: ProviderAccountId,
): Promise<ProviderConnection> {
  return connectAccount(context, await getProviderAccount(context.database.db, accountId));
}

/**
 * An account that was just read, ready to be called. Connections are kept (they hold the provider's
 * access token) until the account's credentials change.
 *
 * Test mode goes to the simulator where there is one; live mode never does. Throws when the account's
 * credentials are of the other mode.
 */
export function connectAccount(
  context: AppContext,
  account: ProviderAccountRow,
): ProviderConnection {
  const cache = caches.get(context) ?? new Map<ProviderAccountId, CachedConnection>();
  caches.set(context, cache);
  const cached = cache.get(account.id);
  if (cached !== undefined && cached.sealedCredentials === account.credentials) {
    return cached.connection;
  }

  const credentials: unknown = JSON.parse(
    context.secrets.open(account.credentials, `provider_account.credentials:${account.id}`),
  );
  const provider = context.providers[account.provider];
  const mode = account.livemode ? 'live' : 'test';
  const credentialsMode = provider.credentialsMode(credentials);
  // Refused when added, and here again: what lies in the database may be older than that rule.
  if (credentialsMode !== mode) {
    throw new Error(
      `The ${mode} account ${account.id} has ${credentialsMode} credentials of ${account.provider}: ` +
        'it is not used until it is given others.',
    );
  }
  const connection = provider.connect(credentials, {
    simulatorOrigin: account.livemode ? null : (context.env.SIMULATOR_ORIGIN ?? null),
    timeoutMs: context.env.PROVIDER_TIMEOUT_MS,
  });
  cache.set(account.id, { sealedCredentials: account.credentials, connection });
  return connection;
}
