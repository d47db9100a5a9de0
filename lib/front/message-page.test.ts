import { describe, expect, it } from 'vitest';
import { LOCALES, LOCALE_DESCRIPTIONS, otherLocale } from '#lib/i18n/locales.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { messagePageHeaders, messagePageHtml } from './message-page.ts';

const KINDS = ['not_found', 'try_again_later'] as const;
const PATH = '/pay/cs_test_x"><script>alert(1)</script>';

describe.each(LOCALES)('the page about no session in %s', (locale) => {
  const html = (kind: (typeof KINDS)[number], reader: 'shopper' | 'operator' = 'shopper') =>
    messagePageHtml({ kind, reader, locale, path: `/${locale}${PATH}`, styles: 'p{margin:0}' });

  it.each(KINDS)('%s says what it is, to whom, and leads to the other language', (kind) => {
    const { t } = wordsFor(locale);
    const other = otherLocale(locale);
    const page = html(kind);
    expect(page).toContain(`<html lang="${LOCALE_DESCRIPTIONS[locale].htmlLang}">`);
    expect(page).toContain(t(`message.${kind}.heading`));
    expect(page).toMatch(
      new RegExp(`href="/${other}/pay/[^"]*"[^>]*>${LOCALE_DESCRIPTIONS[other].label}</a>`),
    );
    expect(page.match(/<h1/g)).toHaveLength(1);
    // Only what can get better by itself is asked for again.
    expect(page.includes(t('message.reload'))).toBe(kind === 'try_again_later');
  });

  it.each(KINDS)('%s tells an operator of the dashboard', (kind) => {
    const { t } = wordsFor(locale);
    expect(html(kind, 'operator')).toContain(t(`message.dashboard_${kind}.body`));
    expect(html(kind, 'operator')).not.toContain(t(`message.${kind}.body`));
  });

  it.each(KINDS)('%s takes no markup from the address', (kind) => {
    expect(html(kind)).not.toContain('<script');
  });
});

it('says when to come back, and does, only where coming back helps', () => {
  const path = '/en/pay/cs_test_1';
  const later = messagePageHeaders({ status: 503, path });
  expect(later).toMatchObject({ 'Retry-After': '5', Refresh: '5; url=/en/pay/cs_test_1' });
  for (const status of [404, 500]) {
    const never = Object.keys(messagePageHeaders({ status, path }));
    expect(never).not.toContain('Retry-After');
    expect(never).not.toContain('Refresh');
  }
});
