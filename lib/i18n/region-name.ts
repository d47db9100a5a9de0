import type { Locale } from './locales.ts';
import type { Words } from './translator.ts';

const regionNames = (locale: Locale) =>
  new Intl.DisplayNames([locale], { type: 'region', style: 'short' });
const REGION_NAMES: Readonly<Record<Locale, Intl.DisplayNames>> = {
  en: regionNames('en'),
  'zh-HK': regionNames('zh-HK'),
};

/** A country or region (ISO 3166-1, or `unknown`) as people call it: "Hong Kong", not its full name. */
export function regionName({ locale, t }: Words, region: string): string {
  if (region === 'unknown') return t('ordering.unknownRegion');
  return REGION_NAMES[locale].of(region) ?? region;
}
