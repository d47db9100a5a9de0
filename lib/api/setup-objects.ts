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
    position: setting.position,
    provider: setting.provider,
    provider_account: setting.providerAccountId,
  };
}
