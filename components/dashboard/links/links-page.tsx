import type { DashboardPage } from '../dashboard-page.ts';
import { type Column, DataTable } from '../data-table.tsx';
import { EmptyList, ListPages, StateTag } from '../list-frame.tsx';
import { type LinkCard, STANDING_LOOKS, linkName, linkPrice, linkSold } from './link-card.ts';
import { Tabs } from '../tabs.tsx';

export interface LinksView {
  readonly links: readonly LinkCard[];
  readonly show: 'active' | 'all';
  readonly isLater: boolean;
  /** What the next page begins after; null: there is none. */
  readonly olderThan: string | null;
  readonly mayChange: boolean;
}

/** The shop's payment links, what each earned, and where another is made. */
export function LinksPage({ view, page }: { view: LinksView; page: DashboardPage }) {
  const { words, basePath } = page;
  const { t } = words;
  const here = `${basePath}/links`;
  const shown = view.show === 'all' ? `${here}?show=all` : here;
  return (
    <>
      <div className="links-head">
        <div>
          <h1 className="dash-title">{t('dashboard.links.heading')}</h1>
          <p className="dash-intro">{t('dashboard.links.intro')}</p>
        </div>
        {view.mayChange ? (
          <a className="button-primary" href={`${here}/new`}>
            {t('dashboard.links.make')}
          </a>
        ) : null}
      </div>
      <Tabs
        label={t('dashboard.links.which')}
        tabs={[
          {
            href: here,
            label: t('dashboard.links.showActive'),
            isCurrent: view.show === 'active' && 'page',
          },
          {
            href: `${here}?show=all`,
            label: t('dashboard.links.showAll'),
            isCurrent: view.show === 'all' && 'page',
          },
        ]}
      />
      {view.links.length === 0 ? (
        <EmptyList heading={t('dashboard.links.empty')}>
          <p>{t('dashboard.links.emptyIntro')}</p>
        </EmptyList>
      ) : (
        <div className="dash-card dash-table-frame">
          <DataTable
            caption={t('dashboard.links.heading')}
            columns={columnsOf(page)}
            rows={view.links}
            rowKey={({ id }) => id}
          />
        </div>
      )}
      <ListPages
        words={words}
        newestHref={view.isLater ? shown : null}
        olderHref={
          view.olderThan === null
            ? null
            : `${shown}${view.show === 'all' ? '&' : '?'}after=${view.olderThan}`
        }
      />
    </>
  );
}

function columnsOf({ words, basePath }: DashboardPage): readonly Column<LinkCard>[] {
  const { t, money, dateTime } = words;
  return [
    {
      id: 'name',
      label: t('dashboard.links.sells'),
      cell: (link) => (
        <span>
          <a className="dash-row-link" href={`${basePath}/links/${link.id}`}>
            {linkName(link, words)}
          </a>
          <span className="dash-cell-quiet">{dateTime(link.createdAt)}</span>
        </span>
      ),
    },
    {
      id: 'standing',
      label: t('dashboard.links.state'),
      cell: ({ standing }) => (
        <StateTag look={STANDING_LOOKS[standing]}>
          {t(`dashboard.links.standing.${standing}`)}
        </StateTag>
      ),
    },
    {
      id: 'price',
      label: t('dashboard.links.price'),
      isFigure: true,
      cell: (link) => linkPrice(link, words),
    },
    {
      id: 'sold',
      label: t('dashboard.links.paid'),
      isFigure: true,
      cell: (link) => linkSold(link, words),
    },
    {
      id: 'earned',
      label: t('dashboard.links.earned'),
      isFigure: true,
      cell: ({ earned }) => money(earned),
    },
  ];
}
