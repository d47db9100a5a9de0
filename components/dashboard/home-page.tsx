import type { HomeFigures } from '#lib/domain/payment-figures.ts';
import type { DashboardPage } from './dashboard-page.ts';
import { count, rangeOf, rateOf, weekdayOf } from './home-figures.ts';
import { HomeHours } from './home-hours.tsx';
import { HomeMethods } from './home-methods.tsx';
import { HomeNeeds } from './home-needs.tsx';
import { HomeStart } from './home-start.tsx';
import { LiveFigures } from './islands/live-figures.tsx';

export interface HomeView {
  readonly figures: HomeFigures;
  /** Differs where anything that is shown does. */
  readonly stamp: string;
}

interface Props {
  readonly view: HomeView;
  readonly page: DashboardPage;
}

/** How the shop does today, and what needs a person. */
export function HomePage({ view, page }: Props) {
  const { figures, stamp } = view;
  const { words } = page;
  const { t } = words;
  return (
    <>
      <div className="home-head">
        <div>
          <h1 className="dash-title">{t('dashboard.home.heading')}</h1>
          <p className="dash-intro">
            {t('dashboard.home.intro', { weekday: weekdayOf(figures.now, page) })}
          </p>
        </div>
        <LiveFigures
          pageUrl={`${page.basePath}/home`}
          stateUrl={`${page.basePath}/home/state`}
          stamp={stamp}
          asOf={words.time(figures.now)}
          words={{
            asOf: words.template('dashboard.home.asOf'),
            stale: words.template('dashboard.home.stale'),
            reload: t('dashboard.home.reload'),
          }}
        />
      </div>
      {figures.isCatchingUp ? <p className="notice">{t('dashboard.home.catchingUp')}</p> : null}
      {figures.hasBegun ? (
        <>
          <Today figures={figures} page={page} />
          <HomeNeeds needs={figures.needs} page={page} />
          <HomeMethods figures={figures} page={page} />
          <HomeHours figures={figures} page={page} />
        </>
      ) : (
        <>
          <HomeStart page={page} />
          {figures.needs.length === 0 ? null : <HomeNeeds needs={figures.needs} page={page} />}
        </>
      )}
    </>
  );
}

interface Part {
  readonly figures: HomeFigures;
  readonly page: DashboardPage;
}

function Today({ figures, page }: Part) {
  const { t, money } = page.words;
  const { today, before, now } = figures;
  const weekday = weekdayOf(now, page);
  const rate = rateOf(today);
  const rateBefore = rateOf(before);
  return (
    <section className="dash-card" aria-labelledby="today">
      <h2 id="today">{t('dashboard.home.figures')}</h2>
      <dl className="home-figures">
        <div>
          <dt>{t('dashboard.home.paid')}</dt>
          <dd className="home-figure">{count(today.paid)}</dd>
          <dd>{t('dashboard.home.paidBefore', { weekday, count: before.paid })}</dd>
        </div>
        <div>
          <dt>{t('dashboard.home.rate')}</dt>
          {rate === null ? (
            <dd>{t('dashboard.home.rateNone')}</dd>
          ) : (
            <dd className="home-figure">
              {rate.share} <span className="home-range">({rangeOf(rate, page)})</span>
            </dd>
          )}
          <dd>
            {rateBefore === null
              ? t('dashboard.home.rateBeforeNone', { weekday })
              : t('dashboard.home.rateBefore', {
                  weekday,
                  rate: `${rateBefore.share} (${rangeOf(rateBefore, page)})`,
                })}
          </dd>
        </div>
        <div>
          <dt>{t('dashboard.home.amount')}</dt>
          {today.captured.length === 0 ? <dd>{t('dashboard.home.amountNone')}</dd> : null}
          {today.captured.map((amount) => (
            <dd key={amount.currency} className="home-figure">
              {money(amount)}
            </dd>
          ))}
          {today.refunded.map((amount) => (
            <dd key={amount.currency}>{t('dashboard.home.refunded', { amount: money(amount) })}</dd>
          ))}
          <dd>
            {before.captured.length === 0
              ? t('dashboard.home.amountBeforeNone', { weekday })
              : t('dashboard.home.amountBefore', {
                  weekday,
                  amount: before.captured.map(money).join(' + '),
                })}
          </dd>
        </div>
      </dl>
      <details className="home-how">
        <summary>{t('dashboard.home.how')}</summary>
        <p>{t('dashboard.home.howPaid')}</p>
        <p>{t('dashboard.home.howRate', { open: today.open })}</p>
        <p>{t('dashboard.home.howAmount')}</p>
      </details>
    </section>
  );
}
