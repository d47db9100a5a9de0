import { createTranslator } from 'next-intl';
import type { FailureCode } from '#lib/domain/failure-code.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import type { Money } from '#lib/domain/money.ts';
import en from '#messages/en.json';
import zhHK from '#messages/zh-HK.json';
import { formatDateTime, formatTime } from './format-date.ts';
import { formatMoney } from './format-money.ts';
import { joinWithHanLatinGap } from './han-latin-gap.ts';
import type { Locale } from './locales.ts';

/** English has the say on which keys there are; a test holds the other languages to it. */
export type Messages = typeof en;
export const MESSAGES: Readonly<Record<Locale, Messages>> = { en, 'zh-HK': zhHK };

type Leaves<Node, Prefix extends string = ''> = {
  [Key in keyof Node & string]: Node[Key] extends string
    ? `${Prefix}${Key}`
    : Leaves<Node[Key], `${Prefix}${Key}.`>;
}[keyof Node & string];

/** Key of one message, such as `paid.heading`. */
export type MessageKey = Leaves<Messages>;

export interface FailureWords {
  readonly title: string;
  readonly body: string;
  readonly suggestion: string;
}

/**
 * Everything a component needs to speak one language. Built on the server and handed down as a prop:
 * islands get finished strings, so no translation code reaches the browser.
 */
export interface Words {
  readonly locale: Locale;
  readonly t: (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;
  /** The message with its `{placeholders}` left in, for islands that fill in figures as they tick. */
  readonly template: (key: MessageKey) => string;
  readonly money: (amount: Money) => string;
  readonly dateTime: (date: Date) => string;
  readonly time: (date: Date) => string;
  /** The method's name in this language. */
  readonly methodName: (method: MethodId) => string;
  /** The name people know it by in the other language; null where there is none. */
  readonly methodOtherName: (method: MethodId) => string | null;
  /** The name as it is said inside a sentence or on a button. */
  readonly methodShort: (method: MethodId) => string;
  /** What scans or opens it: "any Hong Kong bank app". */
  readonly methodApp: (method: MethodId) => string;
  readonly failure: (code: FailureCode) => FailureWords;
  /** "FPS and AlipayHK". */
  readonly list: (items: readonly string[]) => string;
}

const built = new Map<Locale, Words>();

/** The words of a language. Parsed messages are kept between requests: parsing ICU is the slow part. */
export function wordsFor(locale: Locale): Words {
  const existing = built.get(locale);
  if (existing !== undefined) return existing;
  const words = buildWords(locale);
  built.set(locale, words);
  return words;
}

function buildWords(locale: Locale): Words {
  const translate = createTranslator({
    locale,
    messages: MESSAGES[locale],
    timeZone: 'Asia/Hong_Kong',
    onError: (error) => {
      throw error;
    },
  });
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
  const t: Words['t'] = (key, values) => {
    if (locale !== 'zh-HK' || values === undefined) return translate(key, values);
    return joinWithHanLatinGap(translate(key, fenced(values)).split(FENCE));
  };
  return {
    locale,
    t,
    template: (key) => String(translate.raw(key)),
    money: formatMoney,
    dateTime: (date) => formatDateTime(date, locale),
    time: (date) => formatTime(date, locale),
    // The Chinese word for "and" would need a gap before a Latin name, and the comma needs none.
    list: (items) => (locale === 'zh-HK' ? items.join('、') : lists.format(items)),
    methodName: (method) => t(`methods.${method}.name`),
    methodOtherName: (method) => {
      const name = MESSAGES[locale].methods[method].otherName;
      return name === '' ? null : name;
    },
    methodShort: (method) => t(`methods.${method}.short`),
    methodApp: (method) => t(`methods.${method}.app`),
    failure: (code) => ({
      title: t(`failure.${code}.title`),
      body: t(`failure.${code}.body`),
      suggestion: t(`failure.${code}.suggestion`),
    }),
  };
}

/** Marks where a value starts and ends in a finished sentence; private use, so no text contains it. */
const FENCE = '\ue000';

function fenced(
  values: Readonly<Record<string, string | number>>,
): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? `${FENCE}${value.replaceAll(FENCE, '')}${FENCE}` : value,
    ]),
  );
}
