import type { Words } from '#lib/i18n/translator.ts';
import { AlertIcon, SearchIcon } from './icons.tsx';

/**
 * A page about no session: the address leads nowhere, or nothing can be shown for now. It knows no
 * merchant, so it wears no brand.
 */
export function MessagePage(props: {
  kind: 'not_found' | 'try_again_later';
  words: Words;
  otherLocale?: { readonly label: string; readonly href: string; readonly lang: string };
  /** Where "reload" leads: this page's own address. */
  retryHref?: string;
}) {
  const { kind, words, otherLocale, retryHref } = props;
  return (
    <main className="message-page">
      <section className="state">
        <div className="state-icon state-neutral">
          {kind === 'not_found' ? <SearchIcon /> : <AlertIcon />}
        </div>
        <h1 className="state-heading">{words.t(`message.${kind}.heading`)}</h1>
        <p className="state-sentence">{words.t(`message.${kind}.body`)}</p>
        {kind === 'try_again_later' && retryHref !== undefined ? (
          <a className="button-primary" href={retryHref}>
            {words.t('message.reload')}
          </a>
        ) : null}
        {otherLocale === undefined ? null : (
          <a
            className="button-quiet"
            href={otherLocale.href}
            hrefLang={otherLocale.lang}
            lang={otherLocale.lang}
          >
            {otherLocale.label}
          </a>
        )}
      </section>
    </main>
  );
}
