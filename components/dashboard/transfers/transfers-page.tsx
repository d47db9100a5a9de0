import { TRANSFER_VIEWS } from '#lib/domain/bank-transfer.ts';
import { mayDo } from '#lib/domain/operator-role.ts';
import type { DashboardPage } from '../dashboard-page.ts';
import { EmptyList, ListPages } from '../list-frame.tsx';
import { PaymentsTabs } from '../payments/payments-tabs.tsx';
import { TransferCard } from './transfer-card.tsx';
import type { ShownCounts, TransfersProps } from './transfers-view.ts';

/** What came in on the shop's own account: first what nobody can tell the payment of. */
export function TransfersPage(props: TransfersProps) {
  const { view, page } = props;
  const { t } = page.words;
  return (
    <>
      <div className="pay-head transfer-head">
        <div>
          <h1 className="dash-title">{t('dashboard.transfers.heading')}</h1>
          <p className="dash-intro">{t('dashboard.transfers.intro')}</p>
        </div>
        {view.transfers !== null && mayDo(page.shop.role, 'transfers.decide') ? (
          <a className="button-secondary" href={`${page.basePath}/payments/transfers/import`}>
            {t('dashboard.transfers.import')}
          </a>
        ) : null}
      </div>
      <PaymentsTabs page={page} tab="transfers" />
      <Notices {...props} />
      {view.transfers === null ? <NoAccount page={page} /> : <Listed {...props} />}
    </>
  );
}

function Notices({ view, page }: TransfersProps) {
  const { t } = page.words;
  const { done, matchedTo, counts, refused } = view;
  return (
    <>
      {done === null ? null : (
        <div className="notice transfer-notice" role="status">
          <p>
            {t(`dashboard.transfers.done.${done}`)}{' '}
            {matchedTo === null ? null : (
              <a href={`${page.basePath}/payments/${matchedTo}`}>
                {t('dashboard.transfers.seeNameless')}
              </a>
            )}
          </p>
          {counts === null ? null : <Counts counts={counts} page={page} />}
        </div>
      )}
      {refused === null ? null : (
        <p className="dash-refused" role="alert">
          {t(`dashboard.refused.${refused}`)}
        </p>
      )}
    </>
  );
}

function Counts({ counts, page }: { counts: ShownCounts; page: DashboardPage }) {
  const { t } = page.words;
  const { unreadable } = counts;
  const first = counts.lines.join(page.locale === 'en' ? ', ' : '、');
  const lines =
    unreadable > counts.lines.length
      ? t('dashboard.transfers.counts.more', { lines: first })
      : first;
  const said = (['matched', 'known', 'toLookAt', 'leftAside'] as const).filter(
    (kind) => counts[kind] > 0,
  );
  return (
    <ul>
      {said.map((kind) => (
        <li key={kind}>{t(`dashboard.transfers.counts.${kind}`, { count: counts[kind] })}</li>
      ))}
      {unreadable === 0 ? null : (
        <li>{t('dashboard.transfers.counts.unreadable', { count: unreadable, lines })}</li>
      )}
    </ul>
  );
}

/** In the place of the list, for a shop that takes no FPS to its own account. */
export function NoAccount({ page }: { page: DashboardPage }) {
  const { t } = page.words;
  return (
    <EmptyList heading={t('dashboard.transfers.noAccount')}>
      <p>{t('dashboard.transfers.noAccountMore')}</p>
      {mayDo(page.shop.role, 'providers.read') ? (
        <p>
          <a className="transfer-link" href={`${page.basePath}/methods/accounts`}>
            {t('dashboard.transfers.toAccounts')}
          </a>
        </p>
      ) : null}
    </EmptyList>
  );
}

function Listed(props: TransfersProps) {
  const { view, page } = props;
  const { t } = page.words;
  const here = `${page.basePath}/payments/transfers`;
  const transfers = view.transfers ?? [];
  return (
    <>
      <nav className="pay-quick" aria-label={t('dashboard.transfers.views.label')}>
        {TRANSFER_VIEWS.map((show) => (
          <a
            key={show}
            href={show === 'waiting' ? here : `${here}?show=${show}`}
            aria-current={show === view.show ? 'true' : undefined}
          >
            {t(`dashboard.transfers.views.${show}`)}
          </a>
        ))}
      </nav>
      {transfers.length === 0 ? (
        <EmptyList heading={t(`dashboard.transfers.empty.${view.show}`)}>
          <p>{t(`dashboard.transfers.empty.${view.show}More`)}</p>
        </EmptyList>
      ) : (
        <ul className="transfers" aria-label={t('dashboard.transfers.list')}>
          {transfers.map((transfer) => (
            <TransferCard key={transfer.id} {...props} transfer={transfer} />
          ))}
        </ul>
      )}
      <ListPages words={page.words} newestHref={view.newestHref} olderHref={view.olderHref} />
    </>
  );
}
