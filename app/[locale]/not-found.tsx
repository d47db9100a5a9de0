import { headers } from 'next/headers';
import { MessagePage } from '#components/checkout/message-page.tsx';
import { DEFAULT_LOCALE, isLocale } from '#lib/i18n/locales.ts';
import { wordsFor } from '#lib/i18n/translator.ts';

/** The same for an unknown session, somebody else's and a mistyped address: no hint which it is. */
export default async function NotFound() {
  const named = (await headers()).get('x-praya-locale') ?? '';
  const locale = isLocale(named) ? named : DEFAULT_LOCALE;
  return <MessagePage kind="not_found" words={wordsFor(locale)} />;
}
