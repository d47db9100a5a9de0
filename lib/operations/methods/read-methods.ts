import { type MethodFigures, listMethodFigures } from '#lib/db/stores/method-figures-store.ts';
import { listOutagesUnderWay } from '#lib/db/stores/ordering-config-store.ts';
import type { OrderingOwner, OutageRow } from '#lib/db/stores/ordering-store.ts';
import { listProviderAccounts } from '#lib/db/stores/provider-account-store.ts';
import type { ProviderAccountId } from '#lib/domain/ids.ts';
import { METHOD_IDS, type MethodId } from '#lib/domain/method-id.ts';
import type { ProviderId } from '#lib/domain/provider.ts';
import type { AppContext } from '../context.ts';
import { type OwnSetting, listSettings } from '../own-setup.ts';

export const FIGURES_DAYS = 7;
const DAY_MS = 24 * 60 * 60 * 1000;

/** A shop's account, as far as everybody may see it. */
export interface AccountName {
  readonly id: ProviderAccountId;
  readonly provider: ProviderId;
  readonly label: string | null;
}

/** A method of the catalogue and what a shop has made of it in one mode. */
export interface MethodState {
  readonly method: MethodId;
  /** Null: it is not set up. */
  readonly setting: OwnSetting | null;
  readonly account: AccountName | null;
  /** Accounts of the shop that can run it. */
  readonly able: readonly AccountName[];
  /** Providers that can run it, whether the shop has an account there or not. */
  readonly providers: readonly ProviderId[];
  /** Of the last seven days; null: nobody tried it. */
  readonly figures: MethodFigures | null;
  readonly outages: readonly OutageRow[];
}

/** All methods of the catalogue: first those that are set up, in the order of the shop. */
export async function readMethods(
  context: AppContext,
  owner: OrderingOwner,
): Promise<readonly MethodState[]> {
  const { db } = context.database;
  const since = new Date(context.clock.now().getTime() - FIGURES_DAYS * DAY_MS);
  const [settings, accounts, outages, figures] = await Promise.all([
    listSettings(db, owner),
    listProviderAccounts(db, owner.merchantId, owner.livemode),
    listOutagesUnderWay(db, owner),
    listMethodFigures(db, owner, since),
  ]);
  const names: readonly AccountName[] = accounts.map(({ id, provider, label }) => ({
    id,
    provider,
    label,
  }));
  const setUp = settings.map(({ id }) => id);
  return [...setUp, ...METHOD_IDS.filter((id) => !setUp.includes(id))].map((method) => {
    const setting = settings.find(({ id }) => id === method) ?? null;
    const providers = Object.values(context.providers)
      .filter(({ methods }) => methods.includes(method))
      .map(({ id }) => id);
    return {
      method,
      setting,
      account: names.find(({ id }) => id === setting?.providerAccountId) ?? null,
      able: names.filter(({ provider }) => providers.includes(provider)),
      providers,
      figures: figures.find((one) => one.method === method) ?? null,
      outages: outages.filter((outage) => outage.method === method),
    };
  });
}
