import type { Locale } from './locales.ts';

const namesIn = (locale: Locale) =>
  new Intl.DisplayNames([locale], { type: 'region', style: 'short' });
const NAMES: Readonly<Record<Locale, Intl.DisplayNames>> = {
  en: namesIn('en'),
  'zh-HK': namesIn('zh-HK'),
};

/** A country or region (ISO 3166-1) as people call it: "Hong Kong", not its full name. */
export function regionName(locale: Locale, region: string): string {
  return NAMES[locale].of(region) ?? region;
}
