import type { MethodId } from '#lib/domain/method-id.ts';
import { SETTING_CURRENCY } from '#lib/domain/method-setting.ts';
import { MAX_AMOUNT_MINOR, money } from '#lib/domain/money.ts';
import type { Words } from '#lib/i18n/translator.ts';
import { METHODS } from '#lib/methods/catalogue.ts';
import { settingLimitProblem } from '#lib/methods/setting-limits.ts';

/** What speaks against a merchant's limits of a method, in the operator's language, and at which field. */
export function limitProblem(
  words: Words,
  method: MethodId,
  limits: { readonly minAmount: bigint | null; readonly maxAmount: bigint | null },
): { readonly message: string; readonly field: string } {
  const { t } = words;
  const field = settingLimitProblem({ method, ...limits })?.bound ?? 'minAmount';
  const own = METHODS[method].limits[SETTING_CURRENCY];
  const [min, max] = [own?.minMinor ?? 1n, own?.maxMinor ?? MAX_AMOUNT_MINOR];
  const amount = limits[field];
  const isInside = amount !== null && amount >= min && amount <= max;
  if (isInside) return { message: t('dashboard.methods.one.limitsCrossed'), field };
  const told = (minor: bigint) => words.money(money(minor, SETTING_CURRENCY));
  const message = t('dashboard.methods.one.limitsOutside', {
    method: words.methodName(method),
    min: told(min),
    max: told(max),
  });
  return { message, field };
}
