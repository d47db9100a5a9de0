import { describe, expect, it } from 'vitest';
import type { MethodRow } from '#lib/domain/checkout-view.ts';
import { FAILURE_CODES } from '#lib/domain/failure-code.ts';
import { METHOD_IDS } from '#lib/domain/method-id.ts';
import { LOCALES } from './locales.ts';
import { MESSAGES, wordsFor } from './translator.ts';

type Tree = { readonly [key: string]: string | Tree };

function leaves(tree: Tree, prefix = ''): readonly (readonly [string, string])[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${prefix}${key}`, value] as const]
      : leaves(value, `${prefix}${key}.`),
  );
}

/** Names of the placeholders of a message; plural branches and their text left out. */
function placeholders(message: string): readonly string[] {
  return [
    ...new Set([...message.matchAll(/\{(\w+)[,}]/g)].map((match) => match[1] ?? '')),
  ].toSorted();
}

describe('messages', () => {
  const english = leaves(MESSAGES.en);

  it.each(LOCALES)('%s has every message, with the same placeholders, and no other', (locale) => {
    const own = new Map(leaves(MESSAGES[locale]));
    expect([...own.keys()]).toEqual(english.map(([key]) => key));
    for (const [key, message] of english) {
      expect([key, placeholders(own.get(key) ?? '')]).toEqual([key, placeholders(message)]);
    }
  });

  it.each(LOCALES)('%s leaves no message empty, but for names a method does not have', (locale) => {
    const empty = leaves(MESSAGES[locale]).filter(([, message]) => message.trim() === '');
    expect(empty.map(([key]) => key).filter((key) => !key.endsWith('.otherName'))).toEqual([]);
  });

  it.each(LOCALES)('%s has words for every failure, method and reason', (locale) => {
    const words = wordsFor(locale);
    for (const code of FAILURE_CODES) {
      for (const text of Object.values(words.failure(code))) expect(text).not.toBe('');
    }
    for (const method of METHOD_IDS) {
      expect(words.methodName(method)).not.toBe('');
      expect(words.t(`methods.${method}.pay`, { amount: 'HK$1.00' })).toContain('HK$1.00');
    }
    const reasons: Record<NonNullable<MethodRow['reason']>['code'], true> = {
      currency: true,
      below_minimum: true,
      above_maximum: true,
      not_multiple: true,
      other_device: true,
      switched_off: true,
      out_of_order: true,
      in_app_browser: true,
    };
    expect(Object.keys(MESSAGES[locale].methods.unavailable).toSorted()).toEqual(
      Object.keys(reasons).toSorted(),
    );
  });

  it('keeps one gap between Chinese and Latin letters or figures', () => {
    const closed = leaves(MESSAGES['zh-HK']).filter(([, message]) => {
      const plain = message.replace(/\{\w+, plural, other \{(.*)\}\}/, '$1');
      return /\p{Script=Han}[A-Za-z0-9#]|[A-Za-z0-9#]\p{Script=Han}/u.test(plain);
    });
    expect(closed).toEqual([]);
  });

  it('uses full-width punctuation and no Simplified character in Chinese', () => {
    for (const [key, message] of leaves(MESSAGES['zh-HK'])) {
      expect([key, /\p{Script=Han}[,.!?:;()]/u.test(message.replace(/\{[^}]*\}/g, ''))]).toEqual([
        key,
        false,
      ]);
      expect([
        key,
        /[们这为后种认证设备选择户订单码币险贵过错误请继续关闭总额储]/u.exec(message)?.[0],
      ]).toEqual([key, undefined]);
    }
  });

  it('never tells the shopper of fraud, a lost or a stolen card', () => {
    for (const code of FAILURE_CODES) {
      const text = LOCALES.map((locale) => JSON.stringify(MESSAGES[locale].failure[code])).join(
        ' ',
      );
      expect(text).not.toMatch(/fraud|stolen|lost|欺詐|盜|遺失/i);
    }
  });

  it('says nobody was charged only where that is certain', () => {
    for (const code of ['timeout', 'processing_error'] as const) {
      const text = LOCALES.map((locale) => JSON.stringify(MESSAGES[locale].failure[code])).join(
        ' ',
      );
      expect(text).not.toMatch(/haven’t been charged|Nothing was charged|未有扣款/);
    }
  });
});

describe('wordsFor', () => {
  it('fits a gap around a Latin name in a Chinese sentence, and none around a Chinese one', () => {
    const { t } = wordsFor('zh-HK');
    expect(t('resume.action', { method: '轉數快' })).toBe('繼續以轉數快付款');
    expect(t('resume.action', { method: 'AlipayHK' })).toBe('繼續以 AlipayHK 付款');
    expect(t('paid.body', { merchant: 'Harbour Coffee' })).toBe('Harbour Coffee 已收到你的付款。');
    expect(t('paid.body', { merchant: '海旁咖啡' })).toBe('海旁咖啡已收到你的付款。');
  });

  it('never respells a name', () => {
    expect(wordsFor('zh-HK').t('paid.body', { merchant: '7仔Express店' })).toBe(
      '7仔Express店已收到你的付款。',
    );
  });

  it('lists in both languages', () => {
    const items = ['AlipayHK', '支付寶'];
    expect(wordsFor('en').list(items)).toBe('AlipayHK and 支付寶');
    expect(wordsFor('zh-HK').list(items)).toBe('AlipayHK、支付寶');
  });

  it('counts in both languages', () => {
    expect(wordsFor('en').t('summary.items', { count: 1 })).toBe('1 item');
    expect(wordsFor('en').t('summary.items', { count: 3 })).toBe('3 items');
    expect(wordsFor('zh-HK').t('summary.items', { count: 3 })).toBe('3 項');
  });
});
