import type { CurrencyCode } from './currency.ts';
import type { MethodId } from './method-id.ts';
import type { ProviderId } from './provider.ts';

/** Languages in which a merchant can say why a method is off: those of the page, by their tags. */
export const REASON_LANGUAGES = ['en', 'zh-HK'] as const;
export type ReasonLanguage = (typeof REASON_LANGUAGES)[number];

/** Plain text. A language that is left out has the page's own words for a method that is off. */
export type PublicReason = Readonly<Partial<Record<ReasonLanguage, string>>>;

export const MAX_PUBLIC_REASON_LENGTH = 200;
/** One line that says something, without invisible characters, but for what joins an emoji of several. */
export const PUBLIC_REASON =
  /^(?=.*\S)(?:[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D(?=\p{Extended_Pictographic}))*$/u;

/** What a merchant's own bounds are in. A payment in another currency goes by the method's bounds alone. */
export const SETTING_CURRENCY: CurrencyCode = 'HKD';

/** A merchant's setting for one method. */
export interface MethodSetting {
  readonly method: MethodId;
  readonly enabled: boolean;
  /** Who runs it for the merchant. */
  readonly provider: ProviderId;
  /** Why it is off; empty: without a word. */
  readonly publicReason?: PublicReason;
  /** Bounds of one payment, inclusive, in minor units of `SETTING_CURRENCY`; null: the method's own. */
  readonly minAmount?: bigint | null;
  readonly maxAmount?: bigint | null;
}
