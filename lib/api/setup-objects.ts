import type { OwnAccount, OwnSetting } from '#lib/operations/own-setup.ts';

/** An account at a provider; its credentials stay sealed. */
export function providerAccountObject(account: OwnAccount) {
  return {
    id: account.id,
    object: 'provider_account' as const,
    created: Math.floor(account.createdAt.getTime() / 1000),
    livemode: account.livemode,
    provider: account.provider,
  };
}

/** A method as the merchant offers it, with the bounds of one payment that come with it. */
export function methodSettingObject(setting: OwnSetting) {
  return {
    id: setting.id,
    object: 'method_setting' as const,
    enabled: setting.enabled,
    limits: Object.fromEntries(
      setting.limits.map(({ currency, minMinor, maxMinor }) => [
        currency.toLowerCase(),
        { max: Number(maxMinor), min: Number(minMinor) }, // ten digits at most
      ]),
    ),
    livemode: setting.livemode,
    max_amount: setting.maxAmount === null ? null : Number(setting.maxAmount), // eight digits at most
    min_amount: setting.minAmount === null ? null : Number(setting.minAmount),
    position: setting.position,
    provider: setting.provider,
    provider_account: setting.providerAccountId,
    public_reason: setting.publicReason,
  };
}
