import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOCALES } from './locales.ts';
import { negotiateLocale } from './negotiate-locale.ts';

describe('negotiateLocale', () => {
  it.each([
    'zh-HK',
    'zh-TW,zh;q=0.9,en;q=0.8',
    'zh-MO',
    'zh-Hant',
    'zh-Hant-HK',
    'zh',
    'yue-HK',
    'yue',
    'ZH_hk',
  ])('shows Hong Kong Chinese to a reader of Traditional Chinese: %s', (header) => {
    expect(negotiateLocale(header)).toBe('zh-HK');
  });

  it.each(['zh-CN', 'zh-Hans', 'zh-Hans-CN,zh;q=0.9', 'zh-SG'])(
    'shows Traditional, never English, to a reader of Simplified: %s',
    (header) => {
      expect(negotiateLocale(header)).toBe('zh-HK');
    },
  );

  it.each(['en', 'en-HK', 'en-US,en;q=0.9', 'en-GB;q=0.9, zh-HK;q=0.8'])(
    'shows English to a reader of English: %s',
    (header) => {
      expect(negotiateLocale(header)).toBe('en');
    },
  );

  it('goes by quality, not by place', () => {
    expect(negotiateLocale('en;q=0.5, zh-TW;q=0.9')).toBe('zh-HK');
    expect(negotiateLocale('zh-HK;q=0.1, en')).toBe('en');
  });

  it('passes over languages it has no words for, and refused ones', () => {
    expect(negotiateLocale('ja, zh-TW;q=0.5')).toBe('zh-HK');
    expect(negotiateLocale('zh-HK;q=0, en;q=0.2')).toBe('en');
  });

  it('shows English to someone who names only other languages', () => {
    expect(negotiateLocale('fr-FR,fr;q=0.9')).toBe('en');
    expect(negotiateLocale('ja')).toBe('en');
  });

  it.each([null, undefined, '', '*', '   ', ',,,', ';q=1', '*;q=0.5'])(
    'shows the default to someone who names none: %s',
    (header) => {
      expect(negotiateLocale(header)).toBe('zh-HK');
    },
  );

  it('answers with one of its locales whatever it is sent', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2_000 }), (header) => {
        expect(LOCALES).toContain(negotiateLocale(header));
      }),
    );
  });
});
