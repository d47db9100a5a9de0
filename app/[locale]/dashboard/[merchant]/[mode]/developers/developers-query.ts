import {
  DEVELOPERS_DONE,
  type DevelopersDone,
} from '#components/dashboard/developers/developers-frame.tsx';
import type { MessageKey } from '#lib/i18n/translator.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import type { PageRequest } from '#lib/domain/list-page.ts';
import { type Query, withQuery } from '../../../operator-request.ts';
import type { PermittedOperator } from '../../../require-operator.ts';
import { shopName } from '../../../shop-page.ts';

const PAGE_ROWS = 30;

/** What an address says under a name; empty: nothing. */
export function textOf(query: Query, name: string): string {
  const value = query[name];
  return typeof value === 'string' ? value.slice(0, 200) : '';
}

/** The same where it is one of those that there are. */
export function oneOf<Value extends string>(
  query: Query,
  name: string,
  values: readonly Value[],
): Value | null {
  return values.find((value) => value === query[name]) ?? null;
}

export function readDone(query: Query): DevelopersDone | null {
  return oneOf(query, 'done', DEVELOPERS_DONE);
}

/** Which page of a list is asked for: the newest, or what comes after an id of that kind. */
export function readPage(query: Query, prefix: string): PageRequest {
  const after = textOf(query, 'after');
  return {
    limit: PAGE_ROWS,
    startingAfter: isId(after, prefix) ? after : null,
    endingBefore: null,
  };
}

/** Whether a text has an id's form: what else is in an address never reaches the database. */
export function isId(text: string, prefix: string): boolean {
  return text.startsWith(`${prefix}_`) && /^[a-z]+_[0-9A-Za-z]{8,40}$/.test(text);
}

/** The ways on from a page of a list whose filters stay. */
export function pageLinks(
  here: string,
  filters: Readonly<Record<string, string>>,
  shown: { page: PageRequest; last: string | undefined; hasMore: boolean },
) {
  const kept = Object.entries(filters).filter(([, value]) => value !== '');
  const href = (more: Readonly<Record<string, string>>) =>
    withQuery(here, new URLSearchParams([...kept, ...Object.entries(more)]));
  const { page, last, hasMore } = shown;
  return {
    newestHref: page.startingAfter === null ? null : href({}),
    olderHref: hasMore && last !== undefined ? href({ after: last }) : null,
  };
}

/** A page's title: its own heading and the shop. */
export function titleOf({ locale, asking }: PermittedOperator, heading: MessageKey): string {
  const { t } = wordsFor(locale);
  return t('dashboard.developers.title', {
    heading: t(heading),
    merchant: shopName(asking.membership, locale),
  });
}
