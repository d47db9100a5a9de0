import type { Db } from '#lib/db/client.ts';
import type { Owner } from '#lib/db/stores/bank-transfer-store.ts';
import {
  type MethodSettingChange,
  listMethodSettings,
  updateMethodSetting,
} from '#lib/db/stores/method-setting-store.ts';
import {
  type ProviderAccountRow,
  listProviderAccounts,
} from '#lib/db/stores/provider-account-store.ts';
import { CURRENCY_CODES, type CurrencyCode } from '#lib/domain/currency.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import type { PublicReason, ReasonLanguage } from '#lib/domain/method-setting.ts';
import { METHODS } from '#lib/methods/catalogue.ts';
import { settingLimitProblem } from '#lib/methods/setting-limits.ts';
import { ParamError } from './param-error.ts';

/** What the API tells of an account: nothing of what opens it. */
export type OwnAccount = Pick<
  ProviderAccountRow,
  'id' | 'merchantId' | 'provider' | 'livemode' | 'createdAt'
>;

/** A method as a merchant has set it up; its id is the method's. */
export interface OwnSetting {
  readonly id: MethodId;
  readonly livemode: boolean;
  readonly enabled: boolean;
  readonly position: number;
  readonly provider: ProviderAccountRow['provider'];
  readonly providerAccountId: ProviderAccountRow['id'];
  /** Why it is off, to shoppers. */
  readonly publicReason: PublicReason;
  /** The merchant's own bounds; null: the method's. */
  readonly minAmount: bigint | null;
  readonly maxAmount: bigint | null;
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
  return rows.map(({ method, ...setting }) => ({
    ...setting,
    id: method,
    limits: CURRENCY_CODES.flatMap((currency) => {
      const limits = METHODS[method].limits[currency];
      return limits === undefined ? [] : [{ currency, ...limits }];
    }),
  }));
}

/** What is left out stays as it is. */
export interface SettingChange {
  readonly enabled?: boolean | undefined;
  /** By language, null for none; null: no reason in any. */
  readonly publicReason?: Partial<Record<ReasonLanguage, string | null>> | null | undefined;
  readonly minAmount?: bigint | null | undefined;
  readonly maxAmount?: bigint | null | undefined;
}

/**
 * Changes how a merchant offers a method, for every page that is opened and every payment that is begun from
 * now on. The reason of a method that is off goes when it is switched on. Null: the merchant has not set it up.
 * Throws ParamError.
 */
export async function changeSetting(
  tx: Db,
  owner: Owner,
  id: string,
  asked: SettingChange,
): Promise<OwnSetting | null> {
  const setting = (await listSettings(tx, owner)).find((own) => own.id === id);
  if (setting === undefined) return null;
  const enabled = asked.enabled ?? setting.enabled;
  const change = {
    enabled,
    publicReason: enabled ? {} : changedReason(setting.publicReason, asked.publicReason),
    minAmount: asked.minAmount === undefined ? setting.minAmount : asked.minAmount,
    maxAmount: asked.maxAmount === undefined ? setting.maxAmount : asked.maxAmount,
  } satisfies MethodSettingChange;
  if (enabled && Object.values(asked.publicReason ?? {}).some((reason) => reason !== null)) {
    throw new ParamError('public_reason', 'Only a method that is switched off has a reason.');
  }
  const problem = settingLimitProblem({ method: setting.id, ...change });
  if (problem !== null) throw new ParamError(LIMIT_PARAMS[problem.bound], problem.message);
  await updateMethodSetting(tx, owner, setting.id, change);
  return { ...setting, ...change };
}

const LIMIT_PARAMS = { minAmount: 'min_amount', maxAmount: 'max_amount' } as const;

function changedReason(before: PublicReason, asked: SettingChange['publicReason']): PublicReason {
  if (asked === undefined) return before;
  if (asked === null) return {};
  return Object.fromEntries(
    Object.entries({ ...before, ...asked }).filter(([, reason]) => reason !== null),
  );
}
