import { describe, expect, it } from 'vitest';
import { isLocale, LOCALE_DESCRIPTIONS, LOCALES, otherLocale } from './locales.ts';

describe('locales', () => {
  it('gives every locale its html lang, and the switch leads to the other one and back', () => {
    for (const locale of LOCALES) {
      expect(LOCALE_DESCRIPTIONS[locale].htmlLang).toMatch(/^(zh-Hant|en)-HK$/);
      expect(otherLocale(locale)).not.toBe(locale);
      expect(otherLocale(otherLocale(locale))).toBe(locale);
    }
  });

  it('takes only its own spelling of a locale from an address', () => {
    expect(isLocale('zh-HK')).toBe(true);
    expect(isLocale('zh-hk')).toBe(false);
    expect(isLocale('constructor')).toBe(false);
  });
});
