import type { ReactNode } from 'react';
import type { Words } from '#lib/i18n/translator.ts';

/** The two ways on from a page of a list; each null where there is nothing there. */
export function ListPages(props: {
  words: Words;
  newestHref: string | null;
  olderHref: string | null;
}) {
  const { t } = props.words;
  if (props.newestHref === null && props.olderHref === null) return null;
  return (
    <nav className="dash-pages" aria-label={t('dashboard.list.pages')}>
      {props.newestHref === null ? null : (
        <a href={props.newestHref}>{t('dashboard.list.newer')}</a>
      )}
      {props.olderHref === null ? null : <a href={props.olderHref}>{t('dashboard.list.older')}</a>}
    </nav>
  );
}

/** Filters, kept in the address: a plain form, so that a filtered list can be bookmarked and needs no script. */
export function FilterForm(props: {
  words: Words;
  /** The list's own address. */
  action: string;
  isFiltered: boolean;
  children: ReactNode;
}) {
  const { t } = props.words;
  return (
    <form className="dash-filters" method="get" action={props.action} role="search">
      {props.children}
      <div className="dash-filter-buttons">
        <button type="submit" className="button-secondary">
          {t('dashboard.list.filter')}
        </button>
        {props.isFiltered ? <a href={props.action}>{t('dashboard.list.clear')}</a> : null}
      </div>
    </form>
  );
}

/** What stands in the place of a list that has nothing in it: why, and what to do about it. */
export function EmptyList(props: { heading: string; children?: ReactNode }) {
  return (
    <div className="dash-card dash-empty">
      <h2>{props.heading}</h2>
      {props.children}
    </div>
  );
}

export type StateLook = 'ok' | 'warn' | 'danger' | 'quiet';

/** A word of state, never by its colour alone. */
export function StateTag(props: { look: StateLook; children: ReactNode }) {
  return <span className={`dash-state dash-state-${props.look}`}>{props.children}</span>;
}
