import {
  type ProviderAccountRow,
  listProviderAccounts,
} from '#lib/db/stores/provider-account-store.ts';
import type { NotificationsCheck } from '#lib/domain/connection-check.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import { PROVIDER_IDS, type ProviderId } from '#lib/domain/provider.ts';
import type { AppContext } from '../context.ts';
import { type OwnSetting, listSettings } from '../own-setup.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import { notificationsOf } from './check-account.ts';
import { accountStamp } from './provider-accounts.ts';

/** A shop's account at a provider: nothing of its credentials but when they were set. */
export interface AccountState extends Pick<
  ProviderAccountRow,
  'id' | 'provider' | 'label' | 'createdAt'
> {
  readonly credentialsSetAt: Date;
  /** Where the provider is to send its notifications; null: it sends none. */
  readonly webhookUrl: string | null;
  readonly notifications: NotificationsCheck;
  readonly methods: readonly { readonly method: MethodId; readonly enabled: boolean }[];
  /** What a form about it was drawn from. */
  readonly stamp: string;
}

export interface AccountsState {
  readonly accounts: readonly AccountState[];
  /** Providers at which an account can be added. */
  readonly missing: readonly ProviderId[];
}

export async function readAccounts(context: AppContext, owner: Owner): Promise<AccountsState> {
  const { db } = context.database;
  const [accounts, settings] = await Promise.all([
    listProviderAccounts(db, owner.merchantId, owner.livemode),
    listSettings(db, owner),
  ]);
  return {
    accounts: accounts.map((account) => stateOf(context, account, settings)),
    missing: PROVIDER_IDS.filter((id) => !accounts.some(({ provider }) => provider === id)),
  };
}

function stateOf(
  { env }: AppContext,
  account: ProviderAccountRow,
  settings: readonly OwnSetting[],
): AccountState {
  const { id, provider, label, createdAt } = account;
  const notifications = notificationsOf(account);
  return {
    ...{ id, provider, label, createdAt, notifications },
    credentialsSetAt: account.credentialsSetAt ?? createdAt,
    webhookUrl:
      notifications.kind === 'none_sent'
        ? null
        : `${env.PUBLIC_ORIGIN}/api/providers/${provider}/${id}/webhook`,
    methods: settings
      .filter(({ providerAccountId }) => providerAccountId === id)
      .map(({ id: method, enabled }) => ({ method, enabled })),
    stamp: accountStamp(account),
  };
}
