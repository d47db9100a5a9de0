import type { Db } from '#lib/db/client.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import { listMethodSettings, setMethodEnabled } from '#lib/db/stores/method-setting-store.ts';
import {
  type ProviderAccountRow,
  listProviderAccounts,
} from '#lib/db/stores/provider-account-store.ts';
import { CURRENCY_CODES, type CurrencyCode } from '#lib/domain/currency.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import { METHODS } from '#lib/methods/catalogue.ts';

/** All of an account but what opens it. */
export type OwnAccount = Omit<ProviderAccountRow, 'credentials'>;

/** A method as a merchant has set it up; its id is the method's. */
export interface OwnSetting {
  readonly id: MethodId;
  readonly livemode: boolean;
  readonly enabled: boolean;
  readonly position: number;
  readonly provider: ProviderAccountRow['provider'];
  readonly providerAccountId: ProviderAccountRow['id'];
  readonly limits: readonly {
    readonly currency: CurrencyCode;
    readonly minMinor: bigint;
    readonly maxMinor: bigint;
  }[];
}

/** A merchant's accounts in one mode: at most one for each provider, the oldest first. */
export async function listAccounts(tx: Db, owner: Owner): Promise<readonly OwnAccount[]> {
  const rows = await listProviderAccounts(tx, owner.merchantId, owner.livemode);
  return rows.map(({ id, merchantId, provider, livemode, createdAt }) => ({
    id,
    merchantId,
    provider,
    livemode,
    createdAt,
  }));
}

/** The methods a merchant has set up in one mode, in its own order. */
export async function listSettings(tx: Db, owner: Owner): Promise<readonly OwnSetting[]> {
  const rows = await listMethodSettings(tx, owner.merchantId, owner.livemode);
  return rows.map(({ method, livemode, enabled, position, provider, providerAccountId }) => ({
    id: method,
    livemode,
    enabled,
    position,
    provider,
    providerAccountId,
    limits: CURRENCY_CODES.flatMap((currency) => {
      const limits = METHODS[method].limits[currency];
      return limits === undefined ? [] : [{ currency, ...limits }];
    }),
  }));
}

/** Switches a method on or off. Null: the merchant has not set it up. */
export async function switchMethod(
  tx: Db,
  owner: Owner,
  id: string,
  enabled: boolean,
): Promise<OwnSetting | null> {
  const isOwn = (setting: OwnSetting) => setting.id === id;
  const setting = (await listSettings(tx, owner)).find(isOwn);
  if (setting === undefined) return null;
  await setMethodEnabled(tx, owner, setting.id, enabled);
  return (await listSettings(tx, owner)).find(isOwn) ?? null;
}
