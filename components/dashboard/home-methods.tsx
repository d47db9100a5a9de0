import type { HomeFigures, PaymentFigures } from '#lib/domain/payment-figures.ts';
import { ShareBar } from './charts/share-bar.tsx';
import type { DashboardPage } from './dashboard-page.ts';
import { DataTable } from './data-table.tsx';
import { type Rate, count, rangeOf, rateOf, weekdayOf } from './home-figures.ts';
import { percent } from './percent.ts';

/** The day so far, method by method. */
export function HomeMethods({ figures, page }: { figures: HomeFigures; page: DashboardPage }) {
  const { t, money, methodName } = page.words;
  const weekday = weekdayOf(figures.now, page);
  const all = figures.today.paid;
  const shareOf = ({ paid }: PaymentFigures) => (all === 0 ? 0 : paid / all);
  return (
    <section className="dash-card" aria-labelledby="methods">
      <h2 id="methods">{t('dashboard.home.byMethod')}</h2>
      {figures.methods.length === 0 ? (
        <p>{t('dashboard.home.noMethods', { weekday })}</p>
      ) : (
        <DataTable
          caption={t('dashboard.home.byMethod')}
          rows={figures.methods}
          rowKey={({ method }) => method}
          columns={[
            {
              id: 'method',
              label: t('dashboard.home.method'),
              cell: ({ method }) => <span>{methodName(method)}</span>,
            },
            {
              id: 'paid',
              label: t('dashboard.home.paid'),
              isFigure: true,
              cell: ({ today, before }) => (
                <span>
                  {count(today.paid)}
                  <Quiet>{t('dashboard.home.paidBefore', { weekday, count: before.paid })}</Quiet>
                </span>
              ),
            },
            {
              id: 'share',
              label: t('dashboard.home.share'),
              cell: ({ today }) => (
                <span className="home-share">
                  {percent(shareOf(today))}
                  <ShareBar share={shareOf(today)} />
                </span>
              ),
            },
            {
              id: 'rate',
              label: t('dashboard.home.rate'),
              isFigure: true,
              cell: ({ today, before }) => (
                <Rates
                  today={rateOf(today)}
                  before={rateOf(before)}
                  page={page}
                  weekday={weekday}
                />
              ),
            },
            {
              id: 'amount',
              label: t('dashboard.home.amount'),
              isFigure: true,
              cell: ({ today, before }) => (
                <span>
                  {today.captured.length === 0 ? '–' : today.captured.map(money).join(' + ')}
                  <Quiet>
                    {before.captured.length === 0
                      ? t('dashboard.home.amountBeforeNone', { weekday })
                      : t('dashboard.home.amountBefore', {
                          weekday,
                          amount: before.captured.map(money).join(' + '),
                        })}
                  </Quiet>
                </span>
              ),
            },
          ]}
        />
      )}
    </section>
  );
}

function Rates(props: {
  today: Rate | null;
  before: Rate | null;
  page: DashboardPage;
  weekday: string;
}) {
  const { today, before, page, weekday } = props;
  const { t } = page.words;
  return (
    <span>
      {today === null ? '–' : `${today.share} (${rangeOf(today, page)})`}
      <Quiet>
        {before === null
          ? t('dashboard.home.rateBeforeNone', { weekday })
          : t('dashboard.home.rateBefore', { weekday, rate: before.share })}
      </Quiet>
    </span>
  );
}

function Quiet({ children }: { children: string }) {
  return <span className="dash-cell-quiet">{children}</span>;
}
