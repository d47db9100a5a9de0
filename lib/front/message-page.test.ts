import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { MessagePage } from '#components/checkout/message-page.tsx';
import { messageTitle } from '#components/checkout/page-title.ts';
import { LOCALES, LOCALE_DESCRIPTIONS, otherLocale } from '#lib/i18n/locales.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { messagePageHeaders, messagePageHtml } from './message-page.ts';

const KINDS = ['not_found', 'try_again_later'] as const;
const PATH = '/pay/cs_test_x"><script>alert(1)</script>';

describe.each(LOCALES)('the page about no session in %s', (locale) => {
  const html = (kind: (typeof KINDS)[number]) =>
    messagePageHtml({ kind, locale, path: `/${locale}${PATH}`, styles: 'p{margin:0}' });

  it.each(KINDS)('%s is what the component draws, to the letter', (kind) => {
    const other = otherLocale(locale);
    const drawn = renderToStaticMarkup(
      createElement(MessagePage, {
        kind,
        words: wordsFor(locale),
        retryHref: `/${locale}${PATH}`,
        otherLocale: {
          label: LOCALE_DESCRIPTIONS[other].label,
          href: `/${other}${PATH}`,
          lang: LOCALE_DESCRIPTIONS[other].htmlLang,
        },
      }),
    );
    expect(html(kind)).toContain(`<body>${drawn}</body>`);
    expect(html(kind)).toContain(`<title>${messageTitle(kind, wordsFor(locale))}</title>`);
    expect(html(kind)).toContain(`<html lang="${LOCALE_DESCRIPTIONS[locale].htmlLang}">`);
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
