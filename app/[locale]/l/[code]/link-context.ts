import { notFound } from 'next/navigation';
import { cache } from 'react';
import type { LinkPageContext } from '#components/link/link-page.tsx';
import { LINK_REFUSALS } from '#lib/domain/link-view.ts';
import { LIMITED_SESSION_LIFETIME_MS } from '#lib/domain/payment-link.ts';
import { LOCALE_DESCRIPTIONS, type Locale, isLocale, otherLocale } from '#lib/i18n/locales.ts';
import { negotiateLocale } from '#lib/i18n/negotiate-locale.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { getAppContext } from '#lib/operations/app-context.ts';
import { formTokenFor } from '#lib/operations/checkout-gate.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { openEntries } from '#lib/operations/entered-seal.ts';
import { readLinkEntries } from '#lib/operations/link-entries.ts';
import { type LinkNotes, noteFields, readLinkNotes } from '#lib/operations/link-notes.ts';
import { type LinkFacts, loadLink } from '#lib/operations/load-link.ts';
import { orAskAgain } from '../../../when-away.ts';

export interface LinkParams {
  readonly locale: string;
  readonly code: string;
}
export type Query = Record<string, string | string[] | undefined>;

export function localeOf(params: LinkParams): Locale {
  if (!isLocale(params.locale)) notFound();
  return params.locale;
}

/** What is known of a link, read once a request. */
export const linkFactsOf = cache(async (code: string) =>
  orAskAgain(async () => loadLink(await getAppContext(), code)),
);

/** The language that `?locale=` names; null where it names none of ours. */
export function askedLocale(query: Query): Locale | null {
  const asked = one(query['locale']);
  if (asked === null || !/^(?:zh|en)(?:-|$)/i.test(asked)) return null;
  return negotiateLocale(asked);
}

export function notesOf(query: Query): LinkNotes {
  return readLinkNotes((name) => one(query[name]));
}

/** A link's page in a language, with what its address carries. */
export function linkHref(locale: Locale, code: string, notes: LinkNotes): string {
  const query = new URLSearchParams(noteFields(notes)).toString();
  return `/${locale}/l/${code}${query === '' ? '' : `?${query}`}`;
}

export function linkPageContext(
  context: AppContext,
  facts: LinkFacts,
  asked: { locale: Locale; query: Query },
): LinkPageContext {
  const { link, items } = facts;
  const { locale, query } = asked;
  const notes = notesOf(query);
  const other = otherLocale(locale);
  const sealed = one(query['entered']);
  const entered = sealed === null ? null : openEntries(context, link.code, sealed);
  const read =
    entered === null ? null : readLinkEntries({ items, customFields: link.customFields }, entered);
  return {
    words: wordsFor(locale),
    locale,
    otherLocale: {
      label: LOCALE_DESCRIPTIONS[other].label,
      href: linkHref(other, link.code, notes),
      lang: LOCALE_DESCRIPTIONS[other].htmlLang,
    },
    formToken: formTokenFor(context, link.id),
    href: linkHref(locale, link.code, notes),
    notes: noteFields(notes),
    entered: entered ?? {},
    problems: read !== null && 'problems' in read ? read.problems : {},
    refused: LINK_REFUSALS.find((code) => code === query['refused']) ?? null,
    placeKeptMinutes: link.completedLimit === null ? null : LIMITED_SESSION_LIFETIME_MS / 60_000,
  };
}

function one(value: string | string[] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
