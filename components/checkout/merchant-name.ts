import type { CheckoutSummary } from '#lib/domain/checkout-view.ts';
import type { Locale } from '#lib/i18n/locales.ts';

/** The merchant's name in the page's language, where it has one in it. */
export function merchantName(merchant: CheckoutSummary['merchant'], locale: Locale): string {
  return locale === 'zh-HK' ? (merchant.nameZh ?? merchant.name) : merchant.name;
}
