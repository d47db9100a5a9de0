import type { PaymentsPage as PageOfPayments } from '#lib/domain/listed-payment.ts';
import { mayDo } from '#lib/domain/operator-role.ts';
import {
  type AskedPayments,
  type PaymentStatus,
  filterQuery,
  placeText,
} from '#lib/domain/payment-filter.ts';
import type { DashboardPage } from '../dashboard-page.ts';
import { EmptyList } from '../list-frame.tsx';
import { AppliedFilters, PaymentFilters, UnreadFilters } from './payment-filters.tsx';
import { PaymentRow } from './payment-row.tsx';
import { PaymentsTabs } from './payments-tabs.tsx';

export interface PaymentsView extends PageOfPayments {
  readonly asked: AskedPayments;
  /** It takes FPS to its own account. */
  readonly hasTransfers: boolean;
}

interface Props {
  readonly view: PaymentsView;
  readonly page: DashboardPage;
}

/** The payments of a shop, found by what is known of them. */
export function PaymentsPage({ view, page }: Props) {
  const { t } = page.words;
  const { asked } = view;
  const isFiltered = Object.keys(asked.given).length > 0;
  return (
    <>
      <div className="pay-head">
        <h1 className="dash-title">{t('dashboard.payments.heading')}</h1>
        {mayDo(page.shop.role, 'payments.export') ? (
          <a
            className="button-secondary"
            href={addressOf(page, asked, { path: '/export' })}
            rel="nofollow"
          >
            {t(isFiltered ? 'dashboard.payments.export' : 'dashboard.payments.exportAll')}
          </a>
        ) : null}
      </div>
      {view.hasTransfers ? <PaymentsTabs page={page} tab="payments" /> : null}
      <QuickFilters {...{ view, page }} />
      <PaymentFilters asked={asked} page={page} />
      <UnreadFilters asked={asked} words={page.words} />
      <AppliedFilters
        asked={asked}
        words={page.words}
        hrefWithout={(name) => addressOf(page, asked, { without: name })}
      />
      <Found {...{ view, page }} />
    </>
  );
}

/** The list with a filter, as a link. */
function addressOf(
  page: DashboardPage,
  asked: AskedPayments,
  change: {
    path?: string;
    without?: Parameters<typeof filterQuery>[1];
    place?: readonly ['older' | 'newer', string];
  } = {},
): string {
  const query = filterQuery(asked.given, change.without);
  if (change.place !== undefined) query.set(...change.place);
  const path = `${page.basePath}/payments${change.path ?? ''}`;
  return query.size === 0 ? path : `${path}?${query}`;
}

const QUICK: readonly PaymentStatus[] = ['needs_look', 'paid', 'declined', 'any_refund', 'waiting'];

/** What is looked for most, one press away; it leaves every other filter behind. */
function QuickFilters({ view, page }: Props) {
  const { t } = page.words;
  const { given } = view.asked;
  const here = `${page.basePath}/payments`;
  const isAlone = Object.keys(given).length === 1;
  const quick = [
    { label: t('dashboard.payments.all'), href: here, isHere: Object.keys(given).length === 0 },
    ...QUICK.map((status) => ({
      label:
        status === 'any_refund'
          ? t('dashboard.payments.quickRefunded')
          : t(`dashboard.payments.status.${status}`),
      href: `${here}?status=${status}`,
      isHere: isAlone && given.status === status,
    })),
  ];
  return (
    <nav className="pay-quick" aria-label={t('dashboard.payments.quick')}>
      {quick.map(({ label, href, isHere }) => (
        <a key={href} href={href} aria-current={isHere ? 'true' : undefined}>
          {label}
        </a>
      ))}
    </nav>
  );
}

function Found({ view, page }: Props) {
  const { t } = page.words;
  return (
    <>
      {view.payments.length === 0 ? (
        <NoneFound {...{ view, page }} />
      ) : (
        <ul className="pay-rows" aria-label={t('dashboard.payments.list')}>
          {view.payments.map((payment) => (
            <PaymentRow key={payment.id} payment={payment} page={page} />
          ))}
        </ul>
      )}
      {view.lookedBackTo === null ? null : (
        <p className="notice" role="status">
          {t('dashboard.payments.lookedBack', { date: page.words.dateTime(view.lookedBackTo) })}
        </p>
      )}
      <OtherPages {...{ view, page }} />
    </>
  );
}

function NoneFound({ view, page }: Props) {
  const { t } = page.words;
  if (view.lookedBackTo !== null) {
    return <EmptyList heading={t('dashboard.payments.noneYetHeading')} />;
  }
  const isFiltered = Object.keys(view.asked.given).length > 0;
  return isFiltered ? (
    <EmptyList heading={t('dashboard.payments.noneHeading')}>
      <p>{t('dashboard.payments.none')}</p>
    </EmptyList>
  ) : (
    <EmptyList heading={t('dashboard.payments.emptyHeading')}>
      <p>{t('dashboard.payments.empty')}</p>
    </EmptyList>
  );
}

function OtherPages({ view, page }: Props) {
  const { t } = page.words;
  const { newer, older, asked } = view;
  if (newer === null && older === null) return null;
  return (
    <nav className="dash-pages" aria-label={t('dashboard.list.pages')}>
      {newer === null ? null : (
        <>
          <a href={addressOf(page, asked)}>{t('dashboard.payments.newest')}</a>
          <a href={addressOf(page, asked, { place: ['newer', placeText(newer)] })}>
            {t('dashboard.payments.newer')}
          </a>
        </>
      )}
      {older === null ? null : (
        <a href={addressOf(page, asked, { place: ['older', placeText(older)] })}>
          {t(
            view.lookedBackTo === null
              ? 'dashboard.payments.older'
              : 'dashboard.payments.lookFurther',
          )}
        </a>
      )}
    </nav>
  );
}
