import { LOCALE_DESCRIPTIONS, type Locale, otherLocale } from '#lib/i18n/locales.ts';
import { wordsFor } from '#lib/i18n/translator.ts';

export interface MessagePageInput {
  readonly kind: 'not_found' | 'try_again_later';
  /** Operators are told of the dashboard, and nothing of a payment of theirs. */
  readonly reader: 'shopper' | 'operator';
  readonly locale: Locale;
  /** This page's own address, with its language. */
  readonly path: string;
  /** The build's style sheets: their hash is in the policy. */
  readonly styles: string;
}

/**
 * The whole page about no session, as HTML, for answers that the framework would give with the wrong
 * status, or with words that only a script can show. It knows no merchant, so it wears no brand.
 */
export function messagePageHtml(input: MessagePageInput): string {
  const { kind, reader, locale, path } = input;
  const { t } = wordsFor(locale);
  const other = LOCALE_DESCRIPTIONS[otherLocale(locale)];
  const told = reader === 'operator' ? (`dashboard_${kind}` as const) : kind;
  const otherPath = path.replace(`/${locale}`, `/${otherLocale(locale)}`);
  const reload =
    kind === 'try_again_later'
      ? `<a class="button-primary" href="${escapeHtml(path)}">${escapeHtml(t('message.reload'))}</a>`
      : '';
  return (
    `<!DOCTYPE html><html lang="${LOCALE_DESCRIPTIONS[locale].htmlLang}"><head><meta charset="utf-8"/>` +
    '<meta name="viewport" content="width=device-width, initial-scale=1"/>' +
    '<meta name="color-scheme" content="light dark"/><meta name="robots" content="noindex, nofollow"/>' +
    `<title>${escapeHtml(t(kind === 'not_found' ? 'title.notFound' : 'title.tryAgainLater'))}</title>` +
    `<style>${input.styles}</style></head><body><main class="message-page"><section class="state">` +
    `<div class="state-icon state-neutral">${ICONS[kind]}</div>` +
    `<h1 class="state-heading">${escapeHtml(t(`message.${told}.heading`))}</h1>` +
    `<p class="state-sentence">${escapeHtml(t(`message.${told}.body`))}</p>${reload}` +
    `<a class="button-quiet" href="${escapeHtml(otherPath)}" hrefLang="${other.htmlLang}" ` +
    `lang="${other.htmlLang}">${escapeHtml(other.label)}</a></section></main></body></html>`
  );
}

const icon = (paths: string) =>
  '<svg width="28" height="28" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" ' +
  `stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths}</svg>`;

const ICONS = {
  not_found: icon('<circle cx="11" cy="11" r="6.5"></circle><path d="M16 16l4 4"></path>'),
  try_again_later: icon(
    '<path d="M12 7v6M12 16.6v.2"></path><circle cx="12" cy="12" r="9"></circle>',
  ),
} as const;

export const MESSAGE_STATUS = { not_found: 404, try_again_later: 503 } as const;

/** Seconds after which to come back, for what can wait. */
export const RETRY_AFTER = '5';

/**
 * The page as an answer; what every answer carries besides is set by proxy.ts. What can wait (503) asks for
 * its address again by itself, without a script and without what the address had asked (`?again=3`).
 */
export function messagePageHeaders({
  status,
  path,
}: {
  readonly status: number;
  readonly path: string;
}): Record<string, string> {
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    ...(status === MESSAGE_STATUS.try_again_later
      ? { 'Retry-After': RETRY_AFTER, Refresh: `${RETRY_AFTER}; url=${path}` }
      : {}),
  };
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#x27;');
}
