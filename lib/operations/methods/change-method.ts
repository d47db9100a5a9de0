import { createHash } from 'node:crypto';
import {
  insertMethodSetting,
  lockMethodSettings,
  updateMethodSetting,
} from '#lib/db/stores/method-setting-store.ts';
import { listProviderAccounts } from '#lib/db/stores/provider-account-store.ts';
import type { AuditFacts } from '#lib/domain/audit-entry.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import { type OwnSetting, type SettingChange, changeSetting, listSettings } from '../own-setup.ts';
import { ParamError } from '../param-error.ts';
import { ownerOf } from '../operators/acting.ts';
import { type Desk, STALE, UNKNOWN, writeDeed } from './desk.ts';

export type MethodChange =
  | { readonly kind: 'changed' }
  | typeof STALE
  | typeof UNKNOWN
  /** `param` as the API names it. */
  | { readonly kind: 'problem'; readonly param: string };

/** What a form about a method was drawn from, in a few letters. */
export function settingStamp(setting: OwnSetting | null): string {
  if (setting === null) return 'none';
  const { enabled, publicReason, minAmount, maxAmount, providerAccountId } = setting;
  const reasons = [publicReason.en ?? null, publicReason['zh-HK'] ?? null];
  const shown = [enabled, ...reasons, String(minAmount), String(maxAmount), providerAccountId];
  return createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 16);
}

/** Changes how a method is offered, as `POST /v1/method_settings/<method>` does, if it still is as it was `seen`. */
export async function changeMethod(
  desk: Desk,
  asked: { readonly method: MethodId; readonly seen: string; readonly change: SettingChange },
): Promise<MethodChange> {
  const owner = ownerOf(desk);
  const { method, seen, change } = asked;
  try {
    return await desk.context.database.db.transaction(async (tx) => {
      await lockMethodSettings(tx, owner);
      const before = (await listSettings(tx, owner)).find(({ id }) => id === method);
      if (before === undefined) return UNKNOWN;
      if (settingStamp(before) !== seen) return STALE;
      const after = await changeSetting(tx, owner, method, change);
      if (after === null) return UNKNOWN;
      if (settingStamp(after) === seen) return { kind: 'changed' };
      await writeDeed(desk, tx, {
        action: 'method.changed',
        subject: method,
        before: factsOf(before),
        after: factsOf(after),
      });
      return { kind: 'changed' };
    });
  } catch (error) {
    if (error instanceof ParamError) return { kind: 'problem', param: error.param };
    throw error;
  }
}

/** Offers a method that is not set up yet, last in the order, or has another account run it. */
export async function setUpMethod(
  desk: Desk,
  asked: { readonly method: MethodId; readonly seen: string; readonly accountId: string },
): Promise<MethodChange> {
  const owner = ownerOf(desk);
  const { method, seen, accountId } = asked;
  return desk.context.database.db.transaction(async (tx) => {
    await lockMethodSettings(tx, owner);
    const accounts = await listProviderAccounts(tx, owner.merchantId, owner.livemode);
    const account = accounts.find(({ id }) => id === accountId);
    if (account === undefined) return UNKNOWN;
    if (!desk.context.providers[account.provider].methods.includes(method)) return UNKNOWN;
    const before = (await listSettings(tx, owner)).find(({ id }) => id === method) ?? null;
    if (settingStamp(before) !== seen) return STALE;
    if (before?.providerAccountId === account.id) return { kind: 'changed' };
    if (before === null) {
      const row = { ...owner, method, providerAccountId: account.id, enabled: true };
      if (!(await insertMethodSetting(tx, row))) return STALE;
    } else {
      await updateMethodSetting(tx, owner, method, { providerAccountId: account.id });
    }
    await writeDeed(desk, tx, {
      action: 'method.changed',
      subject: method,
      ...(before === null ? {} : { before: { runBy: before.provider } }),
      after: { runBy: account.provider, ...(before === null ? { on: true } : {}) },
    });
    return { kind: 'changed' };
  });
}

function factsOf({ enabled, publicReason, minAmount, maxAmount }: OwnSetting): AuditFacts {
  return {
    on: enabled,
    ...(publicReason.en === undefined ? {} : { reasonEn: publicReason.en }),
    ...(publicReason['zh-HK'] === undefined ? {} : { reasonZh: publicReason['zh-HK'] }),
    ...(minAmount === null ? {} : { minAmount: Number(minAmount) }),
    ...(maxAmount === null ? {} : { maxAmount: Number(maxAmount) }),
  };
}
