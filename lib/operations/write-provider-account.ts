import type { Db } from '#lib/db/client.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import {
  insertProviderAccount,
  listProviderAccounts,
  updateProviderCredentials,
} from '#lib/db/stores/provider-account-store.ts';
import type { ProviderAccountId } from '#lib/domain/ids.ts';
import type { ProviderId } from '#lib/domain/provider.ts';
import { newId } from '#lib/platform/ids.ts';
import type { AppContext } from './context.ts';

/**
 * Writes a merchant's account at a provider, or gives the one it has in this mode new credentials: checked by
 * whoever calls, and sealed here. Call it in a transaction.
 */
export async function writeProviderAccount(
  context: AppContext,
  tx: Db,
  account: {
    readonly owner: Owner;
    readonly provider: ProviderId;
    readonly credentials: unknown;
    readonly label?: string | null;
  },
): Promise<{ id: ProviderAccountId; replaced: boolean }> {
  const { owner, provider, credentials, label = null } = account;
  const { merchantId, livemode } = owner;
  const now = context.clock.now();
  const accounts = await listProviderAccounts(tx, merchantId, livemode);
  const existing = accounts.find((known) => known.provider === provider);
  const id = existing?.id ?? newId('provider_account');
  const sealed = context.secrets.seal(
    JSON.stringify(credentials),
    `provider_account.credentials:${id}`,
  );
  if (existing !== undefined) {
    await updateProviderCredentials(tx, id, sealed, now);
    return { id, replaced: true };
  }
  await insertProviderAccount(tx, {
    ...{ id, merchantId, provider, livemode, label },
    credentials: sealed,
    createdAt: now,
  });
  return { id, replaced: false };
}
