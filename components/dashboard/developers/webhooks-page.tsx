import { mayDo } from '#lib/domain/operator-role.ts';
import type { DisabledBecause } from '#lib/domain/webhook-endpoint.ts';
import type { DashboardPage } from '../dashboard-page.ts';
import { type Column, DataTable } from '../data-table.tsx';
import { EmptyList, StateTag } from '../list-frame.tsx';
import {
  type DevelopersDone,
  DevelopersFrame,
  Moment,
  developersHref,
} from './developers-frame.tsx';

/** One try of a delivery. */
export interface ShownTry {
  readonly id: number;
  readonly at: Date;
  readonly durationMs: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly answer: string | null;
  readonly nextTryAt: Date | null;
}

/** An endpoint as pages show it: nothing of its secret. */
export interface ShownEndpoint {
  readonly id: string;
  readonly url: string;
  readonly description: string | null;
  readonly enabledEvents: readonly string[];
  readonly apiVersion: string;
  readonly enabled: boolean;
  readonly disabledBecause: DisabledBecause | null;
  readonly failingSince: Date | null;
  readonly previousSecretUntil: Date | null;
  readonly createdAt: Date;
}

interface ListedEndpoint {
  readonly endpoint: ShownEndpoint;
  readonly lastTry: ShownTry | null;
}

export interface WebhooksView {
  readonly endpoints: readonly ListedEndpoint[];
  readonly done: DevelopersDone | null;
}

/** Where events of one mode are sent, and how each address does. */
export function WebhooksPage({ view, page }: { view: WebhooksView; page: DashboardPage }) {
  const { t } = page.words;
  return (
    <DevelopersFrame
      page={page}
      part="/webhooks"
      heading={t('dashboard.developers.webhooks.heading')}
      intro={t(`dashboard.developers.webhooks.intro.${page.mode}`)}
      done={view.done}
    >
      {mayDo(page.shop.role, 'webhooks.change') ? (
        <p className="dev-lead">
          <a className="button-primary" href={developersHref(page, '/webhooks/new')}>
            {t(`dashboard.developers.webhooks.add.${page.mode}`)}
          </a>
        </p>
      ) : null}
      {view.endpoints.length === 0 ? (
        <EmptyList heading={t('dashboard.developers.webhooks.none')}>
          <p>{t('dashboard.developers.webhooks.noneMore')}</p>
        </EmptyList>
      ) : (
        <div className="dash-card dash-table-frame">
          <DataTable
            caption={t('dashboard.developers.webhooks.heading')}
            columns={columns(page)}
            rows={view.endpoints}
            rowKey={({ endpoint }) => endpoint.id}
          />
        </div>
      )}
    </DevelopersFrame>
  );
}

function columns(page: DashboardPage): readonly Column<ListedEndpoint>[] {
  const { t } = page.words;
  return [
    {
      id: 'url',
      label: t('dashboard.developers.webhooks.url'),
      cell: ({ endpoint }) => (
        <span>
          <a href={developersHref(page, `/webhooks/${endpoint.id}`)}>{endpoint.url}</a>
          {endpoint.description === null ? null : (
            <span className="dash-cell-quiet">{endpoint.description}</span>
          )}
        </span>
      ),
    },
    {
      id: 'health',
      label: t('dashboard.developers.webhooks.health'),
      cell: ({ endpoint }) => <EndpointState endpoint={endpoint} page={page} />,
    },
    {
      id: 'last',
      label: t('dashboard.developers.webhooks.last'),
      cell: ({ lastTry }) => <LastTry lastTry={lastTry} page={page} />,
    },
    {
      id: 'events',
      label: t('dashboard.developers.webhooks.events'),
      cell: ({ endpoint }) => eventsTold(endpoint, page),
    },
  ];
}

/** On, failing since when, or off and why. */
export function EndpointState({
  endpoint,
  page,
}: {
  endpoint: ShownEndpoint;
  page: DashboardPage;
}) {
  const { t, dateTime } = page.words;
  if (!endpoint.enabled) {
    return (
      <span>
        <StateTag look="danger">{t('dashboard.developers.webhooks.off')}</StateTag>
        <span className="dash-cell-quiet">
          {t(`dashboard.developers.webhooks.because.${endpoint.disabledBecause ?? 'asked'}`)}
        </span>
      </span>
    );
  }
  if (endpoint.failingSince === null) {
    return <StateTag look="ok">{t('dashboard.developers.webhooks.on')}</StateTag>;
  }
  return (
    <span>
      <StateTag look="warn">{t('dashboard.developers.webhooks.failing')}</StateTag>
      <span className="dash-cell-quiet">
        {t('dashboard.developers.webhooks.failingSince', { date: dateTime(endpoint.failingSince) })}
      </span>
    </span>
  );
}

export function LastTry({ lastTry, page }: { lastTry: ShownTry | null; page: DashboardPage }) {
  const { t } = page.words;
  if (lastTry === null) return t('dashboard.developers.never');
  return (
    <span>
      <Moment at={lastTry.at} page={page} />
      <span className="dash-cell-quiet">{triedTold(lastTry, page)}</span>
    </span>
  );
}

/** What came of a try, in a few words. */
export function triedTold({ status, error }: ShownTry, { words: { t } }: DashboardPage): string {
  return status === null
    ? t('dashboard.developers.webhooks.noAnswer', { error: error ?? '' })
    : t('dashboard.developers.webhooks.answered', { status });
}

export function eventsTold(
  { enabledEvents }: ShownEndpoint,
  { words: { t } }: DashboardPage,
): string {
  return enabledEvents.includes('*')
    ? t('dashboard.developers.webhooks.all')
    : t('dashboard.developers.webhooks.some', { count: enabledEvents.length });
}
