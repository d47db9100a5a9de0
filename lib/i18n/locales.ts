/** Languages of the payment page, the default first. A new one is a line here and a messages file. */
export const LOCALES = ['zh-HK', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

/** Written Chinese as Hong Kong reads it: what most shoppers here expect when they say nothing. */
export const DEFAULT_LOCALE: Locale = 'zh-HK';

interface LocaleDescription {
  /** Value of `<html lang>`: picks Hong Kong glyphs, a screen reader's voice and the hyphenation. */
  readonly htmlLang: string;
  /** The language's name in itself, for the switch. */
  readonly label: string;
}

export const LOCALE_DESCRIPTIONS: Readonly<Record<Locale, LocaleDescription>> = {
  'zh-HK': { htmlLang: 'zh-Hant-HK', label: '繁體中文' },
  en: { htmlLang: 'en-HK', label: 'English' },
};

export function isLocale(value: string): value is Locale {
  return LOCALES.some((locale) => locale === value);
}

/** The language the switch offers: with two, the other one. */
export function otherLocale(locale: Locale): Locale {
  return locale === 'en' ? 'zh-HK' : 'en';
}
