import { type MethodSetting, SETTING_CURRENCY } from '#lib/domain/method-setting.ts';
import { MAX_AMOUNT_MINOR, money, toMajorString } from '#lib/domain/money.ts';
import { METHODS } from './catalogue.ts';

export type SettingLimits = Pick<MethodSetting, 'method' | 'minAmount' | 'maxAmount'>;

/** What speaks against a merchant's bounds of a method, and which of them; null: they can be set. */
export function settingLimitProblem(
  setting: SettingLimits,
): { readonly bound: 'minAmount' | 'maxAmount'; readonly message: string } | null {
  const { method, minAmount = null, maxAmount = null } = setting;
  const own = METHODS[method].limits[SETTING_CURRENCY] ?? {
    minMinor: 1n,
    maxMinor: MAX_AMOUNT_MINOR,
  };
  for (const bound of ['minAmount', 'maxAmount'] as const) {
    const amount = setting[bound] ?? null;
    if (amount === null || (amount >= own.minMinor && amount <= own.maxMinor)) continue;
    const message = `${method} takes ${inMajor(own.minMinor)} to ${inMajor(own.maxMinor)}, and its limits must lie within.`;
    return { bound, message };
  }
  if (minAmount === null || maxAmount === null || minAmount <= maxAmount) return null;
  return { bound: 'minAmount', message: 'The least amount is over the most.' };
}

function inMajor(amount: bigint): string {
  return `${toMajorString(money(amount, SETTING_CURRENCY))} ${SETTING_CURRENCY}`;
}
