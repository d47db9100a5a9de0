import { EVENT_TYPES } from '#lib/domain/event-type.ts';
import { mayDo } from '#lib/domain/operator-role.ts';
import type { DashboardPage } from '../dashboard-page.ts';
import { type Column, DataTable } from '../data-table.tsx';
import { EmptyList, FilterForm, ListPages, StateTag } from '../list-frame.tsx';
import {
  type DevelopersDone,
  DevelopersFrame,
  Facts,
  Moment,
  developersHref,
} from './developers-frame.tsx';
import {
  EndpointState,
  LastTry,
  type ShownEndpoint,
  type ShownTry,
  eventsTold,
} from './webhooks-page.tsx';

export const DELIVERY_STATES = ['delivered', 'pending', 'held', 'dead'] as const;
export type ShownState = (typeof DELIVERY_STATES)[number];

export interface ShownDelivery {
  readonly id: string;
  readonly event: { readonly id: string; readonly type: string; readonly createdAt: Date };
  readonly state: ShownState;
  readonly tries: number;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  readonly nextTryAt: Date | null;
  readonly deliveredAt: Date | null;
}

export interface EndpointView {
  readonly endpoint: ShownEndpoint;
  readonly lastTry: ShownTry | null;
  readonly owed: { readonly pending: number; readonly held: number; readonly dead: number };
  readonly deliveries: readonly ShownDelivery[];
  readonly query: { readonly type: string; readonly state: string };
  readonly newestHref: string | null;
  readonly olderHref: string | null;
  readonly done: DevelopersDone | null;
}

/** One endpoint: how it does, and what was sent to it, the latest first. */
export function EndpointPage({ view, page }: { view: EndpointView; page: DashboardPage }) {
  const { t } = page.words;
  const { endpoint, owed, query } = view;
  const here = developersHref(page, `/webhooks/${endpoint.id}`);
  const isFiltered = query.type !== '' || query.state !== '';
  return (
    <DevelopersFrame
      page={page}
      part="/webhooks"
      heading={endpoint.url}
      {...(endpoint.description === null ? {} : { intro: endpoint.description })}
      back={{
        href: developersHref(page, '/webhooks'),
        label: t('dashboard.developers.webhooks.back'),
      }}
      done={view.done}
    >
      <section className="dash-card">
        <Facts
          facts={[
            [
              t('dashboard.developers.webhooks.health'),
              <EndpointState key="state" endpoint={endpoint} page={page} />,
            ],
            [
              t('dashboard.developers.webhooks.last'),
              <LastTry key="last" lastTry={view.lastTry} page={page} />,
            ],
            [
              t('dashboard.developers.webhooks.owed'),
              t('dashboard.developers.webhooks.owedTold', owed),
            ],
            [t('dashboard.developers.webhooks.events'), eventsTold(endpoint, page)],
            [
              t('dashboard.developers.webhooks.version'),
              <span key="version" className="dev-mono">
                {endpoint.apiVersion}
              </span>,
            ],
            [
              t('dashboard.developers.webhooks.id'),
              <span key="id" className="dev-mono">
                {endpoint.id}
              </span>,
            ],
          ]}
        />
        <div className="dash-actions">
          {mayDo(page.shop.role, 'webhooks.change') ? (
            <a className="button-secondary" href={`${here}/settings`}>
              {t('dashboard.developers.webhooks.settings')}
            </a>
          ) : null}
          {mayDo(page.shop.role, 'events.resend') ? (
            <a className="button-secondary" href={`${here}/replay`}>
              {t('dashboard.developers.replay.heading')}
            </a>
          ) : null}
        </div>
      </section>
      <h2 className="dev-heading">{t('dashboard.developers.webhooks.log')}</h2>
      <FilterForm words={page.words} action={here} isFiltered={isFiltered}>
        <label>
          {t('dashboard.developers.webhooks.type')}
          <select className="field" name="type" defaultValue={query.type}>
            <option value="">{t('dashboard.developers.any')}</option>
            {Object.keys(EVENT_TYPES).map((type) => (
              <option key={type}>{type}</option>
            ))}
          </select>
        </label>
        <label>
          {t('dashboard.developers.requests.result')}
          <select className="field" name="state" defaultValue={query.state}>
            <option value="">{t('dashboard.developers.any')}</option>
            {DELIVERY_STATES.map((state) => (
              <option key={state} value={state}>
                {t(`dashboard.developers.webhooks.state.${state}`)}
              </option>
            ))}
          </select>
        </label>
      </FilterForm>
      {view.deliveries.length === 0 ? (
        <EmptyList
          heading={t(
            isFiltered
              ? 'dashboard.developers.webhooks.noSuchDeliveries'
              : 'dashboard.developers.webhooks.noDeliveries',
          )}
        />
      ) : (
        <div className="dash-card dash-table-frame">
          <DataTable
            caption={t('dashboard.developers.webhooks.log')}
            columns={columns(page, here)}
            rows={view.deliveries}
            rowKey={({ id }) => id}
          />
        </div>
      )}
      <ListPages words={page.words} newestHref={view.newestHref} olderHref={view.olderHref} />
    </DevelopersFrame>
  );
}

function columns(page: DashboardPage, here: string): readonly Column<ShownDelivery>[] {
  const { t } = page.words;
  return [
    {
      id: 'event',
      label: t('dashboard.developers.webhooks.event'),
      cell: ({ id, event }) => (
        <span>
          <a className="dev-mono" href={`${here}/deliveries/${id}`}>
            {event.type}
          </a>
          <span className="dash-cell-quiet dev-mono">{event.id}</span>
        </span>
      ),
    },
    {
      id: 'result',
      label: t('dashboard.developers.requests.result'),
      cell: (delivery) => <DeliveryState delivery={delivery} page={page} />,
    },
    {
      id: 'at',
      label: t('dashboard.developers.webhooks.happened'),
      cell: ({ event }) => <Moment at={event.createdAt} page={page} />,
    },
    {
      id: 'tries',
      label: t('dashboard.developers.webhooks.tries'),
      cell: ({ tries }) => tries,
      isFigure: true,
    },
  ];
}

const LOOKS = { delivered: 'ok', pending: 'warn', held: 'quiet', dead: 'danger' } as const;

/** How a delivery stands, and what comes next. */
export function DeliveryState({
  delivery,
  page,
}: {
  delivery: ShownDelivery;
  page: DashboardPage;
}) {
  const { t, dateTime } = page.words;
  const { state, lastError, nextTryAt } = delivery;
  return (
    <span>
      <StateTag look={LOOKS[state]}>{t(`dashboard.developers.webhooks.state.${state}`)}</StateTag>
      {state === 'delivered' || lastError === null ? null : (
        <span className="dash-cell-quiet">{lastError}</span>
      )}
      {nextTryAt === null || state !== 'pending' ? null : (
        <span className="dash-cell-quiet">
          {t('dashboard.developers.webhooks.nextTry', { date: dateTime(nextTryAt) })}
        </span>
      )}
    </span>
  );
}
