import { DEFAULT_LOCALE, type Locale } from './locales.ts';

/** Longest header looked at and most ranges read: browsers send a few dozen characters. */
const MAX_HEADER_CHARS = 1_000;
const MAX_RANGES = 20;

interface LanguageRange {
  readonly tag: string;
  readonly quality: number;
}

/**
 * The page's language from `Accept-Language` (RFC 9110, 12.5.4).
 *
 * Any Chinese (Traditional or Simplified, Mandarin or Cantonese) reads Hong Kong Chinese: a reader of
 * Simplified manages Traditional better than English, and Simplified is never shown. The first range
 * we have decides; ranges we have no words for are passed over.
 *
 * Someone who names only other languages (Japanese, French) gets English, Hong Kong's other official
 * language and the likelier second one. Someone who names none at all gets the default.
 */
export function negotiateLocale(acceptLanguage: string | null | undefined): Locale {
  const ranges = readRanges(acceptLanguage ?? '');
  for (const { tag } of ranges) {
    const locale = localeOf(tag);
    if (locale !== null) return locale;
  }
  const namesOthers = ranges.some(({ tag }) => tag !== '*');
  return namesOthers ? 'en' : DEFAULT_LOCALE;
}

function localeOf(tag: string): Locale | null {
  const [language = ''] = tag.split('-');
  switch (language) {
    case 'zh':
    case 'yue':
    case 'cmn':
    case 'nan':
    case 'hak':
      return 'zh-HK';
    case 'en':
      return 'en';
    default:
      return null;
  }
}

/** Ranges by falling quality, those of equal quality as sent; malformed and refused ones left out. */
function readRanges(header: string): readonly LanguageRange[] {
  return header
    .slice(0, MAX_HEADER_CHARS)
    .split(',')
    .slice(0, MAX_RANGES)
    .flatMap((part) => {
      const match =
        /^\s*(\*|[a-z]{2,8}(?:[-_][a-z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?$/i.exec(
          part,
        );
      const tag = match?.[1];
      if (tag === undefined) return [];
      const quality = match?.[2] === undefined ? 1 : Number(match[2]);
      return quality > 0 ? [{ tag: tag.toLowerCase().replaceAll('_', '-'), quality }] : [];
    })
    .toSorted((a, b) => b.quality - a.quality);
}
