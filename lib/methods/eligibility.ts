import type { Device } from '#lib/domain/device.ts';
import type { InAppBrowser } from '#lib/domain/in-app-browser.ts';
import { type MethodId, isExpressMethod } from '#lib/domain/method-id.ts';
import {
  type MethodSetting,
  type PublicReason,
  SETTING_CURRENCY,
} from '#lib/domain/method-setting.ts';
import type { Money } from '#lib/domain/money.ts';
import type { KeepCardWish } from '#lib/domain/saved-card.ts';
import { METHODS } from './catalogue.ts';

/** Why a method cannot be used here; the page has words for each (`methods.unavailable.*`). */
export type IneligibilityReason =
  | { readonly code: 'currency' }
  | { readonly code: 'below_minimum'; readonly minMinor: bigint }
  | { readonly code: 'above_maximum'; readonly maxMinor: bigint }
  | { readonly code: 'not_multiple'; readonly stepMinor: bigint }
  /** It works, but not on the device in hand. */
  | { readonly code: 'other_device' }
  /** `publicReason` is the merchant's, by language; empty: it is off without a word. */
  | { readonly code: 'switched_off'; readonly publicReason: PublicReason }
  | { readonly code: 'in_app_browser'; readonly app: InAppBrowser };

export interface EligibilityContext {
  readonly amount: Money;
  readonly device: Device;
  readonly settings: readonly MethodSetting[];
  /** `manual`: the merchant takes the money later, so a method has to be able to hold it. */
  readonly captureMethod: 'automatic' | 'manual';
  /** Methods the session allows; null allows all. */
  readonly allowed: readonly MethodId[] | null;
  /** Methods the session leaves out, even where it allows them. */
  readonly excluded?: readonly MethodId[] | null;
  /** The shopper must not have to leave the merchant's page, which frames this one. */
  readonly staysInFrame?: boolean;
  /** A card is to be kept: a typed one alone can be, and says so beside its fields. `setup`: nothing is paid. */
  readonly keeps?: KeepCardWish['asked'] | null;
}

export interface MethodEligibility {
  readonly method: MethodId;
  /** What happens after "pay"; null where the device in hand cannot pay with it. */
  readonly flow: ReturnType<(typeof METHODS)[MethodId]['flow']>;
  /** Null: it can be used. */
  readonly reason: IneligibilityReason | null;
}

/**
 * Which of the merchant's methods can pay this amount, in the merchant's order, each with its reason
 * where it cannot. A method the merchant never set up, that the session leaves out, or that cannot do
 * what the session is for (hold money, keep the card, stay in a frame), is not listed.
 */
export function eligibleMethods(context: EligibilityContext): readonly MethodEligibility[] {
  return context.settings
    .filter(({ method }) => isAllowed(method, context))
    .filter(({ method }) => (context.keeps ?? null) === null || !isExpressMethod(method))
    .filter(({ method }) => context.captureMethod === 'automatic' || METHODS[method].holdsMoney)
    .map((setting) => ({
      method: setting.method,
      flow: METHODS[setting.method].flow(context.device, setting.provider),
      reason: reasonAgainst(setting, context),
    }))
    .filter(({ flow }) => !(context.staysInFrame === true && flow === 'redirect'));
}

/** As at Stripe, "card" stands for the cards in Apple Pay and Google Pay too. */
export function isAllowed(
  method: MethodId,
  { allowed, excluded }: Pick<EligibilityContext, 'allowed' | 'excluded'>,
): boolean {
  if (excluded != null && names(excluded, method)) return false;
  return allowed === null || names(allowed, method);
}

function names(methods: readonly MethodId[], method: MethodId): boolean {
  return methods.includes(method) || (isExpressMethod(method) && methods.includes('card'));
}

function reasonAgainst(
  setting: MethodSetting,
  context: EligibilityContext,
): IneligibilityReason | null {
  if (!setting.enabled) return { code: 'switched_off', publicReason: setting.publicReason ?? {} };
  const method = METHODS[setting.method];
  const { currency, amountMinor } = context.amount;
  if (!method.currencies.includes(currency)) return { code: 'currency' };
  // What is not paid has no amount to be too small.
  const isSetup = context.keeps === 'setup';
  const limits = isSetup ? undefined : method.limits[currency];
  const own = currency === SETTING_CURRENCY && !isSetup ? setting : null;
  // Whoever's bound is the stricter one: a method's own can change after a merchant set one.
  const minMinor = strictest([limits?.minMinor, own?.minAmount], (a, b) => a > b);
  if (minMinor !== null && amountMinor < minMinor) return { code: 'below_minimum', minMinor };
  const maxMinor = strictest([limits?.maxMinor, own?.maxAmount], (a, b) => a < b);
  if (maxMinor !== null && amountMinor > maxMinor) return { code: 'above_maximum', maxMinor };
  if (limits?.stepMinor !== undefined && amountMinor % limits.stepMinor !== 0n) {
    return { code: 'not_multiple', stepMinor: limits.stepMinor };
  }
  if (method.flow(context.device, setting.provider) === null) return { code: 'other_device' };
  // Last: what no other browser would help is not for this reason to say.
  const { inApp } = context.device;
  if (inApp !== undefined && method.blockedIn?.includes(inApp) === true) {
    return { code: 'in_app_browser', app: inApp };
  }
  return null;
}

/** Of the bounds that there are; null where there is none. */
function strictest(
  bounds: readonly (bigint | null | undefined)[],
  isStricter: (a: bigint, b: bigint) => boolean,
): bigint | null {
  return bounds
    .filter((bound) => typeof bound === 'bigint')
    .reduce<bigint | null>(
      (found, bound) => (found === null || isStricter(bound, found) ? bound : found),
      null,
    );
}
