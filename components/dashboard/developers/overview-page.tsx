import type { ReactNode } from 'react';
import type { DashboardPage } from '../dashboard-page.ts';
import { DevelopersFrame, developersHref } from './developers-frame.tsx';

export interface OverviewView {
  readonly workingKeys: number;
  readonly endpoints: { readonly on: number; readonly failing: number; readonly off: number };
  /** Of the last 24 hours. */
  readonly requests: {
    readonly succeeded: number;
    readonly refused: number;
    readonly failed: number;
  };
}

/** How the integration does, and where to go about it. */
export function OverviewPage({ view, page }: { view: OverviewView; page: DashboardPage }) {
  const { t } = page.words;
  const { endpoints } = view;
  return (
    <DevelopersFrame
      page={page}
      part=""
      heading={t('dashboard.developers.heading')}
      intro={t(`dashboard.developers.intro.${page.mode}`)}
    >
      <div className="dev-cards">
        <Card page={page} path="/start" heading={t('dashboard.developers.start.heading')}>
          <p>{t('dashboard.developers.start.short')}</p>
        </Card>
        <Card page={page} path="/keys" heading={t('dashboard.developers.keys.heading')}>
          <p>{t(`dashboard.developers.keys.count.${page.mode}`, { count: view.workingKeys })}</p>
        </Card>
        <Card page={page} path="/webhooks" heading={t('dashboard.developers.webhooks.heading')}>
          <p>{t('dashboard.developers.webhooks.count', { count: endpoints.on })}</p>
          {endpoints.failing === 0 ? null : (
            <p className="dev-warn">
              {t('dashboard.developers.webhooks.countFailing', { count: endpoints.failing })}
            </p>
          )}
          {endpoints.off === 0 ? null : (
            <p className="dev-warn">
              {t('dashboard.developers.webhooks.countOff', { count: endpoints.off })}
            </p>
          )}
        </Card>
        <Card page={page} path="/requests" heading={t('dashboard.developers.requests.heading')}>
          <p>{t('dashboard.developers.requests.count', view.requests)}</p>
        </Card>
      </div>
    </DevelopersFrame>
  );
}

function Card(props: { page: DashboardPage; path: string; heading: string; children: ReactNode }) {
  return (
    <section className="dash-card dev-card">
      <h2>
        <a href={developersHref(props.page, props.path)}>{props.heading}</a>
      </h2>
      {props.children}
    </section>
  );
}
