import { headers } from 'next/headers';
import { MessagePage } from '#components/checkout/message-page.tsx';
import { messageTitle } from '#components/checkout/page-title.ts';
import { DEFAULT_LOCALE, LOCALE_DESCRIPTIONS, isLocale, otherLocale } from '#lib/i18n/locales.ts';
import { wordsFor } from '#lib/i18n/translator.ts';

/** The same for an unknown session, somebody else's and a mistyped address: no hint which it is. */
export default async function NotFound() {
  const sent = await headers();
  const named = sent.get('x-praya-locale') ?? '';
  const locale = isLocale(named) ? named : DEFAULT_LOCALE;
  const other = otherLocale(locale);
  const path = sent.get('x-praya-path') ?? `/${locale}`;
  const words = wordsFor(locale);
  return (
    <>
      <title>{messageTitle('not_found', words)}</title>
      <MessagePage
        kind="not_found"
        words={words}
        otherLocale={{
          label: LOCALE_DESCRIPTIONS[other].label,
          href: path.replace(`/${locale}`, `/${other}`),
          lang: LOCALE_DESCRIPTIONS[other].htmlLang,
        }}
      />
    </>
  );
}
